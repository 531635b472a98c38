/** What is stored, seen past the station. */
import { join } from 'node:path'
import { iterateEvents } from '../../../core/station/export-store.ts'
import { openDatabase } from '../../../core/store/database.ts'
import { stationFileName } from '../../../core/store/station-file.ts'
import type { Inspection } from './guest-calls.ts'

export function inspectStation(dir: string): Inspection {
  const { raw, read, close } = openDatabase(join(dir, stationFileName), 'read')
  try {
    return {
      integrity: String(raw.pragma('integrity_check', { simple: true })),
      eventIds: [...iterateEvents(read)].map(({ eventId }) => eventId),
    }
  } finally {
    close()
  }
}
