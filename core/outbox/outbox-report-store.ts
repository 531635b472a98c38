/** Reading the outbox row by row: what waits, for a dry run, and what waits for a person. Changes nothing. */
import type { ReadableDb } from '../store/database.ts'
import { type Upstream, upstreams } from '../upstream/connector.ts'
import type { OutboxRow, OutboxState } from './outbox-row.ts'
import { isInForce, readPause, type UpstreamPause } from './upstream-pause-store.ts'

export type WaitingRow = OutboxRow & { upstream: Upstream; dueAtMs: number; isDue: boolean }

type StoredRow = {
  id: number
  fence: string
  key: string
  personId: number | null
  payload: string
  attempts: number
  isUnknown: number
  enqueuedAtMs: number
}

const rowColumns = `id, fence, key, person_id AS personId, payload, attempts, is_unknown AS isUnknown,
  enqueued_at_ms AS enqueuedAtMs`

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

export type ListedRow = {
  id: number
  upstream: Upstream
  state: OutboxState
  key: string
  personId: number | null
  employeeNumber: string | null
  displayName: string | null
  payload: unknown
  attempts: number
  isUnknown: boolean
  enqueuedAtMs: number
  /** When it goes out by itself, for what waits. */
  dueAtMs: number
  settledAtMs: number | null
  reason: string | null
  answer: string | null
  setAsideBecause: string | null
  /** The refused row that it follows: tried again with that one. */
  follows: number | null
}

/** `after`: the id of the row before the first; absent: from the oldest on. */
export type ListFilter = { upstream: Upstream | null; state: OutboxState; limit: number; after?: number }

/** Rows in one state, the oldest first; names are looked up for whoever reads them. */
export function* listRows(db: ReadableDb, { upstream, state, limit, after = 0 }: ListFilter): Generator<ListedRow> {
  const rows = db
    .prepare<Omit<ListedRow, 'payload' | 'isUnknown' | 'state'> & { payload: string; isUnknown: 0 | 1 }>(
      `SELECT o.id, o.upstream, o.key, o.person_id AS personId, p.employee_number AS employeeNumber,
         p.display_name AS displayName, o.payload, o.attempts,
         o.is_unknown AS isUnknown, o.enqueued_at_ms AS enqueuedAtMs, o.due_at_ms AS dueAtMs,
         o.settled_at_ms AS settledAtMs, o.reason, o.answer, o.set_aside_because AS setAsideBecause,
         (SELECT l.id FROM outbox l WHERE l.key = o.follows AND l.upstream = o.upstream AND l.state = 'refused') AS follows
       FROM outbox o LEFT JOIN person p ON p.id = o.person_id
       WHERE ${conditionOf(state)} AND (@upstream IS NULL OR o.upstream = @upstream) AND o.id > @after
       ORDER BY o.id LIMIT @limit`,
    )
    .iterate({ upstream, limit, after })
  for (const row of rows) yield { ...row, state, payload: JSON.parse(row.payload), isUnknown: row.isUnknown === 1 }
}

/** How many were refused and wait for a person; those of one upstream, or of all. */
export function countRefused(db: ReadableDb, upstream: Upstream | null): number {
  const of = upstream === null ? '' : 'AND o.upstream = @upstream'
  return (
    db
      .prepare<{ n: number }>(
        `SELECT count(*) AS n FROM outbox o INDEXED BY outbox_refused WHERE ${conditions.refused} ${of}`,
      )
      .get(upstream === null ? {} : { upstream })?.n ?? 0
  )
}

/** What is open is found without walking past every row that was ever delivered. */
function conditionOf(state: OutboxState): string {
  if (state !== 'waiting' && state !== 'in-flight') return conditions[state]
  return `o.id IN (SELECT id FROM outbox INDEXED BY outbox_unsettled WHERE state IN ('waiting', 'in-flight')
    AND ${conditions[state].replace('o.', '')} AND (@upstream IS NULL OR upstream = @upstream) AND id > @after
    ORDER BY id LIMIT @limit)`
}

