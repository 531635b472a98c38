/** Whether a folder can be a station's, for the commands that want one; and a new one, for those that make a station. */
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isCentralFolder } from '../central/central-folder.ts'
import { judgeFolder } from '../station/judge-folder.ts'
import { settingsFileName } from '../station/read-settings.ts'
import { ownerOnlyFolder } from '../store/owner-only.ts'
import { stationFileName } from '../store/station-file.ts'
import { isDataFolder } from './command.ts'
import type { Terminal } from './terminal.ts'

/** Says so where `dir` is no folder, or a central service's alone. */
export function isStationFolder(terminal: Terminal, dir: string): boolean {
  if (!isDataFolder(terminal, dir)) return false
  const isStation = [stationFileName, settingsFileName].some((name) => existsSync(join(dir, name)))
  if (isStation || !isCentralFolder(dir)) return true
  terminal.say(
    `${dir} is the folder of a central service, not of a station. "foyer export clock" and "foyer export presence" show what it took; while it runs, /metrics counts.`,
  )
  return false
}

/** Says so where `dir` is a station's alone: a service of its own beside it would be taken for that station's. */
export function isServiceFolder(terminal: Terminal, dir: string): boolean {
  const isStation = [stationFileName, settingsFileName].some((name) => existsSync(join(dir, name)))
  if (!isStation || isCentralFolder(dir)) return true
  terminal.say(
    `${dir} is the folder of a station, not of a central service. Give the service a folder of its own; a new one is made.`,
  )
  return false
}

/**
 * Where the folder above is there: a path of which more is missing is more likely mistyped than new.
 *
 * @returns Whether it was made. A folder that no path leads to, or that none can be made in, is not; the rest of what a disk says is thrown.
 */
export function makeNewFolder(dir: string): boolean {
  if (existsSync(dir) || !existsSync(dirname(dir))) return false
  try {
    mkdirSync(dir, { mode: ownerOnlyFolder })
    return true
  } catch (error) {
    // Below a file, or in a folder that is none of a disk's, such as /proc.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOTDIR' || error.code === 'ENOENT')) return false
    throw error
  }
}

/** What a setup that was refused leaves in a folder that it has made. */
const leftBySetup = /^(?:lock|foyer)\.sqlite(?:-wal|-shm|-journal)?$|^foyer\.check\.json$/

/** Takes away a folder that `makeNewFolder` made and nothing came of, unless something else lies in it by now. */
export function removeNewFolder(dir: string): void {
  try {
    const names = readdirSync(dir)
    if (!names.every((name) => leftBySetup.test(name)) || judgeFolder(dir) !== 'fresh') return
    for (const name of names) rmSync(join(dir, name), { force: true })
    rmdirSync(dir)
  } catch {
    // An empty folder does no harm, and why nothing came of it is being said.
  }
}
