/** Every record of a batch as it was judged, in order, some at a time. */
import { type Batch, readShownPage, type ShownRecord } from '../enrolment/enrolment-store.ts'
import type { Store } from '../store/database.ts'

const recordsPerPage = 1000

export function* iterateShown(store: Pick<Store, 'read'>, batch: Batch): Generator<ShownRecord> {
  for (let place = 0; place < batch.records; place += recordsPerPage) {
    yield* readShownPage(store.read, batch, place, recordsPerPage)
  }
}
