/** What wrong PINs cost, so that trying them all takes longer than anybody stands at a door (all of it ours). */

/** Wrong PINs in a row, and when the last one was typed (milliseconds since the epoch). */
export type PinFailures = { failures: number; lastAtMs: number }

export type PinTurn =
  | { type: 'may-try' }
  | { type: 'must-wait'; untilMs: number }
  /** Until a supervisor, or the owner of the data folder, frees it. */
  | { type: 'locked' }

/** One in ten thousand PINs of four digits is right: eight tries are chance enough for whoever mistypes. */
export const mostFailures = 8
const longestDelayMs = 60_000

/** How long nobody may try after so many failures: 1, 2, 4 … seconds. */
export function delayAfter(failures: number): number {
  return failures < 1 ? 0 : Math.min(longestDelayMs, 1000 * 2 ** (failures - 1))
}

/** Whether a PIN may be tried at `nowMs`; null: there was no failure since the last right one. */
export function judgeTurn(before: PinFailures | null, nowMs: number): PinTurn {
  if (before === null) return { type: 'may-try' }
  if (before.failures >= mostFailures) return { type: 'locked' }
  const delayMs = delayAfter(before.failures)
  const waitedMs = nowMs - before.lastAtMs
  // A clock that was set back makes nobody wait longer than the delay itself.
  if (waitedMs >= delayMs) return { type: 'may-try' }
  return { type: 'must-wait', untilMs: nowMs + (waitedMs < 0 ? delayMs : delayMs - waitedMs) }
}
