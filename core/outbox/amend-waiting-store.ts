/** Rows that have never been sent, put right when what they say no longer holds. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { Upstream } from '../upstream/connector.ts'
import { promoteNext } from './outbox-store.ts'

export type UnsettledRow = { id: number; key: string; payload: unknown; isUnsent: boolean }

/** What of a fence is not settled, in the order in which it leaves. */
export function listUnsettled(db: ReadableDb, upstream: Upstream, fence: string): UnsettledRow[] {
  return db
    .prepare<{ id: number; key: string; payload: string; isUnsent: 0 | 1 }>(
      `SELECT id, key, payload, (attempts = 0 AND is_unknown = 0 AND state = 'waiting') AS isUnsent FROM outbox
       WHERE upstream = @upstream AND fence = @fence AND state IN ('waiting', 'in-flight') ORDER BY id`,
    )
    .all({ upstream, fence })
    .map(({ payload, isUnsent, ...row }) => ({ ...row, payload: JSON.parse(payload), isUnsent: isUnsent === 1 }))
}

/** Gives a row that was never sent another payload; false where it is too late for that. */
export function amendUnsent(db: WritableDb, id: number, payload: unknown): boolean {
  const { changes } = db
    .prepare(
      `UPDATE outbox SET payload = @payload WHERE id = @id AND attempts = 0 AND is_unknown = 0 AND state = 'waiting'`,
    )
    .run({ id, payload: JSON.stringify(payload) })
  return changes === 1
}

/** Refuses a row that was never sent, as if it had been refused when it was enqueued; false where it is too late. */
export function refuseUnsent(db: WritableDb, id: number, reason: string, nowMs: number): boolean {
  const row = db
    .prepare<{ upstream: Upstream; fence: string }>(
      `UPDATE outbox SET state = 'refused', is_first = 0, settled_at_ms = @nowMs, reason = @reason
       WHERE id = @id AND attempts = 0 AND is_unknown = 0 AND state = 'waiting' RETURNING upstream, fence`,
    )
    .get({ id, reason, nowMs })
  if (!row) return false
  promoteNext(db, row.upstream, row.fence)
  return true
}

/** Lets a row go after all that was refused for `reason` without having been sent. */
export function reviveUnsent(db: WritableDb, upstream: Upstream, key: string, reason: string): void {
  db.prepare(
    `UPDATE outbox SET state = 'waiting', settled_at_ms = NULL, reason = NULL,
       is_first = NOT EXISTS (SELECT 1 FROM outbox AS other WHERE other.upstream = outbox.upstream
         AND other.fence = outbox.fence AND other.state IN ('waiting', 'in-flight'))
     WHERE upstream = @upstream AND key = @key AND state = 'refused' AND reason = @reason AND attempts = 0
       AND is_unknown = 0`,
  ).run({ upstream, key, reason })
}
