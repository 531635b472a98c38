/** Cards that were tapped and that nobody knew. */
import type { BadgeNumber } from '../badge/badge-number.ts'
import type { ReadableDb } from '../store/database.ts'

export type UnknownTap = { badge: BadgeNumber; reader: string; lastAtMs: number; times: number }

/** The newest first, each card once, from `sinceMs` on. */
export function listUnknownTaps(db: ReadableDb, sinceMs: number, limit: number): UnknownTap[] {
  return db
    .prepare<BadgeNumber & Omit<UnknownTap, 'badge'>>(
      `SELECT badge_format AS format, facility_code AS facilityCode, card_number AS cardNumber, card_serial AS serial,
         reader, max(at_ms) AS lastAtMs, count(*) AS times
       FROM event WHERE kind = 'refused' AND reason = 'unknown-card' AND at_ms >= @sinceMs AND badge_format IS NOT NULL
       GROUP BY badge_format, facility_code, card_number, card_serial ORDER BY lastAtMs DESC LIMIT @limit`,
    )
    .all({ sinceMs, limit })
    .map(({ reader, lastAtMs, times, ...badge }) => ({ badge, reader, lastAtMs, times }))
}
