/**
 * "I meant to clock out": whoever just tapped says that the direction was wrong. The tap is undone and the other direction
 * written in one transaction, as if it had been tapped at a reader of that direction, so that what waits for the clock's
 * toggle (Sonoran CMS, “Clock In Out”) is withdrawn or answered by its opposite before anything new is told. An *out* that
 * had ended a period only has to be undone: whoever meant to be in still is, and nothing is left to settle.
 */
import { findTapOrigin } from '../attendance/attendance-store.ts'
import { sumHours } from '../attendance/hours.ts'
import type { UndoRefusal } from '../attendance/undo-rules.ts'
import { readPerson } from '../people/people-store.ts'
import type { ClockReading } from './clock.ts'
import { decisionOf, type KnownTap, workedPeriods } from './count-tap.ts'
import { countDirected, gatherTap } from './direct-tap.ts'
import { freeFromGuard, rememberCounted } from './guard-repeat.ts'
import type { DecidedTap, TapContext, TapOrigin } from './tap-context.ts'
import { takeTapBack } from './undo.ts'

export type TurnOutcome = { type: 'turned'; decided: DecidedTap } | { type: 'not-turned'; why: UndoRefusal }

/**
 * Turns the tap `eventId` round, within the time in which it may be undone. The new event is of now and refers to it; where a
 * period goes on there is none but the undo's, and `counted` of the decision says since when.
 */
export function turnTap(
  context: TapContext,
  { eventId, clock }: { eventId: string; clock: ClockReading },
): TurnOutcome {
  type Turned = { decided: DecidedTap; origin: TapOrigin }
  const result = context.store.transact<Turned, TurnOutcome>((db) => {
    const taken = takeTapBack(context, db, { eventId, clock, undoUntilMs: null, cause: 'screen' })
    if (taken.type === 'not-undone') return { ok: false, refusal: { type: 'not-turned', why: taken.why } }
    const { kind, reason, personId, cardId } = taken.event
    const from = findTapOrigin(db, eventId)
    const holder = readPerson(db, personId)
    if (from === null || holder === null) return { ok: false, refusal: { type: 'not-turned', why: 'not-a-tap' } }
    const origin: TapOrigin = { reader: from.reader, clock, cause: 'screen', refersTo: eventId }
    const known = gatherTap({ context, db, presentation: origin, cardId, number: from.badge, holder })
    const hadEnded = kind === 'out' && reason === null
    const decided = (hadEnded && goOn(known)) || countDirected({ ...known, holder }, kind === 'in' ? 'out' : 'in')
    return { ok: true, value: { decided, origin } }
  })
  if (!result.ok) return result.refusal
  const { decided, origin } = result.value
  const { cardId, personId } = decided
  if (personId !== null) freeFromGuard(context, { cardId, personId })
  rememberCounted(context, origin, decided)
  return { type: 'turned', decided }
}

/** What is told of a period that is open again; null: none is. */
function goOn(known: KnownTap): DecidedTap | null {
  const { calendar, presentation, open, cardId, holder } = known
  if (open === null) return null
  const decision = {
    ...decisionOf(known, 'in', null),
    hours: sumHours(workedPeriods(known), calendar, presentation.clock.atMs),
    counted: { atMs: open.startedMs, outcome: 'in' as const },
  }
  return { decision, cardId, personId: holder?.personId ?? null }
}
