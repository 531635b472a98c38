/** How long a screen that could not be drawn waits until its page is loaded anew: longer each time that it fails again. */

/** Ours: a part that did not come is there again soon; a fault that stays is no reason to flicker all night. */
const delaysMs = [8000, 16_000, 32_000, 64_000, 120_000]
/** A page that held out so long began anew (ours). */
const forgottenAfterMs = 10 * 60_000
const rememberedAs = 'foyer.faults'

/** @param memory Of the window, such as `sessionStorage`; null where the browser keeps nothing. */
export function countFault(memory: Pick<Storage, 'getItem' | 'setItem'> | null, nowMs: number): number {
  const [count = 0, lastMs = 0] = (memory?.getItem(rememberedAs) ?? '').split(' ').map(Number)
  const isAgain = count > 0 && Math.abs(nowMs - lastMs) < forgottenAfterMs
  const next = isAgain ? count + 1 : 1
  memory?.setItem(rememberedAs, `${next} ${nowMs}`)
  return delaysMs[Math.min(next, delaysMs.length) - 1] ?? 0
}
