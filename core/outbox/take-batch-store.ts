/** What goes out next, and what comes back unsent: the way of a row between waiting and in flight. */
import { say } from '../contract/sentences.ts'
import type { WritableDb } from '../store/database.ts'
import type { Upstream } from '../upstream/connector.ts'
import type { OutboxRow } from './outbox-row.ts'

export type BatchLimits = {
  rows: number
  /** Of payload; the first row always fits. */
  bytes: number
  /** Rows that fall due later are left alone although they are due now: one pass over what was due when it began. */
  dueByMs?: number
  /** So many are the ones that fell due last, so that what happens now overtakes a backlog. Default 0. */
  freshRows?: number
}

/**
 * Marks the rows that go out next as in flight, the longest due first, and gives them; commit this before sending. A row
 * is due when its time has come, and also when that time was computed in the future of `nowMs`: then the clock was set
 * back, and a row must not wait for a day that was never meant. What is handed to SQLite and back is one text for all of
 * the rows, because most of what a row costs is the handing over of its values one by one.
 */
export function takeBatch(db: WritableDb, upstream: Upstream, limits: BatchLimits, nowMs: number): OutboxRow[] {
  const dueByMs = Math.min(limits.dueByMs ?? nowMs, nowMs)
  const { rows, freshRows = 0 } = limits
  const found: FoundRow[] = []
  const find = (sql: string, count: number): void => {
    if (count <= 0) return
    const known = new Set(found.map(([id]) => id))
    const text = db.prepare<{ found: string }>(sql).get({ upstream, dueByMs, nowMs, rows: count })?.found ?? '[]'
    for (const row of JSON.parse(text) as FoundRow[]) if (!known.has(row[0])) found.push(row)
  }
  find(newestDueSql, freshRows)
  const fresh = new Set(found.map(([id]) => id))
  find(longestDueSql, rows - found.length)
  find(fromTheFutureSql, rows - found.length)
  const taken = withinBytes(found, limits.bytes)
  if (taken.length > 0) {
    const ids = JSON.stringify(taken.map(([id]) => id))
    db.prepare(
      `UPDATE outbox SET state = 'in-flight', attempts = attempts + 1 WHERE id IN (SELECT value FROM json_each(@ids))`,
    ).run({ ids })
  }
  // The fresh ones are chosen first and go last, so that a batch that holds everything is in order.
  const inOrder = [...taken.filter(([id]) => !fresh.has(id)), ...taken.filter(([id]) => fresh.has(id)).reverse()]
  return inOrder.map(([id, fence, key, personId, payload, , attempts, isUnknown, enqueuedAtMs]) => ({
    id,
    fence,
    key,
    personId,
    payload,
    attempts: attempts + 1,
    isUnknown: isUnknown === 1,
    enqueuedAtMs,
  }))
}

type FoundRow = [
  id: number,
  fence: string,
  key: string,
  personId: number | null,
  payload: unknown,
  payloadBytes: number,
  attempts: number,
  isUnknown: number,
  enqueuedAtMs: number,
]

/** One JSON text of the rows that meet `condition`, in order. */
function findSql(condition: string, order: string): string {
  return `SELECT json_group_array(json_array(id, fence, key, person_id, json(payload), octet_length(payload), attempts,
      is_unknown, enqueued_at_ms)) AS found
    FROM (SELECT * FROM outbox INDEXED BY outbox_next
      WHERE upstream = @upstream AND is_first = 1 AND state = 'waiting' AND ${condition} ORDER BY ${order} LIMIT @rows)`
}

const longestDueSql = findSql('due_at_ms <= @dueByMs', 'due_at_ms, scheduled_at_ms, id')
const newestDueSql = findSql('due_at_ms <= @dueByMs', 'due_at_ms DESC, scheduled_at_ms DESC, id DESC')
const fromTheFutureSql = findSql('due_at_ms > @dueByMs AND scheduled_at_ms > @nowMs', 'due_at_ms, scheduled_at_ms, id')

function withinBytes(rows: readonly FoundRow[], bytes: number): FoundRow[] {
  let used = 0
  const fitting: FoundRow[] = []
  for (const row of rows) {
    used += row[5]
    if (used > bytes && fitting.length > 0) break
    fitting.push(row)
  }
  return fitting
}

/** Gives back what was taken and not sent after all: it waits as it did before, as if it had never been taken. */
export function giveBack(db: WritableDb, rowIds: readonly number[]): void {
  if (rowIds.length === 0) return
  db.prepare(
    `UPDATE outbox SET state = 'waiting', attempts = attempts - 1
     WHERE id IN (SELECT value FROM json_each(@ids)) AND state = 'in-flight'`,
  ).run({ ids: JSON.stringify(rowIds) })
}

/**
 * For the start, before anything is sent: whatever was on its way when the station stopped waits again, and nobody knows
 * how it came out. Gives how many rows that were.
 */
export function resetInFlight(db: WritableDb): number {
  // Both states, and then one of them: `IN` is what the partial index `outbox_unsettled` is declared with, without which every row ever told is read.
  return db
    .prepare(
      `UPDATE outbox SET state = 'waiting', is_unknown = 1, reason = @reason
       WHERE state IN ('waiting', 'in-flight') AND state = 'in-flight'`,
    )
    .run({ reason: say('row-was-under-way') }).changes
}
