/** Reading the outbox row by row: what waits, for a dry run, and what waits for a person. Changes nothing. */
import type { ReadableDb } from '../store/database.ts'
import type { Upstream } from '../upstream/connector.ts'
import { type OutboxRow, rowColumns, type StoredRow } from './outbox-store.ts'

export type WaitingRow = OutboxRow & { upstream: Upstream; dueAtMs: number; isDue: boolean }

/** Every row that waits, in the order of enqueueing, and whether it is due by itself. */
export function* readWaiting(db: ReadableDb, upstream: Upstream, nowMs: number): Generator<WaitingRow> {
  const rows = db
    .prepare<StoredRow & { dueAtMs: number; isDue: number }>(
      `SELECT ${rowColumns}, due_at_ms AS dueAtMs, (due_at_ms <= @nowMs OR scheduled_at_ms > @nowMs) AS isDue
       FROM outbox WHERE upstream = @upstream AND state IN ('waiting', 'in-flight') ORDER BY id`,
    )
    .iterate({ upstream, nowMs })
  for (const row of rows) {
    yield { ...row, upstream, payload: JSON.parse(row.payload), isUnknown: row.isUnknown === 1, isDue: row.isDue === 1 }
  }
}

export type RefusedRow = {
  id: number
  upstream: Upstream
  key: string
  personId: number | null
  payload: unknown
  reason: string
  answer: string | null
  enqueuedAtMs: number
  settledAtMs: number
}

/** What waits for a person, the oldest first, `limit` rows after the row `afterId`. */
export function readRefused(db: ReadableDb, upstream: Upstream, afterId: number, limit: number): RefusedRow[] {
  return db
    .prepare<Omit<RefusedRow, 'payload'> & { payload: string }>(
      `SELECT id, upstream, key, person_id AS personId, payload, reason, answer, enqueued_at_ms AS enqueuedAtMs,
         settled_at_ms AS settledAtMs
       FROM outbox WHERE upstream = @upstream AND state = 'refused' AND id > @afterId ORDER BY id LIMIT @limit`,
    )
    .all({ upstream, afterId, limit })
    .map((row) => ({ ...row, payload: JSON.parse(row.payload) }))
}
