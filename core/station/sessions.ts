/** Who is signed in at which screen: a supervisor's badge, then their PIN, until nobody has touched the screen for a while. */
import { randomUUID } from 'node:crypto'
import type { Answer, Listener, Request } from '../contract/contract.ts'
import { findPersonByEmployeeNumber, type PersonRow } from '../people/people-store.ts'
import { readPinFailures } from '../people/pin-attempt-store.ts'
import { judgeTurn } from '../people/pin-rules.ts'
import { readPinHash, readRole } from '../people/role-store.ts'
import { findAuthority } from './authority.ts'
import { checkPin } from './check-pin.ts'
import type { ClockReading } from './clock.ts'
import { findRefusal } from './decide-tap.ts'
import { identifyCard } from './tap.ts'
import type { Presentation, TapContext } from './tap-context.ts'

/** A console that nobody touches is closed after this (product: a minute). */
export const sessionIdleMs = 60_000
/** How long the station waits for the supervisor's badge, and then for their PIN (ours). */
const badgeWithinMs = 20_000
const pinWithinMs = 60_000

type Attempt = {
  id: string
  callerId: string
  begunMs: number
  untilMs: number
  employeeNumber: string | null
  readAtMs: number | null
}
type Session = { employeeNumber: string; touchedMs: number }

export type Sessions = ReturnType<typeof createSessions>

