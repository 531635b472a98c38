/** Answers what `console-enrolment-calls.ts` asks about batches. */
import type { consoleEnrolmentCalls } from '../contract/console-enrolment-calls.ts'
import type { Answer, Request } from '../contract/contract.ts'
import type { StationSettings } from '../contract/settings.ts'
import { thresholdsOf } from '../enrolment/thresholds.ts'
import { findBatchSummary, listBatches, listConcerned, showRecords } from '../staging/batches.ts'
import type { Store } from '../store/database.ts'
import { nameBatchRecords, nameConcerned } from './name-batch-records.ts'

/** So many are named of those to whom something happens; the list of records has all. */
const concernedNamed = 20

type Looking = 'listBatches' | 'getBatch' | 'listBatchRecords'

export type ConsoleEnrolmentHandlers = {
  [N in Looking & keyof typeof consoleEnrolmentCalls]: (request: Request<N>) => Promise<Answer<N>>
}

export function createConsoleEnrolmentHandlers(store: Store, settings: StationSettings): ConsoleEnrolmentHandlers {
  const thresholds = thresholdsOf(settings)
  return {
    listBatches: async ({ limit }) => {
      const batches = listBatches(store, thresholds)
      return { type: 'batches', total: batches.length, batches: batches.slice(0, limit) }
    },
    getBatch: async ({ batch: id }) => {
      const batch = findBatchSummary(store, id, thresholds)
      if (batch === null) return { type: 'unknown-batch' }
      const { becomeInactive, loseTimeProfiles } = listConcerned(store, id, concernedNamed)
      const concerned = {
        becomeInactive: nameConcerned(store.read, becomeInactive),
        loseTimeProfiles: nameConcerned(store.read, loseTimeProfiles),
      }
      return { type: 'batch', batch, concerned }
    },
    listBatchRecords: async ({ batch, ...page }) => {
      const shown = showRecords(store, batch, page)
      if (shown.type !== 'records') return shown
      const { type, kind, records, isLast } = shown
      return { type, records: nameBatchRecords(store.read, kind, records), isLast }
    },
  }
}
