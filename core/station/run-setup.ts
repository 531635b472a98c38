/** Composes a station that is being set up: the same doors and the same screens, and behind them nothing but the setup. */
import packageJson from '../../package.json' with { type: 'json' }
import { openBrowserDoor } from '../door/browser-door.ts'
import { removeDoorFile, writeDoorFile } from '../door/hand-over.ts'
import { openPortDoors } from '../door/port-door.ts'
import type { FolderLock } from '../store/folder-lock.ts'
import type { Closing } from './closing.ts'
import { describeDoor } from './describe-door.ts'
import { clearSetup } from './finish-setup.ts'
import { openSetupSource } from './open-readers.ts'
import type { CannotStart, RunOptions, RunOutcome } from './run-options.ts'
import { openSetupStation } from './setup-station.ts'
import { createLog } from './station-log.ts'
import { watchLock } from './watch-lock.ts'

/** @param closing What is to be let go of at the end, the last first; `cannotStart` does so. */
export async function runSetup(
  options: RunOptions & { lock: FolderLock; closing: Closing; cannotStart: CannotStart },
): Promise<RunOutcome> {
  const { lock, closing } = options
  const fault = clearSetup(lock.dir)
  if (fault) return options.cannotStart(fault.message)
  const log = createLog('setup')
  const api = openSetupStation({
    lock,
    env: options.env,
    version: packageJson.version,
    nowMs: Date.now,
    source: openSetupSource(options.openHid),
  })
  closing.add(api.close)
  const ports = openPortDoors(api, log)
  closing.add(ports.close)
  const door = await openBrowserDoor({ ...options, api, log })
  if (door.type !== 'open') return options.cannotStart(describeDoor(door))
  closing.add(door.close)
  const { ownerToken } = options
  const leaveAddress = (): void => writeDoorFile(lock.dir, { url: door.url, ownerToken, pid: process.pid })
  leaveAddress()
  closing.add(() => removeDoorFile(lock.dir, ownerToken))
  const losing = Promise.withResolvers<string>()
  closing.add(watchLock({ lock, log, onTakenAgain: leaveAddress, onLost: losing.resolve }))
  return {
    type: 'running',
    station: {
      url: door.url,
      usesCamera: false,
      setUp: api.finished,
      lost: losing.promise,
      openPort: ports.open,
      close: closing.close,
    },
  }
}
