/**
 * The repeat guard: the same card within the window is answered "already counted". Whoever clocked in or out by number and
 * PIN has no card to be known by, so there it is the person, whichever of the two taps was by PIN (ours).
 */
import { findEvent, type PeriodRow } from '../attendance/attendance-store.ts'
import type { ReadableDb } from '../store/database.ts'
import type { KnownTap } from './count-tap.ts'
import { type CountedTap, findRepeat } from './decide-tap.ts'
import type { DecidedTap, GuardedTap, TapContext, TapOrigin } from './tap-context.ts'

/** The counted tap that makes this one a repeat; null: it is none. */
export function findRepeated({ context, db, presentation, cardId, holder, recent }: KnownTap): CountedTap | null {
  const { atMs, monotonicMs } = presentation.clock
  const windowMs = context.settings.rules.repeatGuardSeconds * 1000
  const counted = findRepeat(findCounted(db, recent, cardId, atMs, windowMs), atMs, windowMs)
  if (counted || presentation.cause !== 'tap') return counted
  const ofCard = cardId === null ? undefined : context.countedByCard.get(cardId)
  const ofPerson = holder ? context.countedByPerson.get(holder.personId) : undefined
  return [ofCard, ofPerson].find((guarded) => guarded && monotonicMs - guarded.monotonicMs < windowMs)?.tap ?? null
}

/** The taps of this card, and those by PIN, that the person's periods remember around `atMs`. `cardId` null: any tap. */
function findCounted(
  db: ReadableDb,
  recent: readonly PeriodRow[],
  cardId: number | null,
  atMs: number,
  windowMs: number,
): CountedTap[] {
  const isNear = (ms: number | null): ms is number => ms !== null && Math.abs(atMs - ms) < windowMs
  // A period without length may have ended before it began, by a clock that was set back: then only its event knows when.
  const mayEndNear = ({ startedMs, endedMs }: PeriodRow): boolean =>
    isNear(endedMs) || (endedMs !== null && endedMs === startedMs)
  const eventIds = recent.flatMap((period) => [
    ...(isNear(period.startedMs) && period.inEvent !== null ? [period.inEvent] : []),
    ...(mayEndNear(period) && period.outEvent !== null ? [period.outEvent] : []),
  ])
  const events = eventIds.flatMap((eventId) => findEvent(db, eventId) ?? [])
  return events.flatMap(({ kind, cause, atMs: tapAtMs, eventId, cardId: tappedCardId }) => {
    const isGuarding = cause !== 'supervisor' && (cardId === null || tappedCardId === null || tappedCardId === cardId)
    return isGuarding && (kind === 'in' || kind === 'out') ? [{ atMs: tapAtMs, outcome: kind, eventId }] : []
  })
}

/** Guards what counted against a repeat, once it is durable. What is replayed is guarded by what is stored alone. */
export function rememberCounted(context: TapContext, { cause, clock }: TapOrigin, decided: DecidedTap): void {
  const { decision, cardId, personId } = decided
  const { outcome, eventId } = decision
  if (eventId === null || (outcome !== 'in' && outcome !== 'out') || cause === 'replay') return
  const { monotonicMs, atMs } = clock
  const guarded: GuardedTap = { monotonicMs, tap: { atMs, outcome, eventId } }
  const windowMs = context.settings.rules.repeatGuardSeconds * 1000
  if (cardId !== null) remember(context.countedByCard, cardId, guarded, windowMs)
  else if (personId !== null) remember(context.countedByPerson, personId, guarded, windowMs)
}

function remember(counted: Map<number, GuardedTap>, id: number, guarded: GuardedTap, windowMs: number): void {
  // Oldest first, since each is put back at the end: what the window has left behind is forgotten.
  for (const [other, { monotonicMs }] of counted) {
    if (guarded.monotonicMs - monotonicMs < windowMs) break
    counted.delete(other)
  }
  counted.delete(id)
  counted.set(id, guarded)
}

export type Freed = { cardId: number | null; personId: number }

/** A tap that was taken back guards nothing any more. */
export function freeFromGuard(
  { countedByCard, countedByPerson }: Pick<TapContext, 'countedByCard' | 'countedByPerson'>,
  { cardId, personId }: Freed,
): void {
  if (cardId === null) countedByPerson.delete(personId)
  else countedByCard.delete(cardId)
}
