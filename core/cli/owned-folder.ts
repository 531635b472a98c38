/**
 * A command that writes: it takes the folder and does its work there, or hands the request to the station that owns it.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Call } from '../door/call-rpc.ts'
import { reachStation } from '../door/hand-over.ts'
import { type ReadSettings, readSettings, settingsFileName } from '../station/read-settings.ts'
import { findStationByDoor, takeFolder } from '../station/take-folder.ts'
import type { Store } from '../store/database.ts'
import { describeOwner, type FolderLock, type FolderOwner, findFolderOwner } from '../store/folder-lock.ts'
import { openStationFile } from '../store/station-file.ts'
import type { Cli } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { isStationFolder } from './station-folder.ts'

/** Who owns a folder that cannot be had, or null once it is free: a station that is just ending is waited for. */
export async function waitForFolder(dir: string): Promise<{ owner: FolderOwner } | null> {
  const giveUpMs = performance.now() + patienceMs
  for (;;) {
    const { isTaken, owner } = findFolderOwner(dir)
    if (!isTaken) return await findStationByDoor(dir)
    const reached = await reachStation(dir)
    if (reached.type === 'reached') reached.close()
    if (reached.type === 'reached' || performance.now() > giveUpMs) return { owner }
    await sleep(pauseMs)
  }
}

export type FolderWork = {
  /** One word for whoever finds the folder taken meanwhile. */
  purpose: string
  secrets: 'needed' | 'left'
  /** The folder is this process's own. */
  here: (store: Store, settings: ReadSettings) => Promise<ExitCode>
  /** A station owns it and answers. */
  there: (call: Call) => Promise<ExitCode>
}

/** How long a command waits for another one, or for a station that is just starting. */
const patienceMs = 5000
const pauseMs = 100

export async function workInFolder(cli: Cli, dir: string, work: FolderWork): Promise<ExitCode> {
  const { terminal } = cli
  if (!isStationFolder(terminal, dir)) return exitCodes.failed
  if (!existsSync(join(dir, settingsFileName))) {
    // No station's folder: not even a lock is left in it.
    const reading = readSettings(dir, cli.env, work.secrets)
    if (reading.type === 'wrong') terminal.say(reading.message)
    return exitCodes.settings
  }
  const giveUpMs = performance.now() + patienceMs
  for (;;) {
    const locking = await takeFolder(dir, work.purpose)
    if (locking.type === 'failed') {
      terminal.say(locking.fault.message)
      return exitCodes.failed
    }
    if (locking.type === 'locked') return workHere(cli, locking.lock, work)
    const reached = await reachStation(dir)
    if (reached.type === 'reached') {
      try {
        return await work.there(reached.call)
      } finally {
        reached.close()
      }
    }
    if (performance.now() > giveUpMs) {
      terminal.say(`${describeOwner(dir, locking.owner)}, which takes no requests now; try again when it has finished.`)
      return exitCodes.inUse
    }
    await sleep(pauseMs)
  }
}

async function workHere(cli: Cli, lock: FolderLock, work: FolderWork): Promise<ExitCode> {
  try {
    const reading = readSettings(lock.dir, cli.env, work.secrets)
    if (reading.type === 'wrong') {
      cli.terminal.say(reading.message)
      return exitCodes.settings
    }
    const opening = openStationFile(lock, cli.nowMs())
    if (opening.type === 'failed') {
      cli.terminal.say(opening.fault.message)
      return exitCodes.failed
    }
    const { store, notice } = opening.stationFile
    try {
      // What was lost with the old file is for a person to know first: against an empty or an older one, a replay would
      // turn everybody away and "nothing waits" would be untrue.
      if (notice !== null) {
        cli.terminal.say(`${notice} Nothing else was done; run the command again to go on with what there is now.`)
        return exitCodes.failed
      }
      return await work.here(store, reading.settings)
    } finally {
      store.close()
    }
  } finally {
    lock.release()
  }
}
