/** Writes a tap that counts, with all that follows from it: event, period, presence and outbox rows. */
import {
  appendEvent,
  closePeriod,
  keepMissedIn,
  latestOverState,
  markMissedOut,
  type NewEvent,
  openPeriod,
  type PeriodRow,
} from '../attendance/attendance-store.ts'
import type { Direction, OpenPeriod } from '../attendance/direction.ts'
import { type DayAndWeek, sumHours, type WorkedPeriod } from '../attendance/hours.ts'
import type { BadgeNumber } from '../badge/badge-number.ts'
import type { Decision, TapReason } from '../contract/decision.ts'
import { enqueue } from '../outbox/outbox-store.ts'
import { tellAttendance } from '../outbox/tell.ts'
import type { PersonRow } from '../people/people-store.ts'
import { addFirstEntry } from '../presence/presence-store.ts'
import type { WritableDb } from '../store/database.ts'
import type { DecidedTap, TapContext, TapOrigin } from './tap-context.ts'
import { tellRulesOf, toAttendanceKind } from './tell-rules.ts'

/** A tap whose card, or whose person, is known, with all that was gathered about it. */
export type KnownTap = {
  context: TapContext
  db: WritableDb
  presentation: TapOrigin
  /** Both null: by number and PIN. */
  cardId: number | null
  number: BadgeNumber | null
  holder: PersonRow | null
  calendar: DayAndWeek
  open: OpenPeriod | null
  recent: PeriodRow[]
}

/** Writes a tap that counts, with all that follows from it. */
export function countTap(known: KnownTap & { holder: PersonRow }, direction: Direction): DecidedTap {
  const { context, db, presentation, cardId, number, holder, calendar, open } = known
  const { atMs } = presentation.clock
  const { personId } = holder
  const eventId = context.newEventId(atMs)
  const sequence = appendEvent(db, {
    ...eventOf(context, presentation, eventId),
    kind: direction.outcome,
    badge: number,
    cardId,
    personId,
    reason: direction.reason,
  })
  const touch = { eventId, sequence }
  if (direction.open === 'closed') closePeriod(db, personId, atMs, touch)
  if (direction.open === 'missed') markMissedOut(db, personId, touch)
  if (direction.outcome === 'in') openPeriod(db, personId, atMs, touch)
  if (direction.reason === 'missed-clock-in') keepMissedIn(db, personId, atMs, touch)

  return finishTap(known, direction, eventId, {
    startedBy: direction.open === 'closed' ? (open?.inEvent ?? null) : null,
    hours: sumHours(workedAfter(known, direction), calendar, atMs),
  })
}

/** What every tap that counts leads to once its event and periods are written. */
export function finishTap(
  known: KnownTap & { holder: PersonRow },
  direction: Direction,
  eventId: string,
  { startedBy, hours }: { startedBy: string | null; hours: Decision['hours'] },
): DecidedTap {
  const { context, db, presentation, cardId, holder, calendar } = known
  const { settings } = context
  const { atMs } = presentation.clock
  const { personId } = holder
  const place = { localDate: calendar.localDate, location: settings.station.location }
  const isFirstOfDay =
    direction.outcome === 'in' && addFirstEntry(db, { personId, eventId, ...place, state: 'at_location' })
  const fact = {
    eventId,
    personId,
    kind: isHeldOpen(known, direction) ? ('force-in' as const) : toAttendanceKind(direction.outcome, direction.reason),
    atMs,
    startedBy,
    firstPresence: isFirstOfDay ? place : null,
  }
  enqueue(db, tellAttendance(fact, tellRulesOf(settings)))

  const decision: Decision = {
    ...decisionOf(known, direction.outcome, direction.reason),
    eventId,
    hours,
    undoUntilMs: atMs + settings.rules.undoSeconds * 1000,
  }
  return { decision, cardId, personId }
}

/**
 * An *in* after a period whose clock-out was missed: the service still holds it open, whatever of which it was told nothing
 * (an *out* without an *in*, time that was added by hand) and however much time came between.
 */
function isHeldOpen({ db, recent, holder }: KnownTap & { holder: PersonRow }, { outcome, open }: Direction): boolean {
  if (outcome !== 'in' || open !== 'none') return false
  const begun = recent.filter(({ touchedBy, state }) => touchedBy > 0 && state !== 'missed-in')
  const newest = begun.toSorted((left, right) => left.touchedBy - right.touchedBy).at(-1)
  return (newest?.state ?? latestOverState(db, holder.personId)) === 'missed-out'
}

/** The person's worked periods as they stand once `direction` has been applied. */
function workedAfter(known: KnownTap, direction: Direction): WorkedPeriod[] {
  const { open, presentation } = known
  const worked = workedPeriods(known)
  if (direction.open === 'none') return worked
  const others = worked.filter((period) => period.endedMs !== null)
  if (direction.open === 'missed' || open === null) return others
  return [...others, { startedMs: open.startedMs, endedMs: presentation.clock.atMs }]
}

/** What the person has worked lately, the open period included. */
export function workedPeriods({ recent, open }: Pick<KnownTap, 'recent' | 'open'>): WorkedPeriod[] {
  const closed = recent.flatMap(({ state, startedMs, endedMs }) =>
    state === 'closed' && startedMs !== null ? [{ startedMs, endedMs }] : [],
  )
  return open ? [...closed, { startedMs: open.startedMs, endedMs: null }] : closed
}

/** A tap's event, as far as every outcome has it in common. */
export function eventOf(context: TapContext, presentation: TapOrigin, eventId: string): Omit<NewEvent, 'kind'> {
  const { station } = context.settings
  return {
    eventId,
    stationId: station.id,
    atMs: presentation.clock.atMs,
    zone: station.zone,
    reader: presentation.reader,
    badge: null,
    cardId: null,
    personId: null,
    reason: null,
    detail: null,
    cause: presentation.cause,
    refersTo: presentation.refersTo ?? null,
    isClockTrusted: presentation.clock.isTrusted,
  }
}

/** A decision, as far as every outcome has it in common. */
export function decisionOf(
  known: { context: TapContext; presentation: TapOrigin; number: BadgeNumber | null; holder: PersonRow | null },
  outcome: Decision['outcome'],
  reason: TapReason | null,
): Decision {
  const { context, presentation, number, holder } = known
  return {
    atMs: presentation.clock.atMs,
    zone: context.settings.station.zone,
    reader: presentation.reader,
    outcome,
    reason,
    eventId: null,
    badge: number,
    person: holder && {
      employeeNumber: holder.employeeNumber,
      displayName: holder.displayName,
      language: holder.language,
    },
    hours: null,
    counted: null,
    undoUntilMs: null,
    detail: null,
  }
}
