/** Answers what `console-enrolment-calls.ts` asks about batches. */
import type { consoleEnrolmentCalls } from '../contract/console-enrolment-calls.ts'
import type { Answer, Request } from '../contract/contract.ts'
import type { StationSettings } from '../contract/settings.ts'
import { thresholdsOf } from '../enrolment/thresholds.ts'
import { findBatchSummary, listBatches, showRecords } from '../staging/batches.ts'
import type { Store } from '../store/database.ts'

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
      return batch === null ? { type: 'unknown-batch' } : { type: 'batch', batch }
    },
    listBatchRecords: async ({ batch, ...page }) => showRecords(store, batch, page),
  }
}
