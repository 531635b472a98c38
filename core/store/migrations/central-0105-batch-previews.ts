import type { Migration } from '../migrate.ts'
import { batchPreviews } from './0100-batch-previews.ts'

/** The station's step of the same name. */
export const centralBatchPreviews: Migration = {
  version: 105,
  name: 'central batch previews',
  sql: batchPreviews.sql,
}
