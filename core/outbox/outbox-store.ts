/**
 * Facts that wait to be told. A row is written in the transaction of the fact it is about and ends as delivered, refused
 * or withdrawn; until then it waits. Rows of one upstream and fence leave strictly in the order of their ids, one at a
 * time: `is_first` marks the oldest unsettled row of each fence, and only such a row is ever taken. So a row that must
 * wait holds up its own fence and no other, and finding a batch costs the batch, however long the backlog.
 */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { Upstream } from '../upstream/connector.ts'

export type NewOutboxRow = {
  upstream: Upstream
  fence: string
  /** Idempotency key: the id of the event that the fact is about. One row per upstream and key, else it throws. */
  key: string
  /** Key of an earlier row of this upstream and fence without which this one makes no sense: it is refused with it. */
  follows?: string
  personId: number | null
  /** A JSON value. */
  payload: unknown
  enqueuedAtMs: number
  dueAtMs: number
  /** Refused at once, never sent: it waits for a person. */
  refusedBecause?: string
}

export type OutboxRow = {
  id: number
  fence: string
  key: string
  personId: number | null
  payload: unknown
  /** How often it was sent, this time included; what never reached the other side does not count. */
  attempts: number
  /** It was sent before, and nobody knows how that came out. */
  isUnknown: boolean
  enqueuedAtMs: number
}

/** How an attempt at a row ended. A row that is retried keeps its doubt, if there was one from an earlier attempt. */
export type RowOutcome =
  | { type: 'delivered'; answer: string; correction?: string }
  /** `isUntouched`: the other side never got to it, so it counts as not sent. */
  | { type: 'retry'; why: string; dueAtMs: number; isUntouched?: true }
  | { type: 'unknown'; why: string; dueAtMs: number }
  | { type: 'refused'; reason: string; answer: string | null }

export type Settled = { rowId: number; outcome: RowOutcome }

export type BatchLimits = {
  rows: number
  /** Of payload; the first row always fits. */
  bytes: number
  /** Rows that fall due later are left alone although they are due now: one pass over what was due when it began. */
  dueByMs?: number
  /** So many are the ones that fell due last, so that what happens now overtakes a backlog. Default 0. */
  freshRows?: number
}

/** `set-aside`: refused, and somebody has dealt with it. */
export type OutboxState = 'waiting' | 'in-flight' | 'delivered' | 'refused' | 'set-aside' | 'withdrawn'

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

export type StoredRow = {
  id: number
  fence: string
  key: string
  personId: number | null
  payload: string
  attempts: number
  isUnknown: number
  enqueuedAtMs: number
}

export const rowColumns = `id, fence, key, person_id AS personId, payload, attempts, is_unknown AS isUnknown,
  enqueued_at_ms AS enqueuedAtMs`

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

/** The fence's oldest unsettled row becomes its first, if it is not so already. */
export function promoteNext(db: WritableDb, upstream: Upstream, fence: string): void {
  db.prepare(
    `UPDATE outbox SET is_first = 1
     WHERE is_first = 0 AND id = (SELECT id FROM outbox
       WHERE upstream = @upstream AND fence = @fence AND state IN ('waiting', 'in-flight') ORDER BY id LIMIT 1)`,
  ).run({ upstream, fence })
}

/** The same for the fences of all of these rows. */
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

/**
 * For the start, before anything is sent: whatever was on its way when the station stopped waits again, and nobody knows
 * how it came out. Gives how many rows that were.
 */
export function resetInFlight(db: WritableDb): number {
  return db
    .prepare(
      `UPDATE outbox SET state = 'waiting', is_unknown = 1, reason = 'the station stopped while this was on its way'
       WHERE state IN ('waiting', 'in-flight') AND state = 'in-flight'`,
    )
    .run().changes
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
