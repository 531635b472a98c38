/** Periods together with whose they are: for hours, and for who is in. */
import type { PeriodRow } from '../attendance/attendance-store.ts'
import type { ReadableDb } from '../store/database.ts'

export type PersonIn = { employeeNumber: string; displayName: string; startedMs: number; eventId: string }

/** Whoever is in, longest first. */
export function listPeopleIn(db: ReadableDb): PersonIn[] {
  return db
    .prepare<PersonIn>(
      `SELECT employee_number AS employeeNumber, display_name AS displayName, started_ms AS startedMs,
         first_event AS eventId
       FROM period JOIN person ON person.id = person_id
       WHERE state = 'open' ORDER BY started_ms, employee_number`,
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

/** Everybody's periods that count nothing until they are settled, the oldest first; open ones if they began before `openBeforeMs`. */
export function listToSettle(db: ReadableDb, openBeforeMs: number): ToSettle[] {
  return db
    .prepare<ToSettle>(
      `SELECT employee_number AS employeeNumber, display_name AS displayName, state, started_ms AS startedMs,
         ended_ms AS endedMs, first_event AS eventId
       FROM period JOIN person ON person.id = person_id
       WHERE state IN ('missed-out', 'missed-in') OR (state = 'open' AND started_ms < @openBeforeMs)
       ORDER BY anchor_ms, employee_number`,
    )
    .all({ openBeforeMs })
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
