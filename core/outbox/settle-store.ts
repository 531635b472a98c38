/** The ends of rows that were in flight, and who may leave after them. */
import type { WritableDb } from '../store/database.ts'
import type { Upstream } from '../upstream/connector.ts'
import type { Settled } from './outbox-row.ts'
import { promoteNext } from './outbox-store.ts'

/**
 * Writes down how the attempts ended, in one transaction; what a payload held encrypted is erased once it is delivered.
 * Gives how many rows were refused along with one that they follow. Throws when a row is not in flight: then somebody else
 * settled it.
 */
export function settle(db: WritableDb, outcomes: readonly Settled[], nowMs: number): { refusedWith: number } {
  const delivered: DeliveredRow[] = []
  const waiting: WaitingAgainRow[] = []
  let refusedWith = 0
  for (const { rowId, outcome } of outcomes) {
    switch (outcome.type) {
      case 'delivered':
        delivered.push([rowId, outcome.answer, outcome.correction ?? null])
        break
      case 'retry':
        waiting.push([rowId, outcome.why, outcome.dueAtMs, 0, outcome.isUntouched ? 1 : 0])
        break
      case 'unknown':
        waiting.push([rowId, outcome.why, outcome.dueAtMs, 1, 0])
        break
      case 'refused':
        refusedWith += settleRefused(db, rowId, outcome, nowMs)
    }
  }
  settleDelivered(db, delivered, nowMs)
  waitAgain(db, waiting, nowMs)
  return { refusedWith }
}

type DeliveredRow = [id: number, answer: string, correction: string | null]
type WaitingAgainRow = [id: number, why: string, dueAtMs: number, isUnknown: 0 | 1, uncounted: 0 | 1]

function settleDelivered(db: WritableDb, rows: readonly DeliveredRow[], nowMs: number): void {
  if (rows.length === 0) return
  const { changes } = db
    .prepare(
      `UPDATE outbox SET state = 'delivered', is_first = 0, is_unknown = 0, settled_at_ms = @nowMs,
         answer = given.value ->> 1, reason = given.value ->> 2,
         payload = iif(upstream = 'authData', json_remove(payload, '$.sealed'), payload)
       FROM json_each(@rows) AS given WHERE outbox.id = given.value ->> 0 AND state = 'in-flight'`,
    )
    .run({ rows: JSON.stringify(rows), nowMs })
  if (changes !== rows.length) throw notInFlight(rows.map(([id]) => id))
  promoteAfter(
    db,
    rows.map(([id]) => id),
  )
}

function waitAgain(db: WritableDb, rows: readonly WaitingAgainRow[], nowMs: number): void {
  if (rows.length === 0) return
  const { changes } = db
    .prepare(
      `UPDATE outbox SET state = 'waiting', scheduled_at_ms = @nowMs, reason = given.value ->> 1,
         due_at_ms = given.value ->> 2, is_unknown = max(is_unknown, given.value ->> 3),
         attempts = attempts - (given.value ->> 4)
       FROM json_each(@rows) AS given WHERE outbox.id = given.value ->> 0 AND state = 'in-flight'`,
    )
    .run({ rows: JSON.stringify(rows), nowMs })
  if (changes !== rows.length) throw notInFlight(rows.map(([id]) => id))
}

function settleRefused(
  db: WritableDb,
  rowId: number,
  { reason, answer }: { reason: string; answer: string | null },
  nowMs: number,
): number {
  const row = db
    .prepare<{ upstream: Upstream; fence: string; key: string }>(
      `UPDATE outbox SET state = 'refused', is_first = 0, is_unknown = 0, settled_at_ms = @nowMs, reason = @reason,
         answer = @answer
       WHERE id = @id AND state = 'in-flight' RETURNING upstream, fence, key`,
    )
    .get({ id: rowId, nowMs, reason, answer })
  if (!row) throw notInFlight([rowId])
  const followers = refuseFollowers(db, row, { reason, answer }, nowMs)
  promoteNext(db, row.upstream, row.fence)
  return followers
}

function notInFlight(ids: readonly number[]): Error {
  return new Error(`outbox rows were settled although they are not in flight; they are among ${ids.join(', ')}`)
}

function refuseFollowers(
  db: WritableDb,
  refused: { upstream: Upstream; fence: string; key: string },
  { reason, answer }: { reason: string; answer: string | null },
  nowMs: number,
): number {
  // Both states, and then one of them: `IN` is what the partial index `outbox_unsettled` is declared with, and that index holds the fence.
  const followers = db
    .prepare<{ id: number; key: string }>(
      `SELECT id, key FROM outbox
       WHERE upstream = @upstream AND fence = @fence AND state IN ('waiting', 'in-flight') AND follows = @key
         AND state = 'waiting'`,
    )
    .all(refused)
  let count = followers.length
  for (const { id, key } of followers) {
    db.prepare(
      `UPDATE outbox SET state = 'refused', is_first = 0, settled_at_ms = @nowMs, reason = @reason, answer = @answer
       WHERE id = @id`,
    ).run({ id, nowMs, reason, answer })
    count += refuseFollowers(db, { ...refused, key }, { reason, answer }, nowMs)
  }
  return count
}

/** Of the fences of all of these rows: the oldest that is unsettled may leave now. */
function promoteAfter(db: WritableDb, rowIds: readonly number[]): void {
  db.prepare(
    `UPDATE outbox SET is_first = 1
     WHERE is_first = 0 AND id IN (
       SELECT (SELECT next.id FROM outbox AS next
         WHERE next.upstream = settled.upstream AND next.fence = settled.fence
           AND next.state IN ('waiting', 'in-flight') ORDER BY next.id LIMIT 1)
       FROM outbox AS settled WHERE settled.id IN (SELECT value FROM json_each(@ids)))`,
  ).run({ ids: JSON.stringify(rowIds) })
}
