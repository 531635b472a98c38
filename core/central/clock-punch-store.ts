/** Every clock event once, as a station had it, for the other stations to pull. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { PunchKind } from './clock-rules.ts'

/** Whether nothing that the service knows of this person happened after it, in the order in which stations fold. */
export function isNewestPunch(
  db: ReadableDb,
  personId: number,
  occurredAtMs: number,
  { stationId, sequence }: { stationId: string; sequence: number },
): boolean {
  return !db
    .prepare(
      `SELECT 1 FROM clock_punch WHERE person_id = @personId AND occurred_at_ms >= @occurredAtMs
         AND (occurred_at_ms, station_id, station_sequence) > (@occurredAtMs, @stationId, @sequence) LIMIT 1`,
    )
    .get({ personId, occurredAtMs, stationId, sequence })
}

/** Keeps it for the other stations; what puts right an event that they know already is none of its own. */
export function sharePunch(
  db: WritableDb,
  punch: {
    stationId?: string
    sequence?: number
    key: string | null
    event: number
    personId: number
    kind: PunchKind
    occurredAtMs: number
  },
): void {
  const { key, event, stationId = '', sequence = event, personId, kind, occurredAtMs } = punch
  db.prepare(
    `INSERT INTO clock_punch (event_id, station_id, station_sequence, person_id, kind, occurred_at_ms)
     VALUES (@eventId, @stationId, @sequence, @personId, @kind, @occurredAtMs) ON CONFLICT DO NOTHING`,
  ).run({ eventId: key ?? `central-${event}`, stationId, sequence, personId, kind, occurredAtMs })
}
