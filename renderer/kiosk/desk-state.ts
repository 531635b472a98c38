/** Signing in at this screen: the badge, the PIN, and the console until nobody touches it. The station decides all of it. */
import type { Answer, EventBody } from '../../core/contract/contract.ts'
import type { Call } from '../station-client.ts'

type SignedIn = Extract<Answer<'signIn'>, { type: 'signed-in' }>
export type Supervisor = SignedIn['supervisor']
export type ClosedBecause = Extract<Answer<'signIn'>, { type: 'closed' }>['why']

export type Desk =
  | { type: 'closed' }
  /** The next badge signs in. */
  | { type: 'badge'; attempt: string; untilMs: number }
  /** `nextTryAtMs`: after a wrong PIN, when the next one is looked at. */
  | { type: 'pin'; attempt: string; supervisor: Supervisor; isChecking: boolean; nextTryAtMs: number | null }
  | { type: 'refused'; why: ClosedBecause | 'expired' | 'ended' | 'failed' }
  | { type: 'open'; supervisor: Supervisor; idleMs: number }

export type DeskActions = {
  beginSignIn: () => void
  cancelSignIn: () => void
  enterPin: (pin: string) => void
  signOut: () => void
  /** Asks the station, and closes the console where the answer is that nobody is signed in here any more. */
  call: Call
  /** A hand on the screen or the keyboard. */
  touch: () => void
}

/** A touch is told this often at most: each one is a call. */
const touchEveryMs = 5000
const refusalShownMs = 6000

export function createDesk(
  call: Call,
  read: () => Desk,
  write: (desk: Desk) => void,
): DeskActions & { onSignInBadge: (body: EventBody<'signInBadge'>) => void; onLost: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let touchedAtMs = 0

  const show = (desk: Desk, thenCloseInMs: number | null = null): void => {
    clearTimeout(timer)
    if (thenCloseInMs !== null) timer = setTimeout(() => write({ type: 'closed' }), Math.max(0, thenCloseInMs))
    write(desk)
  }
  const refuse = (why: Extract<Desk, { type: 'refused' }>['why']): void =>
    show({ type: 'refused', why }, refusalShownMs)
  const open = (supervisor: Supervisor, idleMs: number): void => {
    touchedAtMs = performance.now()
    show({ type: 'open', supervisor, idleMs }, idleMs)
  }

  return {
    beginSignIn: async () => {
      const answer = await call('beginSignIn', {})
      if (answer.type !== 'waiting') return refuse('failed')
      show({ type: 'badge', attempt: answer.attempt, untilMs: answer.untilMs }, answer.untilMs - Date.now())
    },
    cancelSignIn: () => {
      show({ type: 'closed' })
      void call('cancelSignIn', {})
    },
    enterPin: async (pin) => {
      const desk = read()
      if (desk.type !== 'pin' || desk.isChecking) return
      show({ ...desk, isChecking: true })
      const answer = await call('signIn', { attempt: desk.attempt, pin })
      const now = read()
      if (now.type !== 'pin' || now.attempt !== desk.attempt) {
        // Whoever has given it up meanwhile is not signed in because the station was faster.
        if (answer.type === 'signed-in') void call('signOut', {})
        return
      }
      switch (answer.type) {
        case 'signed-in':
          return open(answer.supervisor, answer.idleMs)
        case 'wrong-pin':
          if (answer.isLocked) return refuse('locked')
          return show({ ...desk, isChecking: false, nextTryAtMs: answer.nextTryAtMs }, 60_000)
        case 'closed':
          return refuse(answer.why)
        case 'expired':
          return refuse('expired')
        default:
          return refuse('failed')
      }
    },
    signOut: () => {
      show({ type: 'closed' })
      void call('signOut', {})
    },
    call: async (name, request) => {
      const answer = await call(name, request)
      if (answer.type === 'not-allowed' && read().type === 'open') refuse('ended')
      return answer
    },
    touch: async () => {
      const desk = read()
      if (desk.type !== 'open' || performance.now() - touchedAtMs < touchEveryMs) return
      touchedAtMs = performance.now()
      const answer = await call('stayAwake', {})
      if (read().type !== 'open') return
      if (answer.type === 'awake') show(desk, desk.idleMs)
      else if (answer.type === 'signed-out') refuse('ended')
    },
    onSignInBadge: ({ attempt, outcome }) => {
      const desk = read()
      if (desk.type !== 'badge' || desk.attempt !== attempt) return
      if (outcome.type === 'closed') return refuse(outcome.why)
      const { supervisor } = outcome
      show({ type: 'pin', attempt, supervisor, isChecking: false, nextTryAtMs: null }, 60_000)
    },
    // Sessions live in the station's process: whoever was signed in is not any more.
    onLost: () => show({ type: 'closed' }),
  }
}
