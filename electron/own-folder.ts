/** The shell's own place for a station, which is not there when it is started for the first time. */
import { mkdirSync } from 'node:fs'
import type { StationChoice } from '../core/station/process-protocol.ts'
import type { ShellLog } from './shell-log.ts'
import { ownStationDir } from './shell-options.ts'

/** A folder that somebody named is left to them: where it is missing, the station says so. */
export function makeOwnFolder(station: StationChoice, userDataDir: string, log: ShellLog): void {
  if (station.dataDir !== ownStationDir(userDataDir)) return
  try {
    mkdirSync(station.dataDir, { recursive: true, mode: 0o700 })
  } catch (error) {
    log('no-folder', { why: error instanceof Error ? error.message : String(error) })
  }
}
