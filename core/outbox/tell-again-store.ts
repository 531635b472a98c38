/** Delivered rows are told once more, to a service that was put back to an older state. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { Upstream } from '../upstream/connector.ts'

export type Told = {
  rows: number
  /** Rows for authData, whose values were erased when they were delivered: there is nothing left to tell. */
  erased: number
}

type Since = { upstream: Upstream; sinceMs: number }

/** What was delivered at `sinceMs` or later. Walks every row of the upstream. */
export function countTold(db: ReadableDb, { upstream, sinceMs }: Since): Told {
  const { delivered = 0 } =
    db
      .prepare<{ delivered: number }>(
        `SELECT count(*) AS delivered FROM outbox
         WHERE upstream = @upstream AND state = 'delivered' AND settled_at_ms >= @sinceMs`,
      )
      .get({ upstream, sinceMs }) ?? {}
  return upstream === 'authData' ? { rows: 0, erased: delivered } : { rows: delivered, erased: 0 }
}

/**
 * They wait again, due now, in the order in which they were written, each before whatever of its fence is not on its way
 * yet. All are in doubt: the service may have some of them.
 */
export function tellAgain(db: WritableDb, { upstream, sinceMs }: Since, nowMs: number): void {
  if (upstream === 'authData') return
  db.prepare(
    `UPDATE outbox SET state = 'waiting', is_first = 0, is_unknown = 1, attempts = 0, due_at_ms = @nowMs,
       scheduled_at_ms = @nowMs, settled_at_ms = NULL, reason = NULL, answer = NULL
     WHERE upstream = @upstream AND state = 'delivered' AND settled_at_ms >= @sinceMs`,
  ).run({ upstream, sinceMs, nowMs })
  db.prepare(
    `UPDATE outbox SET is_first = 0
     WHERE upstream = @upstream AND state IN ('waiting', 'in-flight') AND state = 'waiting' AND is_first = 1`,
  ).run({ upstream })
  db.prepare(
    `UPDATE outbox SET is_first = 1 WHERE id IN (
       SELECT min(id) FROM outbox WHERE upstream = @upstream AND state IN ('waiting', 'in-flight')
       GROUP BY fence HAVING sum(state = 'in-flight') = 0)`,
  ).run({ upstream })
}
