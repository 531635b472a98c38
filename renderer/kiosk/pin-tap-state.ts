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
const lockedShownMs = 8000

export function createPinTap(call: Call, read: () => PinTap, write: (pinTap: PinTap) => void): PinTapActions {
  let timer: ReturnType<typeof setTimeout> | undefined

  const closeIn = (delayMs: number): void => {
    clearTimeout(timer)
    timer = setTimeout(() => write({ type: 'closed' }), delayMs)
  }
  const show = (pinTap: PinTap, forMs = idleMs): void => {
    closeIn(forMs)
    write(pinTap)
  }

  return {
    openPinTap: () => show({ type: 'open', isChecking: false, fault: null }),
    closePinTap: () => {
      clearTimeout(timer)
      if (read().type !== 'closed') write({ type: 'closed' })
    },
    touchPinTap: () => closeIn(idleMs),
    enterNumberAndPin: async (employeeNumber, pin) => {
      const before = read()
      if (before.type !== 'open' || before.isChecking) return
      show({ ...before, isChecking: true })
      const answer = await call('tapByPin', { employeeNumber, pin })
      // Who tapped is told by the event, which every screen hears; or a badge came in between.
      if (answer.type === 'tapped' || read().type !== 'open') return
      if (answer.type !== 'not-right') return show({ type: 'open', isChecking: false, fault: { type: 'failed' } })
      if (answer.triesLeft === 0) return show({ type: 'locked' }, lockedShownMs)
      show({ type: 'open', isChecking: false, fault: answer })
    },
  }
}
