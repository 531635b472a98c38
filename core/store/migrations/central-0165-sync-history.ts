import type { Migration } from '../migrate.ts'
import { syncHistory } from './0160-sync-history.ts'

/** The station's step of the same name; the service tells nobody. */
export const centralSyncHistory: Migration = {
  version: 165,
  name: 'central sync history',
  sql: syncHistory.sql,
}
