import type { Migration } from '../migrate.ts'
import { batchPreviews } from './0090-batch-previews.ts'

/** The station's step of the same name. */
export const centralBatchPreviews: Migration = {
  version: 95,
  name: 'central batch previews',
  sql: batchPreviews.sql,
}
