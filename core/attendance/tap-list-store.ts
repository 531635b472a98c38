/** Single taps of a stretch of time, for whoever asks why somebody was refused. */
import type { BadgeNumber } from '../badge/badge-number.ts'
import type { TapReason } from '../contract/decision.ts'
import type { ReadableDb } from '../store/database.ts'

export type ListedTap = {
  eventId: string
  atMs: number
  kind: 'in' | 'out' | 'refused' | 'undo'
  reason: TapReason | null
  reader: string | null
  badge: BadgeNumber | null
  person: { employeeNumber: string; displayName: string } | null
}

type Row = Omit<ListedTap, 'badge' | 'person'> & {
  format: BadgeNumber['format'] | null
  facilityCode: number | null
  cardNumber: number | null
  serial: string | null
  employeeNumber: string | null
  displayName: string | null
}

/**
 * The newest first. An event's id is a UUIDv7 of its instant (RFC 9562), so the index of ids is one by time, and no tap pays for another
 * one. What a supervisor wrote down is no tap.
 *
 * @param until Exclusive.
 * @param personId Null: everybody's.
 */
export function listTaps(
  db: ReadableDb,
  { from, until, personId, limit }: { from: string; until: string; personId: number | null; limit: number },
): ListedTap[] {
  return db
    .prepare<Row>(tapsSql)
    .all({ from, until, personId, limit })
    .map(({ format, facilityCode, cardNumber, serial, employeeNumber, displayName, ...tap }) => ({
      ...tap,
      badge: format === null ? null : { format, facilityCode, cardNumber, serial },
      person: employeeNumber === null ? null : { employeeNumber, displayName: displayName ?? employeeNumber },
    }))
}

export const tapsSql = `SELECT event.id AS eventId, at_ms AS atMs, kind, reason, reader, badge_format AS format,
    facility_code AS facilityCode, card_number AS cardNumber, card_serial AS serial,
    employee_number AS employeeNumber, display_name AS displayName
  FROM event LEFT JOIN person ON person.id = event.person_id
  WHERE event.id >= @from AND event.id < @until AND cause <> 'supervisor'
    AND (@personId IS NULL OR event.person_id = @personId)
  ORDER BY event.id DESC LIMIT @limit`

/** Before every event of this instant and after those of the millisecond before it. */
export function idAt(atMs: number): string {
  const hex = Math.max(0, Math.floor(atMs)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}`
}
