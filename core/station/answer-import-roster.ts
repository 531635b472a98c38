/** Answers `importRoster` in the running station. */
import type { Answer, Request } from '../contract/contract.ts'
import type { StationSettings } from '../contract/settings.ts'
import { thresholdsOf } from '../enrolment/thresholds.ts'
import type { Store } from '../store/database.ts'
import { actAs } from './authority.ts'
import { importRoster } from './import-roster.ts'
import { refuseForDisk } from './refuse-for-disk.ts'

export function answerImportRoster(
  { store, settings, nowMs }: { store: Store; settings: StationSettings; nowMs: number },
  { file, isApproved, by }: Request<'importRoster'>,
): Promise<Answer<'importRoster'>> {
  return actAs(store.read, by, async (actor) => {
    try {
      return await importRoster({ store, file, isApproved, nowMs, actor, thresholds: thresholdsOf(settings) })
    } catch (error) {
      return refuseForDisk(error, store.folder)
    }
  })
}
