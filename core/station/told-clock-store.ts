/** What the clock's service was last told of a person, as the outbox has it. */
import type { ReadableDb } from '../store/database.ts'

export type ToldBefore = { type: 'told'; payload: unknown } | { type: 'untold'; isElsewhere: boolean }

/**
 * The newest row for the clock from before `before` about the periods that lie earlier, which neither went back nor was
 * refused. Untold: there is none; `isElsewhere`: what lies just before began at another station, which told of it.
 *
 * @param before the row of an *in* or *out*, and `atMs` when that was.
 */
export function readToldBefore(
  db: ReadableDb,
  personId: number,
  before: { id: number; key: string; atMs: number },
): ToldBefore {
  const earlier = `SELECT anchor_ms, state, first_event, out_event FROM period
    WHERE person_id = @personId AND first_event <> @key AND touched_by > 0 AND anchor_ms <=
      coalesce((SELECT own.anchor_ms FROM period AS own WHERE own.person_id = @personId AND own.first_event = @key), @atMs)
    ORDER BY anchor_ms DESC LIMIT 4`
  const told = db
    .prepare<{ payload: string }>(
      `SELECT outbox.payload FROM (${earlier}) AS period
       JOIN outbox ON outbox.key IN (period.first_event, period.out_event) AND outbox.upstream = 'clock'
       WHERE outbox.id < @id AND outbox.state NOT IN ('withdrawn', 'refused') ORDER BY outbox.id DESC LIMIT 1`,
    )
    .get({ personId, ...before })
  if (told) return { type: 'told', payload: JSON.parse(told.payload) }
  const [newest] = db
    .prepare<{ state: string; isOwn: 0 | 1 }>(
      `SELECT state, EXISTS (SELECT 1 FROM event WHERE event.id = period.first_event) AS isOwn FROM (${earlier}) AS period
       LIMIT 1`,
    )
    .all({ personId, key: before.key, atMs: before.atMs })
  return { type: 'untold', isElsewhere: newest?.state === 'missed-out' && newest.isOwn === 0 }
}
