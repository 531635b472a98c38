/** The encrypted copies of authentication values that staged records carry until their batch is settled. */
import type { WritableDb } from '../store/database.ts'
import type { Batch } from './batch-store.ts'
import { rangeOf } from './staged-record-store.ts'

/** To be called in the transaction that settles the batch, after whatever is told of it has taken them over. */
export function eraseSealed(db: WritableDb, batch: Batch): void {
  db.prepare(
    `UPDATE enrolment_record SET content = json_remove(content, '$.sealed')
     WHERE id >= @from AND id < @until AND json_extract(content, '$.sealed') IS NOT NULL`,
  ).run(rangeOf(batch))
}
