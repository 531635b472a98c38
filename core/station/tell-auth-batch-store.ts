/** Enqueues what `authData` hears of an approved batch. One statement, since a batch may be 100,000 records. */
import type { Batch } from '../enrolment/batch-store.ts'
import { rangeOf } from '../enrolment/staged-record-store.ts'
import { employeeFencePrefix, valuesNotKept } from '../outbox/tell-auth-data.ts'
import type { WritableDb } from '../store/database.ts'

/**
 * A row per record that was applied (new and changed ones), in the transaction that applies them; see `tell-auth-data.ts`
 * for what a row says. Whoever has a new id is in the fence of the former one, and what follows under the new id joins
 * that fence as long as the change was not told: else an older state could go out after a newer one.
 */
export function tellAuthBatch(db: WritableDb, batch: Batch, nowMs: number): void {
  db.prepare(
    `INSERT INTO outbox (upstream, fence, key, person_id, payload, state, is_first, enqueued_at_ms, due_at_ms,
       scheduled_at_ms, settled_at_ms, reason)
     WITH untold AS MATERIALIZED (
       SELECT payload ->> '$.employeeId' AS employee_id, min(fence) AS fence FROM outbox
       WHERE upstream = 'authData' AND state IN ('waiting', 'in-flight') AND payload ->> '$.formerId' IS NOT NULL
       GROUP BY 1
     ), applied AS MATERIALIZED (
       SELECT id, line, employee_id, content, auth_values,
         CASE WHEN checks & 1 THEN differences ->> '$[0].before' END AS former_id
       FROM enrolment_record WHERE id >= @from AND id < @until AND verdict IN ('new', 'update')
     ), told AS (
       SELECT applied.*, coalesce(fence, @prefix || coalesce(former_id, applied.employee_id)) AS fence,
         auth_values IS NOT NULL AND content ->> '$.sealed' IS NULL AS is_lost
       FROM applied LEFT JOIN untold ON untold.employee_id = coalesce(former_id, applied.employee_id)
     )
     SELECT 'authData', fence, @batch || ':' || line,
       (SELECT person.id FROM person WHERE employee_number = told.employee_id),
       json_remove(json_object('employeeId', employee_id, 'employeeStatus', content ->> '$.employeeStatus',
           'formerId', former_id, 'sealed', content ->> '$.sealed'),
         CASE WHEN former_id IS NULL THEN '$.formerId' ELSE '$.none' END, CASE WHEN is_lost THEN '$.sealed' ELSE '$.none' END),
       CASE WHEN is_lost THEN 'refused' ELSE 'waiting' END,
       NOT is_lost AND row_number() OVER (PARTITION BY fence, is_lost ORDER BY id) = 1 AND NOT EXISTS (
         SELECT 1 FROM outbox WHERE outbox.fence = told.fence AND upstream = 'authData'
           AND outbox.state IN ('waiting', 'in-flight')),
       @nowMs, @nowMs, @nowMs, CASE WHEN is_lost THEN @nowMs END, CASE WHEN is_lost THEN @valuesNotKept END
     FROM told ORDER BY id`,
  ).run({ ...rangeOf(batch), batch: batch.id, prefix: employeeFencePrefix, valuesNotKept, nowMs })
}
