/** What a person does about a refused row: it is tried again, as it is or corrected, or set aside. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { Upstream } from '../upstream/connector.ts'
import type { OutboxState } from './outbox-row.ts'

export type RefusedRowState = {
  id: number
  upstream: Upstream
  fence: string
  key: string
  payload: unknown
  reason: string
  isSetAside: boolean
  /** The refused row without which this one makes no sense; null where it follows none, or none that was refused. */
  followsRow: number | null
  /** Refused by the station itself when it was written, because the interface cannot say it: it was never to be sent. */
  isUnsayable: boolean
}

/** Null where there is no such row, or it was not refused. */
export function findRefusedRow(db: ReadableDb, id: number): RefusedRowState | null {
  const row = db
    .prepare<
      Omit<RefusedRowState, 'payload' | 'isSetAside' | 'isUnsayable'> & {
        payload: string
        isSetAside: 0 | 1
        attempts: number
      }
    >(
      `SELECT o.id, o.upstream, o.fence, o.key, o.payload, o.reason, o.set_aside_because IS NOT NULL AS isSetAside, o.attempts,
         (SELECT l.id FROM outbox l WHERE l.key = o.follows AND l.upstream = o.upstream AND l.state = 'refused') AS followsRow
       FROM outbox o WHERE o.id = @id AND o.state = 'refused'`,
    )
    .get({ id })
  if (!row) return null
  const { payload, isSetAside, attempts, ...rest } = row
  const isUnsayable = attempts === 0 && rest.followsRow === null
  return { ...rest, payload: JSON.parse(payload), isSetAside: isSetAside === 1, isUnsayable }
}

/** Null where there is no such row. */
export function findRowState(db: ReadableDb, id: number): OutboxState | null {
  return db.prepare<{ state: OutboxState }>('SELECT state FROM outbox WHERE id = @id').get({ id })?.state ?? null
}

/** The refused rows of one upstream that a person has to look at, set-aside ones left out, the oldest first. */
export function listRefusedIds(db: ReadableDb, upstream: Upstream): number[] {
  return db
    .prepare<{ id: number }>(
      `SELECT id FROM outbox WHERE upstream = @upstream AND state = 'refused' AND set_aside_because IS NULL ORDER BY id`,
    )
    .all({ upstream })
    .map(({ id }) => id)
}

/**
 * The row waits again, due now, and so does everything that was refused with it; gives the ids of all of them. What is on
 * its way of the same fence stays ahead, else the oldest goes first. The row is as one that was never sent: a refusal
 * says that nothing was taken.
 */
export function retryRefused(db: WritableDb, row: RefusedRowState, nowMs: number): number[] {
  const ids = [row.id, ...findFollowers(db, row)]
  const given = { ids: JSON.stringify(ids) }
  db.prepare(
    `UPDATE outbox SET state = 'waiting', is_first = 0, is_unknown = 0, attempts = 0, due_at_ms = @nowMs,
       scheduled_at_ms = @nowMs, settled_at_ms = NULL, reason = NULL, answer = NULL, set_aside_because = NULL
     WHERE id IN (SELECT value FROM json_each(@ids)) AND state = 'refused'`,
  ).run({ ...given, nowMs })
  const { upstream, fence } = row
  const hasOneUnderWay = db
    .prepare(`SELECT 1 FROM outbox WHERE upstream = @upstream AND fence = @fence AND state = 'in-flight'`)
    .get({ upstream, fence })
  if (hasOneUnderWay) return ids
  db.prepare(
    `UPDATE outbox SET is_first = 0
     WHERE upstream = @upstream AND fence = @fence AND state IN ('waiting', 'in-flight') AND is_first = 1`,
  ).run({ upstream, fence })
  db.prepare(
    `UPDATE outbox SET is_first = 1 WHERE id = (SELECT id FROM outbox
       WHERE upstream = @upstream AND fence = @fence AND state IN ('waiting', 'in-flight') ORDER BY id LIMIT 1)`,
  ).run({ upstream, fence })
  return ids
}

/** What the row says from now on; call it before `retryRefused`. */
export function correctPayload(db: WritableDb, id: number, payload: unknown): void {
  db.prepare(`UPDATE outbox SET payload = @payload WHERE id = @id AND state = 'refused'`).run({
    id,
    payload: JSON.stringify(payload),
  })
}

/** The row stays untold for good, and so does everything that was refused with it; gives the ids of all of them. */
export function setRefusedAside(db: WritableDb, row: RefusedRowState, reason: string): number[] {
  const ids = [row.id, ...findFollowers(db, row)]
  db.prepare(
    `UPDATE outbox SET set_aside_because = @reason WHERE id IN (SELECT value FROM json_each(@ids)) AND state = 'refused'`,
  ).run({ ids: JSON.stringify(ids), reason })
  return ids
}

function findFollowers(db: ReadableDb, { upstream, key }: Pick<RefusedRowState, 'upstream' | 'key'>): number[] {
  const direct = db
    .prepare<{ id: number; key: string }>(
      `SELECT id, key FROM outbox WHERE follows = @key AND upstream = @upstream AND state = 'refused'`,
    )
    .all({ upstream, key })
  return direct.flatMap((row) => [row.id, ...findFollowers(db, { upstream, key: row.key })])
}
