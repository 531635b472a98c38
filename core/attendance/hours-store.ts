/** Who is in, what waits to be settled, and the periods that hours are counted from. */
import type { ReadableDb } from '../store/database.ts'
import type { PeriodRow } from './attendance-store.ts'
import type { PeriodState } from './fold-periods.ts'

export type PersonIn = {
  personId: number
  employeeNumber: string
  displayName: string
  startedMs: number
  inEvent: string
}

/** Everybody who is in, by name. */
export function listPeopleIn(db: ReadableDb): PersonIn[] {
  return db
    .prepare<PersonIn>(
      `SELECT person.id AS personId, employee_number AS employeeNumber, display_name AS displayName,
         started_ms AS startedMs, first_event AS inEvent
       FROM period JOIN person ON person.id = person_id WHERE period.state = 'open'
       ORDER BY display_name, employee_number`,
    )
    .all()
}

export type Unsettled = {
  employeeNumber: string
  displayName: string
  /** `missed-out`: the end is missing; `missed-in`: the beginning. */
  state: Extract<PeriodState, 'missed-out' | 'missed-in'>
  /** The event to settle, and when it was. */
  eventId: string
  atMs: number
}

/** What a supervisor has to settle, the oldest first. */
export function listUnsettled(db: ReadableDb, limit: number): Unsettled[] {
  return db
    .prepare<Unsettled>(
      `SELECT employee_number AS employeeNumber, display_name AS displayName, period.state, first_event AS eventId,
         anchor_ms AS atMs
       FROM period INDEXED BY period_unsettled JOIN person ON person.id = person_id
       WHERE period.state IN ('missed-out', 'missed-in') ORDER BY anchor_ms LIMIT @limit`,
    )
    .all({ limit })
}

const periodColumns = `anchor_ms AS anchorMs, period.state, started_ms AS startedMs, ended_ms AS endedMs,
  iif(period.state = 'missed-in', NULL, first_event) AS inEvent, out_event AS outEvent`

/** The person's periods that touch the time from `fromMs` up to `untilMs`, in order. */
export function listPeriodsWithin(db: ReadableDb, personId: number, fromMs: number, untilMs: number): PeriodRow[] {
  return db
    .prepare<PeriodRow>(
      `SELECT ${periodColumns} FROM period
       WHERE person_id = @personId AND anchor_ms < @untilMs AND ${touches} ORDER BY anchor_ms`,
    )
    .all({ personId, fromMs, untilMs })
}

/** A half lies where it happened; an open period goes on. */
const touches = `CASE period.state WHEN 'closed' THEN ended_ms > @fromMs WHEN 'open' THEN 1 ELSE anchor_ms >= @fromMs END`

export type PersonPeriods = { personId: number; employeeNumber: string; displayName: string; periods: PeriodRow[] }

/** Everybody with the periods that touch that time, by employee number; whoever has none is there with none. */
export function* iteratePeopleWithPeriods(db: ReadableDb, fromMs: number, untilMs: number): Generator<PersonPeriods> {
  type Row = Omit<PersonPeriods, 'periods'> & { [Column in keyof PeriodRow]: PeriodRow[Column] | null }
  const rows = db
    .prepare<Row>(
      `SELECT person.id AS personId, employee_number AS employeeNumber, display_name AS displayName, ${periodColumns}
       FROM person LEFT JOIN period ON person_id = person.id AND anchor_ms < @untilMs AND ${touches}
       ORDER BY employee_number, anchor_ms`,
    )
    .iterate({ fromMs, untilMs })
  let current = null as PersonPeriods | null
  for (const { personId, employeeNumber, displayName, anchorMs, state, ...period } of rows) {
    if (current?.personId !== personId) {
      if (current) yield current
      current = { personId, employeeNumber, displayName, periods: [] }
    }
    if (anchorMs !== null && state !== null) current.periods.push({ anchorMs, state, ...period })
  }
  if (current) yield current
}
