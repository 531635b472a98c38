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
}

export type OutboxState = 'waiting' | 'in-flight' | 'delivered' | 'refused' | 'withdrawn'

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
  db.prepare(`UPDATE outbox SET state = 'withdrawn', is_first = 0 WHERE id = @id`).run({ id: row.id })
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
 * back, and a row must not wait for a day that was never meant.
 */
export function takeBatch(db: WritableDb, upstream: Upstream, limits: BatchLimits, nowMs: number): OutboxRow[] {
  const dueByMs = Math.min(limits.dueByMs ?? nowMs, nowMs)
  const stored = db
    .prepare<StoredRow>(
      `SELECT ${rowColumns} FROM outbox
       WHERE upstream = @upstream AND is_first = 1 AND state = 'waiting' AND due_at_ms <= @dueByMs
       ORDER BY due_at_ms, scheduled_at_ms, id LIMIT @rows`,
    )
    .all({ upstream, dueByMs, rows: limits.rows })
  if (stored.length < limits.rows) {
    stored.push(
      ...db
        .prepare<StoredRow>(
          `SELECT ${rowColumns} FROM outbox
           WHERE upstream = @upstream AND is_first = 1 AND state = 'waiting' AND due_at_ms > @dueByMs
             AND scheduled_at_ms > @nowMs
           ORDER BY due_at_ms, scheduled_at_ms, id LIMIT @rows`,
        )
        .all({ upstream, dueByMs, nowMs, rows: limits.rows - stored.length }),
    )
  }
  const taken = withinBytes(stored, limits.bytes)
  for (const { id } of taken) {
    db.prepare(`UPDATE outbox SET state = 'in-flight', attempts = attempts + 1 WHERE id = @id`).run({ id })
  }
  return taken.map((row) => ({
    ...row,
    payload: JSON.parse(row.payload),
    attempts: row.attempts + 1,
    isUnknown: row.isUnknown === 1,
  }))
}

function withinBytes(rows: readonly StoredRow[], bytes: number): StoredRow[] {
  let used = 0
  const fitting: StoredRow[] = []
  for (const row of rows) {
    used += Buffer.byteLength(row.payload)
    if (used > bytes && fitting.length > 0) break
    fitting.push(row)
  }
  return fitting
}

/**
 * Writes down how the attempts ended, in one transaction with nothing else sent in between; what a payload held encrypted
 * is erased once it is delivered. Gives how many rows were
 * refused along with one that they follow. Throws when a row is not in flight: then somebody else settled it.
 */
export function settle(db: WritableDb, outcomes: readonly Settled[], nowMs: number): { refusedWith: number } {
  let refusedWith = 0
  for (const { rowId, outcome } of outcomes) {
    if (outcome.type === 'retry' || outcome.type === 'unknown') {
      waitAgain(db, rowId, outcome, nowMs)
      continue
    }
    const isDelivered = outcome.type === 'delivered'
    const row = db
      .prepare<{ upstream: Upstream; fence: string; key: string }>(
        `UPDATE outbox SET state = @state, is_first = 0, is_unknown = 0, settled_at_ms = @nowMs, reason = @reason,
           answer = @answer, payload = CASE WHEN @state = 'delivered' AND upstream = 'authData'
             THEN json_remove(payload, '$.sealed') ELSE payload END
         WHERE id = @id AND state = 'in-flight' RETURNING upstream, fence, key`,
      )
      .get({
        id: rowId,
        state: outcome.type,
        nowMs,
        reason: isDelivered ? (outcome.correction ?? null) : outcome.reason,
        answer: outcome.answer,
      })
    if (!row) throw new Error(`outbox row ${rowId} was settled although it is not in flight`)
    if (!isDelivered) refusedWith += refuseFollowers(db, row, outcome, nowMs)
    promoteNext(db, row.upstream, row.fence)
  }
  return { refusedWith }
}

function waitAgain(db: WritableDb, id: number, outcome: Extract<RowOutcome, { dueAtMs: number }>, nowMs: number): void {
  const isUntouched = outcome.type === 'retry' && outcome.isUntouched === true
  const changed = db
    .prepare(
      `UPDATE outbox SET state = 'waiting', is_unknown = max(is_unknown, @isUnknown), due_at_ms = @dueAtMs,
         scheduled_at_ms = @nowMs, reason = @why, attempts = attempts - @uncounted
       WHERE id = @id AND state = 'in-flight'`,
    )
    .run({
      id,
      isUnknown: outcome.type === 'unknown' ? 1 : 0,
      dueAtMs: outcome.dueAtMs,
      nowMs,
      why: outcome.why,
      uncounted: isUntouched ? 1 : 0,
    })
  if (changed.changes !== 1) throw new Error(`outbox row ${id} was settled although it is not in flight`)
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
      `SELECT upstream, state, count(*) AS rows FROM outbox GROUP BY upstream, state ORDER BY upstream, state`,
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
           (SELECT count(*) FROM outbox WHERE state = 'refused') AS refused`,
      )
      .get() ?? { waiting: 0, oldestWaitingAtMs: null, refused: 0 }
  )
}
