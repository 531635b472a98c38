/** Every event of a station, in running order, for whoever takes the data elsewhere. */
import type { EventKind } from '../attendance/attendance-store.ts'
import type { EventAct } from '../attendance/supervision-store.ts'
import type { BadgeNumber } from '../badge/badge-number.ts'
import type { TapReason } from '../contract/decision.ts'
import type { ReadableDb } from '../store/database.ts'

export type ExportedEvent = {
  sequence: number
  eventId: string
  stationId: string
  atMs: number
  zone: string
  reader: string | null
  badge: BadgeNumber | null
  employeeNumber: string | null
  kind: EventKind
  reason: TapReason | null
  refersTo: string | null
  isClockTrusted: boolean
  /** Of a supervisor's event alone; null for a tap, and `act` for an undo. */
  act: EventAct | null
  /** The supervisor's employee number; null for the owner of the data folder. */
  by: string | null
  /** When it was written down; `atMs` is what it is about. */
  recordedAtMs: number | null
  /** The supervisor's words. */
  detail: string | null
}

type Row = Omit<ExportedEvent, 'badge' | 'isClockTrusted'> & {
  format: BadgeNumber['format'] | null
  facilityCode: number | null
  cardNumber: number | null
  serial: string | null
  isClockTrusted: 0 | 1
}

/** One after the other: a million of them take no memory. The person is the card's holder at that time. */
export function* iterateEvents(db: ReadableDb): Generator<ExportedEvent> {
  const rows = db
    .prepare<Row>(
      `SELECT sequence, event.id AS eventId, station_id AS stationId, at_ms AS atMs, zone, reader,
         badge_format AS format, facility_code AS facilityCode, card_number AS cardNumber, card_serial AS serial,
         person.employee_number AS employeeNumber, kind, reason, refers_to AS refersTo,
         is_clock_trusted AS isClockTrusted, act, supervisor.employee_number AS "by",
         iif(cause = 'supervisor', coalesce(recorded_at_ms, at_ms), NULL) AS recordedAtMs,
         iif(cause = 'supervisor', detail, NULL) AS detail
       FROM event LEFT JOIN person ON person.id = person_id
       LEFT JOIN person AS supervisor ON supervisor.id = by_person_id
       ORDER BY sequence`,
    )
    .iterate()
  for (const { format, facilityCode, cardNumber, serial, isClockTrusted, ...event } of rows) {
    const badge = format === null ? null : { format, facilityCode, cardNumber, serial }
    yield { ...event, badge, isClockTrusted: isClockTrusted === 1 }
  }
}
