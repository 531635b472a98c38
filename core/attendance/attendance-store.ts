/** Events, and the periods that they make. An event is only ever added; a period follows in the same transaction. */
import type { BadgeNumber } from '../badge/badge-number.ts'
import type { TapReason } from '../contract/decision.ts'
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { OpenPeriod } from './direction.ts'
import type { PeriodState } from './fold-periods.ts'

export type EventKind = 'in' | 'out' | 'refused' | 'undo'
export type EventCause = 'tap' | 'replay' | 'screen' | 'supervisor'

export type NewEvent = {
  eventId: string
  stationId: string
  kind: EventKind
  atMs: number
  zone: string
  reader: string | null
  badge: BadgeNumber | null
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
  cause: EventCause
}

export type PeriodRow = {
  anchorMs: number
  state: PeriodState
  startedMs: number | null
  endedMs: number | null
  inEvent: string | null
  outEvent: string | null
  /** Running number of the newest punch that made it so; 0 for a period whose beginning was given by hand. */
  touchedBy: number
}

/** Appends an event and gives its running number at this station. */
export function appendEvent(db: WritableDb, event: NewEvent): number {
  const { badge, isClockTrusted } = event
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO event (id, station_id, kind, at_ms, zone, reader, badge_format, facility_code, card_number, card_serial,
         card_id, person_id, reason, detail, cause, refers_to, is_clock_trusted)
       VALUES (@eventId, @stationId, @kind, @atMs, @zone, @reader, @format, @facilityCode, @cardNumber, @serial,
         @cardId, @personId, @reason, @detail, @cause, @refersTo, @isTrusted)`,
    )
    .run({
      ...event,
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
      `SELECT sequence, id AS eventId, kind, at_ms AS atMs, card_id AS cardId, person_id AS personId, reason, cause
       FROM event WHERE id = @eventId`,
    )
    .get({ eventId })
  return row ?? null
}

/** At which reader a tap was made, and by what badge; a tap by number and PIN has none. */
export function findTapOrigin(db: ReadableDb, eventId: string): { reader: string; badge: BadgeNumber | null } | null {
  const row = db
    .prepare<{ reader: string | null; format: BadgeNumber['format'] | null } & Omit<BadgeNumber, 'format'>>(
      `SELECT reader, badge_format AS format, facility_code AS facilityCode, card_number AS cardNumber,
         card_serial AS serial
       FROM event WHERE id = @eventId`,
    )
    .get({ eventId })
  if (!row || row.reader === null) return null
  const { reader, format, ...numbers } = row
  return { reader, badge: format === null ? null : { format, ...numbers } }
}

/** When the newest event was written down, or null: a clock that reads earlier than this has been set back. */
export function newestEventAtMs(db: ReadableDb): number | null {
  const row = db
    .prepare<{ atMs: number }>(
      'SELECT coalesce(recorded_at_ms, at_ms) AS atMs FROM event ORDER BY sequence DESC LIMIT 1',
    )
    .get()
  return row?.atMs ?? null
}

export function findOpenPeriod(db: ReadableDb, personId: number): OpenPeriod | null {
  const row = db
    .prepare<OpenPeriod>(
      `SELECT started_ms AS startedMs, first_event AS inEvent FROM period WHERE person_id = @personId AND state = 'open'`,
    )
    .get({ personId })
  return row ?? null
}

const periodColumns = `anchor_ms AS anchorMs, state, started_ms AS startedMs, ended_ms AS endedMs,
  iif(state = 'missed-in', NULL, first_event) AS inEvent, out_event AS outEvent, touched_by AS touchedBy`

/** What a tap has to know of somebody's periods. */
export type PeriodsNow = {
  open: OpenPeriod | null
  /** Those that start (or, without a start, end) at or after the instant that was asked for, in order of time. */
  recent: PeriodRow[]
}

type PackedPeriod = [
  anchorMs: number,
  state: PeriodState,
  startedMs: number | null,
  endedMs: number | null,
  inEvent: string | null,
  outEvent: string | null,
  touchedBy: number,
]

/**
 * The person's open period, however old, and all since `sinceMs`. They come out of SQLite in one statement and as bare
 * values in one text: every tap asks for them, and handing over thirty values one by one, with their names, takes longer
 * than finding them. For the same reason they are put in order here.
 */
export function readPeriods(db: ReadableDb, personId: number, sinceMs: number): PeriodsNow {
  const found = db
    .prepare<{ periods: string; open: string | null }>(
      `SELECT (
         SELECT json_group_array(json_array(anchor_ms, state, started_ms, ended_ms,
           iif(state = 'missed-in', NULL, first_event), out_event, touched_by))
         FROM period WHERE person_id = @personId AND anchor_ms >= @sinceMs
       ) AS periods, (
         SELECT json_object('startedMs', started_ms, 'inEvent', first_event)
         FROM period WHERE person_id = @personId AND state = 'open'
       ) AS open`,
    )
    .get({ personId, sinceMs })
  if (!found) return { open: null, recent: [] }
  const packed: PackedPeriod[] = JSON.parse(found.periods)
  const recent = packed.map(([anchorMs, state, startedMs, endedMs, inEvent, outEvent, touchedBy]) => ({
    anchorMs,
    state,
    startedMs,
    endedMs,
    inEvent,
    outEvent,
    touchedBy,
  }))
  recent.sort((left, right) => left.anchorMs - right.anchorMs)
  return { open: found.open === null ? null : JSON.parse(found.open), recent }
}

/** The event that changes a period: its id, and its running number at this station. */
export type Touch = { eventId: string; sequence: number }

export function openPeriod(db: WritableDb, personId: number, startedMs: number, by: Touch): void {
  db.prepare(
    `INSERT INTO period (person_id, anchor_ms, first_event, started_ms, ended_ms, state, out_event, touched_by)
     VALUES (@personId, @startedMs, @eventId, @startedMs, NULL, 'open', NULL, @sequence)`,
  ).run({ personId, startedMs, ...by })
}

/** Ends the open period. An end before its start (the clock went back) counts as no time at all. */
export function closePeriod(db: WritableDb, personId: number, endedMs: number, by: Touch): void {
  db.prepare(
    `UPDATE period SET state = 'closed', ended_ms = max(@endedMs, started_ms), out_event = @eventId, touched_by = @sequence
     WHERE person_id = @personId AND state = 'open'`,
  ).run({ personId, endedMs, ...by })
}

/** Leaves the open period without an end, for a supervisor to settle; `by` is the event that showed it. */
export function markMissedOut(db: WritableDb, personId: number, by: Touch): void {
  db.prepare(
    `UPDATE period SET state = 'missed-out', out_event = @eventId, touched_by = @sequence
     WHERE person_id = @personId AND state = 'open'`,
  ).run({ personId, ...by })
}

/** Keeps an *out* that has no *in*, for a supervisor to settle. */
export function keepMissedIn(db: WritableDb, personId: number, endedMs: number, by: Touch): void {
  db.prepare(
    `INSERT INTO period (person_id, anchor_ms, first_event, started_ms, ended_ms, state, out_event, touched_by)
     VALUES (@personId, @endedMs, @eventId, NULL, @endedMs, 'missed-in', @eventId, @sequence)`,
  ).run({ personId, endedMs, ...by })
}

/** The period that the person's newest punch made or ended; a punch that left another one behind made its own. */
export function newestPeriod(db: ReadableDb, personId: number): PeriodRow | null {
  const row = db
    .prepare<PeriodRow>(
      `SELECT ${periodColumns} FROM period WHERE person_id = @personId
       ORDER BY touched_by DESC, state = 'missed-out', anchor_ms DESC LIMIT 1`,
    )
    .get({ personId })
  return row ?? null
}

/** Of the latest period that is over and began with a punch, not by a supervisor's word: its state. Null: there is none. */
export function latestOverState(db: ReadableDb, personId: number): PeriodState | null {
  const row = db
    .prepare<{ state: PeriodState }>(
      `SELECT state FROM period WHERE person_id = @personId AND touched_by > 0 AND state IN ('closed', 'missed-out')
       ORDER BY anchor_ms DESC LIMIT 1`,
    )
    .get({ personId })
  return row?.state ?? null
}

export function countEvents(db: ReadableDb): number {
  return db.prepare<{ n: number }>('SELECT count(*) AS n FROM event').get()?.n ?? 0
}

export function countOpenPeriods(db: ReadableDb): number {
  return db.prepare<{ n: number }>(`SELECT count(*) AS n FROM period WHERE state = 'open'`).get()?.n ?? 0
}
