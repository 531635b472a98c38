/** Whether a data folder holds a station, or one may be set up in it. Only looks. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isCentralFolder } from '../central/central-folder.ts'
import { listBackups } from '../store/backups.ts'
import { openDatabase } from '../store/database.ts'
import { stationFileName } from '../store/station-file.ts'
import { settingsFileName } from './read-settings.ts'
import { knowsAnybody, readSetupMark } from './setup-mark-store.ts'

/** What `station.json` is called until the first supervisor is named. */
export const unfinishedName = 'station.json.unfinished'

export type FolderState =
  /** There is a `station.json`, right or wrong. */
  | 'configured'
  /** No station yet: nobody is known there. */
  | 'fresh'
  /** The first supervisor is named, and the settings are not in their place yet: `completeSetup` puts them there. */
  | 'unfinished'
  /** People are known there, or were, and `station.json` is missing: nobody at a screen may name another supervisor. */
  | 'without-settings'

export function judgeFolder(dir: string): FolderState {
  if (existsSync(join(dir, settingsFileName))) return 'configured'
  const file = join(dir, stationFileName)
  const sizeBytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (sizeBytes === 0) return listBackups(dir).length > 0 || isCentralFolder(dir) ? 'without-settings' : 'fresh'
  let database: ReturnType<typeof openDatabase> | null = null
  try {
    database = openDatabase(file, 'read')
    const mark = readSetupMark(database.read)
    if (mark !== null && mark === hashFile(join(dir, unfinishedName))) return 'unfinished'
    return knowsAnybody(database.read) ? 'without-settings' : 'fresh'
  } catch {
    // What cannot be read may hold a station.
    return 'without-settings'
  } finally {
    database?.close()
  }
}

export function hashSettings(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

function hashFile(file: string): string | null {
  try {
    return hashSettings(readFileSync(file))
  } catch {
    return null
  }
}