const conditions: Record<OutboxState, string> = {
  waiting: `o.state = 'waiting'`,
  'in-flight': `o.state = 'in-flight'`,
  delivered: `o.state = 'delivered'`,
  refused: `o.state = 'refused' AND o.set_aside_because IS NULL`,
  'set-aside': `o.set_aside_because IS NOT NULL`,
  withdrawn: `o.state = 'withdrawn'`,
}

export type OpenCounts = { waiting: number; inFlight: number; refused: number; oldestWaitingAtMs: number | null }

/** What is not settled yet, or waits for a person, by upstream. Walks indexes of such rows alone, and never one that was delivered. */
export function countOpen(db: ReadableDb): Record<Upstream, OpenCounts> {
  const counts = Object.fromEntries(
    upstreams.map((upstream) => [upstream, { waiting: 0, inFlight: 0, refused: 0, oldestWaitingAtMs: null }]),
  ) as Record<Upstream, OpenCounts>
  const open = db
    .prepare<{ upstream: Upstream; waiting: number; inFlight: number; oldestAtMs: number }>(
      `SELECT counted.*, (SELECT enqueued_at_ms FROM outbox WHERE id = oldest) AS oldestAtMs FROM
         (SELECT upstream, sum(state = 'waiting') AS waiting, sum(state = 'in-flight') AS inFlight, min(id) AS oldest
          FROM outbox INDEXED BY outbox_unsettled WHERE state IN ('waiting', 'in-flight') GROUP BY upstream) AS counted`,
    )
    .all()
  for (const { upstream, waiting, inFlight, oldestAtMs } of open) {
    Object.assign(counts[upstream], { waiting, inFlight, oldestWaitingAtMs: oldestAtMs })
  }
  const refused = db
    .prepare<{ upstream: Upstream; rows: number }>(
      `SELECT upstream, count(*) AS rows FROM outbox WHERE state = 'refused' AND set_aside_because IS NULL GROUP BY upstream`,
    )
    .all()
  for (const { upstream, rows } of refused) counts[upstream].refused = rows
  return counts
}

export type HeldUp = {
  /** Of the attempt that failed last. */
  why: string
  /** Rows that wait because an attempt failed; those behind them in their fences are not counted. */
  rows: number
  /** Of the pause of the whole upstream; null where it has none, and only rows wait. */
  cause: UpstreamPause['cause'] | null
  triedAtMs: number
  /** When the first of these rows is due, or the pause of the whole upstream is over, whichever is later. */
  nextTryAtMs: number
}

/** What keeps an upstream from being told, from the rows that were tried. Walks what may leave next: for a report. */
export function findHeldUp(db: ReadableDb, upstream: Upstream, nowMs: number): HeldUp | null {
  const row = db
    .prepare<{ [Name in keyof Omit<HeldUp, 'cause'>]: HeldUp[Name] | null }>(
      // SQLite takes `reason` from the row that has the maximum.
      `SELECT reason AS why, count(*) AS rows, max(scheduled_at_ms) AS triedAtMs,
         (SELECT min(due_at_ms) FROM outbox
          WHERE upstream = @upstream AND is_first = 1 AND state = 'waiting' AND reason IS NOT NULL) AS nextTryAtMs
       FROM outbox WHERE upstream = @upstream AND is_first = 1 AND state = 'waiting' AND reason IS NOT NULL`,
    )
    .get({ upstream })
  if (!row || row.why === null || row.triedAtMs === null || row.nextTryAtMs === null) return null
  const pause = readPause(db, upstream)
  const pausedUntilMs = pause && isInForce(pause, nowMs) ? pause.untilMs : 0
  return {
    why: row.why,
    rows: row.rows ?? 0,
    cause: pause?.cause ?? null,
    triedAtMs: row.triedAtMs,
    nextTryAtMs: Math.max(row.nextTryAtMs, pausedUntilMs),
  }
}
