/** Clocking in or out without a badge: number and PIN, until somebody has badged or nobody has typed for a while. */
import type { Call } from '../station-client.ts'

export type PinTap =
  | { type: 'closed' }
  | {
      type: 'open'
      isChecking: boolean
      /** `nextTryAtMs`: before that, none is looked at. */
      fault: { type: 'not-right'; nextTryAtMs: number; triesLeft: number } | { type: 'failed' } | null
    }
  /**
   * A badge came while somebody typed. Its result is shown first; then this says that what was typed is gone. It has no field, so that whoever
   * goes on typing types nowhere: no digit of a PIN gets into the number, and no try is counted.
   */
  | { type: 'interrupted'; isChecking: boolean }
  /** Too many wrong ones in a row. */
  | { type: 'locked' }

export type PinTapActions = {
  openPinTap: () => void
  closePinTap: () => void
  enterNumberAndPin: (employeeNumber: string, pin: string) => void
  /** Somebody is typing. */
  touchPinTap: () => void
}

/** What somebody typed and walked away from does not stay on the screen. */
const idleMs = 45_000
const closedShownMs = 8000

export function createPinTap(
  call: Call,
  read: () => PinTap,
  write: (pinTap: PinTap) => void,
): PinTapActions & { onDecided: (isByPin: boolean) => void; onResultGone: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isTyped = false

  const closeIn = (delayMs: number): void => {
    clearTimeout(timer)
    timer = setTimeout(() => write({ type: 'closed' }), delayMs)
  }
  const show = (pinTap: PinTap, forMs = idleMs): void => {
    closeIn(forMs)
    write(pinTap)
  }

  const close = (): void => {
    clearTimeout(timer)
    if (read().type !== 'closed') write({ type: 'closed' })
  }

  return {
    openPinTap: () => {
      isTyped = false
      show({ type: 'open', isChecking: false, fault: null })
    },
    closePinTap: close,
    touchPinTap: () => {
      isTyped = true
      closeIn(idleMs)
    },
    /** `isByPin`: by number and PIN, so it may be the one that was typed here. */
    onDecided: (isByPin) => {
      const pinTap = read()
      // Whose badge it was nobody knows. One that comes while this waits behind a result changes nothing.
      if (pinTap.type === 'interrupted') return closeIn(idleMs)
      const isOwn = isByPin && pinTap.type === 'open' && pinTap.isChecking
      if (pinTap.type !== 'open' || !isTyped || isOwn) return close()
      show({ type: 'interrupted', isChecking: pinTap.isChecking })
    },
    onResultGone: () => {
      if (read().type === 'interrupted') closeIn(closedShownMs)
    },
    enterNumberAndPin: async (employeeNumber, pin) => {
      const before = read()
      if (before.type !== 'open' || before.isChecking) return
      show({ ...before, isChecking: true })
      const answer = await call('tapByPin', { employeeNumber, pin })
      const after = read()
      const isWaiting = after.type !== 'closed' && after.type !== 'locked' && after.isChecking
      if (!isWaiting) return
      // Who tapped is told by the event, which every screen hears. Of a try that was wrong one is told also after a badge that came in between.
      if (answer.type === 'tapped') return close()
      if (answer.type !== 'not-right') return show({ type: 'open', isChecking: false, fault: { type: 'failed' } })
      if (answer.triesLeft === 0) return show({ type: 'locked' }, closedShownMs)
      show({ type: 'open', isChecking: false, fault: answer })
    },
  }
}
