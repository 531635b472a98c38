/**
 * Facts that wait to be told. A row is written in the transaction of the fact it is about and ends as delivered, refused
 * or withdrawn; until then it waits. Rows of one upstream and fence leave strictly in the order of their ids, one at a
 * time: `is_first` marks the oldest unsettled row of each fence, and only such a row is ever taken. So a row that must
 * wait holds up its own fence and no other, and finding a batch costs the batch, however long the backlog.
 */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { Upstream } from '../upstream/connector.ts'
import type { NewOutboxRow, OutboxState } from './outbox-row.ts'

/** Called in the transaction that writes the fact. A row that follows a refused one is refused with it at once. */
export function enqueue(db: WritableDb, rows: readonly NewOutboxRow[]): void {
  for (const row of rows) {
    const refusal = refusalAtOnce(db, row)
    db.prepare(
      `INSERT INTO outbox (upstream, fence, key, follows, person_id, payload, state, is_first, enqueued_at_ms, due_at_ms,
         scheduled_at_ms, settled_at_ms, reason, answer)
       VALUES (@upstream, @fence, @key, @follows, @personId, @payload, @state,
         @state = 'waiting' AND NOT EXISTS (SELECT 1 FROM outbox
           WHERE upstream = @upstream AND fence = @fence AND state IN ('waiting', 'in-flight')),
         @enqueuedAtMs, @dueAtMs, @enqueuedAtMs, @settledAtMs, @reason, @answer)`,
    ).run({
      upstream: row.upstream,
      fence: row.fence,
      key: row.key,
      follows: row.follows ?? null,
      personId: row.personId,
      payload: JSON.stringify(row.payload),
      state: refusal ? 'refused' : 'waiting',
      enqueuedAtMs: row.enqueuedAtMs,
      dueAtMs: row.dueAtMs,
      settledAtMs: refusal ? row.enqueuedAtMs : null,
      reason: refusal?.reason ?? null,
      answer: refusal?.answer ?? null,
    })
  }
}

function refusalAtOnce(db: ReadableDb, row: NewOutboxRow): { reason: string; answer: string | null } | null {
  if (row.refusedBecause !== undefined) return { reason: row.refusedBecause, answer: null }
  if (row.follows === undefined) return null
  const refused = db
    .prepare<{ reason: string; answer: string | null }>(
      `SELECT reason, answer FROM outbox WHERE upstream = @upstream AND key = @key AND state = 'refused'`,
    )
    .get({ upstream: row.upstream, key: row.follows })
  return refused ?? null
}

/**
 * Takes a row back that was never sent. `too-late`: it was sent, or may have been, so the other side must be told of the
 * change instead. A row that was refused without being sent is taken back too: there is nothing left to settle.
 */
export function withdrawWaiting(db: WritableDb, upstream: Upstream, key: string): 'withdrawn' | 'too-late' | 'none' {
  const row = db
    .prepare<{ id: number; fence: string; isUnsent: number }>(
      `SELECT id, fence, (attempts = 0 AND is_unknown = 0 AND state IN ('waiting', 'refused')) AS isUnsent
       FROM outbox WHERE upstream = @upstream AND key = @key AND state <> 'withdrawn'`,
    )
    .get({ upstream, key })
  if (!row) return 'none'
  if (!row.isUnsent) return 'too-late'
  db.prepare(`UPDATE outbox SET state = 'withdrawn', is_first = 0, set_aside_because = NULL WHERE id = @id`).run({
    id: row.id,
  })
  promoteNext(db, upstream, row.fence)
  return 'withdrawn'
}

/** The fence's oldest unsettled row becomes its first, if it is not so already. */
export function promoteNext(db: WritableDb, upstream: Upstream, fence: string): void {
  db.prepare(
    `UPDATE outbox SET is_first = 1
     WHERE is_first = 0 AND id = (SELECT id FROM outbox
       WHERE upstream = @upstream AND fence = @fence AND state IN ('waiting', 'in-flight') ORDER BY id LIMIT 1)`,
  ).run({ upstream, fence })
}

/** When the next row falls due; null when none waits. May be in the past. */
export function nextDueAtMs(db: ReadableDb, upstream: Upstream): number | null {
  return (
    db
      .prepare<{ dueAtMs: number | null }>(
        `SELECT min(due_at_ms) AS dueAtMs FROM outbox WHERE upstream = @upstream AND is_first = 1 AND state = 'waiting'`,
      )
      .get({ upstream })?.dueAtMs ?? null
  )
}

/** Unsettled rows of one upstream. */
export function countWaiting(db: ReadableDb, upstream: Upstream): number {
  return (
    db
      .prepare<{ rows: number }>(
        `SELECT count(*) AS rows FROM outbox WHERE upstream = @upstream AND state IN ('waiting', 'in-flight')`,
      )
      .get({ upstream })?.rows ?? 0
  )
}

/** Walks every row that was ever written: for a report, not for a tap. */
export function countByState(db: ReadableDb): { upstream: Upstream; state: OutboxState; rows: number }[] {
  return db
    .prepare<{ upstream: Upstream; state: OutboxState; rows: number }>(
      `SELECT upstream, iif(set_aside_because IS NULL, state, 'set-aside') AS state, count(*) AS rows FROM outbox
       GROUP BY 1, 2 ORDER BY 1, 2`,
    )
    .all()
}

export type OutboxSummary = { waiting: number; oldestWaitingAtMs: number | null; refused: number }

/**
 * For the status strip. Walks an index of what waits: some milliseconds for 100,000 rows, so not at every tap.
 * The index is named because for `min(id)` SQLite would rather walk the table, past every row that was ever delivered.
 */
export function summarise(db: ReadableDb): OutboxSummary {
  return (
    db
      .prepare<OutboxSummary>(
        `SELECT
           (SELECT count(*) FROM outbox WHERE state IN ('waiting', 'in-flight')) AS waiting,
           (SELECT enqueued_at_ms FROM outbox WHERE id =
             (SELECT min(id) FROM outbox INDEXED BY outbox_unsettled WHERE state IN ('waiting', 'in-flight'))) AS oldestWaitingAtMs,
           (SELECT count(*) FROM outbox WHERE state = 'refused' AND set_aside_because IS NULL) AS refused`,
      )
      .get() ?? { waiting: 0, oldestWaitingAtMs: null, refused: 0 }
  )
}