/** All times are of the clock that nobody can set. Nothing here outlives the process: after a restart nobody is signed in. */
export function createSessions(context: TapContext, readClock: () => ClockReading, publish: Listener) {
  const { store } = context
  /** Screens that wait for a badge, in the order in which they began: each of them promises that it clocks nobody. */
  let waiting: Attempt[] = []
  const attemptsByCaller = new Map<string, Attempt>()
  const sessions = new Map<string, Session>()
  const nowMs = (): number => readClock().monotonicMs

  function findSession(callerId: string): Session | null {
    const session = sessions.get(callerId)
    if (!session) return null
    // The role may have been taken away since.
    const isGood =
      nowMs() - session.touchedMs < sessionIdleMs &&
      findAuthority(store.read, { type: 'supervisor', employeeNumber: session.employeeNumber }).type === 'allowed'
    if (isGood) return session
    sessions.delete(callerId)
    return null
  }

  /** When this presentation's holder was read to sign in, if that was just now; null: they were not. */
  function findReadToSignIn(presentation: Presentation): number | null {
    const { monotonicMs } = presentation.clock
    const guardMs = context.settings.rules.repeatGuardSeconds * 1000
    const fresh = [...attemptsByCaller.values()].filter(
      ({ readAtMs }) => readAtMs !== null && monotonicMs - readAtMs < guardMs,
    )
    if (fresh.length === 0) return null
    const holder = findHolder(context, presentation)
    return fresh.find(({ employeeNumber }) => holder?.employeeNumber === employeeNumber)?.readAtMs ?? null
  }

  function stopWaiting(callerId: string): void {
    waiting = waiting.filter((attempt) => attempt.callerId !== callerId)
  }

  function leave(callerId: string): void {
    sessions.delete(callerId)
    attemptsByCaller.delete(callerId)
    stopWaiting(callerId)
  }

  return {
    begin: (callerId: string): Answer<'beginSignIn'> => {
      leave(callerId)
      const { atMs, monotonicMs } = readClock()
      const attempt: Attempt = {
        id: randomUUID(),
        callerId,
        begunMs: monotonicMs,
        untilMs: monotonicMs + badgeWithinMs,
        employeeNumber: null,
        readAtMs: null,
      }
      waiting.push(attempt)
      attemptsByCaller.set(callerId, attempt)
      return { type: 'waiting', attempt: attempt.id, untilMs: atMs + badgeWithinMs }
    },
    cancel: (callerId: string): Answer<'cancelSignIn'> => {
      attemptsByCaller.delete(callerId)
      stopWaiting(callerId)
      return { type: 'cancelled' }
    },
    /** Whether this presentation was the badge that somebody signs in with, at the screen that began last; then it clocks nobody. */
    takeBadge: (presentation: Presentation): boolean => {
      waiting = waiting.filter(({ untilMs }) => presentation.clock.monotonicMs <= untilMs)
      const attempt = waiting.at(-1)
      const readAtMs = findReadToSignIn(presentation)
      if (!attempt) return readAtMs !== null
      // A reader may tell a badge twice that stays on it: that is not for another screen that waited all the while.
      if (readAtMs !== null && readAtMs >= attempt.begunMs) return true
      stopWaiting(attempt.callerId)
      const holder = findHolder(context, presentation)
      const closed = holder && findClosed(store, holder, presentation.clock.atMs)
      if (holder === null || closed !== null) {
        publish('signInBadge', {
          attempt: attempt.id,
          outcome: { type: 'closed', why: closed ?? 'not-a-supervisor' },
        })
        return true
      }
      attempt.employeeNumber = holder.employeeNumber
      attempt.readAtMs = presentation.clock.monotonicMs
      attempt.untilMs = presentation.clock.monotonicMs + pinWithinMs
      publish('signInBadge', { attempt: attempt.id, outcome: { type: 'recognized', supervisor: viewOf(holder) } })
      return true
    },
    signIn: async (callerId: string, { attempt: id, pin }: Request<'signIn'>): Promise<Answer<'signIn'>> => {
      const attempt = attemptsByCaller.get(callerId)
      if (!attempt || attempt.id !== id || attempt.employeeNumber === null || nowMs() > attempt.untilMs) {
        return { type: 'expired' }
      }
      const person = findPersonByEmployeeNumber(store.read, attempt.employeeNumber)
      if (!person || findClosed(store, person, readClock().atMs) === 'not-a-supervisor') {
        return { type: 'closed', why: 'not-a-supervisor' }
      }
      const outcome = await checkPin(store, person.personId, pin, readClock().atMs)
      switch (outcome.type) {
        case 'no-pin':
        case 'locked':
          return { type: 'closed', why: outcome.type }
        case 'wrong':
          return { type: 'wrong-pin', nextTryAtMs: outcome.nextTryAtMs, isLocked: outcome.isLocked }
        case 'right':
          // The window may have gone while the PIN was looked at.
          if (attemptsByCaller.get(callerId) !== attempt) return { type: 'expired' }
          attemptsByCaller.delete(callerId)
          sessions.set(callerId, { employeeNumber: person.employeeNumber, touchedMs: nowMs() })
          return { type: 'signed-in', supervisor: viewOf(person), idleMs: sessionIdleMs }
        default:
          return outcome satisfies never
      }
    },
    signOut: (callerId: string): Answer<'signOut'> => {
      sessions.delete(callerId)
      return { type: 'signed-out' }
    },
    stayAwake: (callerId: string): Answer<'stayAwake'> => {
      const session = findSession(callerId)
      if (!session) return { type: 'signed-out' }
      session.touchedMs = nowMs()
      return { type: 'awake', untilMs: readClock().atMs + sessionIdleMs }
    },
    whoIsSignedIn: (callerId: string): string | null => findSession(callerId)?.employeeNumber ?? null,
    leave,
  }
}

/** Whoever holds the badge, if it may be used at all; null: nobody. When they may clock in does not matter here. */
function findHolder(context: TapContext, presentation: Presentation): PersonRow | null {
  const known = identifyCard(context, presentation)
  if (known === null) return null
  const refusal = findRefusal(known.card, known.holder, { isAllowed: true }, presentation.clock.atMs)
  return refusal === null ? known.holder : null
}

function findClosed({ read }: TapContext['store'], person: PersonRow, nowMs: number) {
  if (!person.isActive || readRole(read, person.personId) !== 'supervisor') return 'not-a-supervisor'
  if (readPinHash(read, person.personId) === null) return 'no-pin'
  return judgeTurn(readPinFailures(read, person.personId), nowMs).type === 'locked' ? 'locked' : null
}

function viewOf({ employeeNumber, displayName, language }: PersonRow) {
  return { employeeNumber, displayName, language }
}
