/** What lies in a service's data folder, for whoever only wants to know whether it is one. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The database in a service's data folder. */
export const centralFileName = 'central.sqlite'

/** Whether a central service ran there. */
export function isCentralFolder(dataDir: string): boolean {
  return existsSync(join(dataDir, centralFileName))
}
