/** Periods together with whose they are: for hours, and for who is in. */
import type { PeriodRow } from '../attendance/attendance-store.ts'
import type { ReadableDb } from '../store/database.ts'

export type PersonIn = {
  employeeNumber: string
  displayName: string
  startedMs: number
  eventId: string
  /** The id of the other station at which they came in; null: this one. */
  elsewhere: string | null
}

/** Whoever is in, longest first. */
export function listPeopleIn(db: ReadableDb): PersonIn[] {
  return db
    .prepare<PersonIn>(
      `SELECT person.employee_number AS employeeNumber, display_name AS displayName, started_ms AS startedMs,
         first_event AS eventId, station_id AS elsewhere
       FROM period JOIN person ON person.id = period.person_id LEFT JOIN shared_punch ON event_id = first_event
       WHERE state = 'open' ORDER BY started_ms, person.employee_number`,
    )
    .all({})
}

export type ToSettle = {
  employeeNumber: string
  displayName: string
  /** `open`: for too long. */
  state: 'open' | 'missed-out' | 'missed-in'
  startedMs: number | null
  endedMs: number | null
  /** The event whose other end is missing. */
  eventId: string
}

/** Everybody's periods that count nothing until they are settled, the oldest first; open ones if they began before `openBeforeMs`. A negative `limit`: all. */
export function listToSettle(db: ReadableDb, openBeforeMs: number, limit = -1): ToSettle[] {
  return db
    .prepare<ToSettle>(
      `SELECT employee_number AS employeeNumber, display_name AS displayName, state, started_ms AS startedMs,
         ended_ms AS endedMs, first_event AS eventId
       FROM period JOIN person ON person.id = person_id
       WHERE state IN ('missed-out', 'missed-in') OR (state = 'open' AND started_ms < @openBeforeMs)
       ORDER BY anchor_ms, employee_number LIMIT @limit`,
    )
    .all({ openBeforeMs, limit })
}

export type PersonPeriod = {
  employeeNumber: string
  displayName: string
  state: PeriodRow['state']
  startedMs: number | null
  endedMs: number | null
  /** Null where there is no *in*. */
  inEvent: string | null
  outEvent: string | null
}

/**
 * The periods that lie in part or whole between two instants, by employee number and time; one without start or end lies
 * where the other is. `personId` null: everybody's.
 */
export function iteratePeriods(
  db: ReadableDb,
  { personId, fromMs, untilMs }: { personId: number | null; fromMs: number; untilMs: number },
): IterableIterator<PersonPeriod> {
  return db
    .prepare<PersonPeriod>(
      `SELECT employee_number AS employeeNumber, display_name AS displayName, state, started_ms AS startedMs,
         ended_ms AS endedMs, iif(state = 'missed-in', NULL, first_event) AS inEvent, out_event AS outEvent
       FROM person JOIN period ON period.person_id = person.id
       WHERE (@personId IS NULL OR person.id = @personId) AND anchor_ms < @untilMs
         AND (anchor_ms >= @fromMs OR state = 'open' OR (state = 'closed' AND ended_ms > @fromMs))
       ORDER BY employee_number, anchor_ms`,
    )
    .iterate({ personId, fromMs, untilMs })
}

/**
 * The periods of so many `people` after an employee number (null: from the first on), as `iteratePeriods` gives them; and the
 * number of the last of these people, null where there are no more. So an export of everybody can be made in pieces.
 */
export function listPeriodsAfter(
  db: ReadableDb,
  { after, people, fromMs, untilMs }: { after: string | null; people: number; fromMs: number; untilMs: number },
): { periods: PersonPeriod[]; last: string | null; people: number } {
  const numbers = db
    .prepare<{ personId: number; employeeNumber: string }>(
      `SELECT id AS personId, employee_number AS employeeNumber FROM person
       WHERE employee_number > @after ORDER BY employee_number LIMIT @people`,
    )
    .all({ after: after ?? '', people })
  const periods = numbers.flatMap(({ personId }) => [...iteratePeriods(db, { personId, fromMs, untilMs })])
  const last = numbers.length < people ? null : (numbers.at(-1)?.employeeNumber ?? null)
  return { periods, last, people: numbers.length }
}

