/** Events, and the periods that they make. An event is only ever added; a period follows in the same transaction. */
import type { TapReason } from '../contract/decision.ts'
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { OpenPeriod } from './direction.ts'

export type EventKind = 'in' | 'out' | 'refused' | 'undo'
export type EventCause = 'tap' | 'replay' | 'screen' | 'supervisor'

export type NewEvent = {
  eventId: string
  stationId: string
  kind: EventKind
  atMs: number
  zone: string
  reader: string | null
  badge: { format: string; facilityCode: number | null; cardNumber: number | null; serial: string | null } | null
  cardId: number | null
  personId: number | null
  reason: TapReason | null
  detail: string | null
  cause: EventCause
  refersTo: string | null
  isClockTrusted: boolean
}

export type EventRow = {
  sequence: number
  eventId: string
  kind: EventKind
  atMs: number
  cardId: number | null
  personId: number | null
  reason: TapReason | null
}

export type PeriodState = 'open' | 'closed' | 'missed-out' | 'missed-in'

export type PeriodRow = {
  periodId: number
  state: PeriodState
  startedMs: number | null
  endedMs: number | null
  inEvent: string | null
  outEvent: string | null
}

/** Appends an event and gives its running number at this station. */
export function appendEvent(db: WritableDb, event: NewEvent): number {
  const { badge, isClockTrusted, ...columns } = event
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO event (id, station_id, kind, at_ms, zone, reader, badge_format, facility_code, card_number, card_serial,
         card_id, person_id, reason, detail, cause, refers_to, is_clock_trusted)
       VALUES (@eventId, @stationId, @kind, @atMs, @zone, @reader, @format, @facilityCode, @cardNumber, @serial,
         @cardId, @personId, @reason, @detail, @cause, @refersTo, @isTrusted)`,
    )
    .run({
      ...columns,
      format: badge?.format ?? null,
      facilityCode: badge?.facilityCode ?? null,
      cardNumber: badge?.cardNumber ?? null,
      serial: badge?.serial ?? null,
      isTrusted: isClockTrusted ? 1 : 0,
    })
  return Number(lastInsertRowid)
}

export function findEvent(db: ReadableDb, eventId: string): EventRow | null {
  const row = db
    .prepare<EventRow>(
      `SELECT sequence, id AS eventId, kind, at_ms AS atMs, card_id AS cardId, person_id AS personId, reason
       FROM event WHERE id = @eventId`,
    )
    .get({ eventId })
  return row ?? null
}

export function isUndone(db: ReadableDb, eventId: string): boolean {
  return db.prepare(`SELECT 1 FROM event WHERE refers_to = @eventId AND kind = 'undo'`).get({ eventId }) !== undefined
}

/** The instant of the newest event, or null: a clock that reads earlier than this has been set back. */
export function newestEventAtMs(db: ReadableDb): number | null {
  const row = db.prepare<{ atMs: number }>(`SELECT at_ms AS atMs FROM event ORDER BY sequence DESC LIMIT 1`).get()
  return row?.atMs ?? null
}

export function findOpenPeriod(db: ReadableDb, personId: number): OpenPeriod | null {
  const row = db
    .prepare<OpenPeriod>(
      `SELECT id AS periodId, started_ms AS startedMs, in_event AS inEvent
       FROM period WHERE person_id = @personId AND state = 'open'`,
    )
    .get({ personId })
  return row ?? null
}

const periodColumns = `id AS periodId, state, started_ms AS startedMs, ended_ms AS endedMs, in_event AS inEvent,
  out_event AS outEvent`

/** The person's periods that start (or, without a start, end) at or after `sinceMs`, in order of time. */
export function listPeriodsSince(db: ReadableDb, personId: number, sinceMs: number): PeriodRow[] {
  return db
    .prepare<PeriodRow>(
      `SELECT ${periodColumns} FROM period WHERE person_id = @personId AND anchor_ms >= @sinceMs ORDER BY anchor_ms`,
    )
    .all({ personId, sinceMs })
}

export function openPeriod(db: WritableDb, period: { personId: number; startedMs: number; inEvent: string }): void {
  db.prepare(
    `INSERT INTO period (person_id, anchor_ms, started_ms, ended_ms, state, in_event, out_event)
     VALUES (@personId, @startedMs, @startedMs, NULL, 'open', @inEvent, NULL)`,
  ).run(period)
}

/** Ends an open period. An end before its start (the clock went back) counts as no time at all. */
export function closePeriod(db: WritableDb, period: { periodId: number; endedMs: number; outEvent: string }): void {
  db.prepare(
    `UPDATE period SET state = 'closed', ended_ms = max(@endedMs, started_ms), out_event = @outEvent
     WHERE id = @periodId AND state = 'open'`,
  ).run(period)
}

/** Leaves a period without an end, for a supervisor to settle; `outEvent` is the event that showed it. */
export function markMissedOut(db: WritableDb, period: { periodId: number; outEvent: string }): void {
  db.prepare(
    `UPDATE period SET state = 'missed-out', out_event = @outEvent WHERE id = @periodId AND state = 'open'`,
  ).run(period)
}

/** Keeps an *out* that has no *in*, for a supervisor to settle. */
export function keepMissedIn(db: WritableDb, period: { personId: number; endedMs: number; outEvent: string }): void {
  db.prepare(
    `INSERT INTO period (person_id, anchor_ms, started_ms, ended_ms, state, in_event, out_event)
     VALUES (@personId, @endedMs, NULL, @endedMs, 'missed-in', NULL, @outEvent)`,
  ).run(period)
}

/** The period that was made last for this person; its event is the only one that can be undone. */
export function newestPeriod(db: ReadableDb, personId: number): PeriodRow | null {
  const row = db
    .prepare<PeriodRow>(
      `SELECT ${periodColumns} FROM period
       WHERE id = (SELECT max(id) FROM period WHERE person_id = @personId)`,
    )
    .get({ personId })
  return row ?? null
}

/** Takes back what the event `eventId` did to the person's periods, in the order in which the constraints allow it. */
export function revertPeriods(db: WritableDb, eventId: string, personId: number): void {
  db.prepare(`DELETE FROM period WHERE person_id = @personId AND in_event = @eventId AND state = 'open'`).run({
    personId,
    eventId,
  })
  db.prepare(`DELETE FROM period WHERE person_id = @personId AND out_event = @eventId AND state = 'missed-in'`).run({
    personId,
    eventId,
  })
  db.prepare(
    `UPDATE period SET state = 'open', ended_ms = NULL, out_event = NULL
     WHERE person_id = @personId AND out_event = @eventId AND state IN ('closed', 'missed-out')`,
  ).run({ personId, eventId })
}

export function countEvents(db: ReadableDb): number {
  return db.prepare<{ n: number }>('SELECT count(*) AS n FROM event').get()?.n ?? 0
}

export function countOpenPeriods(db: ReadableDb): number {
  return db.prepare<{ n: number }>(`SELECT count(*) AS n FROM period WHERE state = 'open'`).get()?.n ?? 0
}