/** Of what nobody settled: so far back it is looked for, so that a station that settles nothing stays quick (ours). */
const unsettledMs = 31 * 86_400_000

/**
 * When people came and went who were here at any time between two instants: closed periods that are no longer than
 * `longestMs`, and all that are open. One whose clock-out was missed lasts until that was shown, as the list of those who are
 * in has had it, so that nobody who was counted is forgotten then. An *out* without an *in* says not how long, and is left out.
 */
export function listStretches(
  db: ReadableDb,
  { fromMs, untilMs, longestMs }: { fromMs: number; untilMs: number; longestMs: number },
): { startedMs: number; endedMs: number | null }[] {
  // For each person a look at the one place where their days lie: the periods of all the years stay unread.
  return db
    .prepare<{ startedMs: number; endedMs: number | null }>(
      `SELECT started_ms AS startedMs, ended_ms AS endedMs FROM person CROSS JOIN period
       WHERE period.person_id = person.id AND anchor_ms >= @fromMs - @longestMs AND anchor_ms < @untilMs
         AND state = 'closed' AND ended_ms > @fromMs
       UNION ALL
       SELECT started_ms, ended_ms FROM period WHERE state = 'open' AND started_ms < @untilMs
       UNION ALL
       SELECT started_ms, coalesce(event.at_ms, shared_punch.at_ms)
       FROM period LEFT JOIN event ON event.id = out_event LEFT JOIN shared_punch ON event_id = out_event
       WHERE period.state IN ('missed-out', 'missed-in') AND period.state = 'missed-out' AND anchor_ms < @untilMs
         AND anchor_ms >= @fromMs - @unsettledMs AND coalesce(event.at_ms, shared_punch.at_ms) > @fromMs`,
    )
    .all({ fromMs, untilMs, longestMs, unsettledMs })
}

export function countToSettle(db: ReadableDb, openBeforeMs: number): number {
  const row = db
    .prepare<{ n: number }>(
      `SELECT count(*) AS n FROM period
       WHERE state IN ('missed-out', 'missed-in') OR (state = 'open' AND started_ms < @openBeforeMs)`,
    )
    .get({ openBeforeMs })
  return row?.n ?? 0
}

/** How many people have a period to settle that lies between two instants; an open one if it began before `openBeforeMs`. */
export function countPeopleToSettle(
  db: ReadableDb,
  span: { fromMs: number; untilMs: number; openBeforeMs: number },
): number {
  const row = db
    .prepare<{ n: number }>(
      `SELECT count(*) AS n FROM (
         SELECT person_id FROM period
         WHERE state IN ('missed-out', 'missed-in') AND anchor_ms >= @fromMs AND anchor_ms < @untilMs
         UNION
         SELECT person_id FROM period
         WHERE state = 'open' AND started_ms < @openBeforeMs AND anchor_ms >= @fromMs AND anchor_ms < @untilMs)`,
    )
    .get(span)
  return row?.n ?? 0
}

/** An event that counts for a period: one of its ends, or what moved it. */
export type PeriodMark = {
  eventId: string
  kind: 'in' | 'out'
  act: 'forced' | 'settled' | 'corrected' | 'added' | null
  atMs: number
  by: string | null
  reason: string | null
}

/** The events of a period that stand, in running order: its own two, and what a supervisor changed about them. */
export function listMarks(db: ReadableDb, eventIds: readonly string[]): PeriodMark[] {
  return db
    .prepare<PeriodMark>(
      `SELECT event.id AS eventId, event.kind, act, at_ms AS atMs, supervisor.employee_number AS "by",
         iif(cause = 'supervisor', detail, NULL) AS reason
       FROM event LEFT JOIN person AS supervisor ON supervisor.id = by_person_id
       WHERE (event.id IN (SELECT value FROM json_each(@ids))
           OR event.sequence IN (SELECT sequence FROM event AS change
             WHERE change.refers_to IN (SELECT value FROM json_each(@ids)) AND change.act = 'corrected'))
         AND event.kind IN ('in', 'out')
         AND NOT EXISTS (SELECT 1 FROM event AS undo WHERE undo.refers_to = event.id AND undo.kind = 'undo')
       ORDER BY event.sequence`,
    )
    .all({ ids: JSON.stringify(eventIds) })
}
