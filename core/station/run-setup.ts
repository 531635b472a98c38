/** Composes a station that is being set up: the same doors and the same screens, and behind them nothing but the setup. */
import packageJson from '../../package.json' with { type: 'json' }
import { openBrowserDoor } from '../door/browser-door.ts'
import { removeDoorFile, writeDoorFile } from '../door/hand-over.ts'
import { openPortDoor } from '../door/port-door.ts'
import type { FolderLock } from '../store/folder-lock.ts'
import { describeDoor } from './describe-door.ts'
import { clearSetup } from './finish-setup.ts'
import { openSetupSource } from './open-readers.ts'
import type { CannotStart, RunOptions, RunOutcome } from './run-options.ts'
import { openSetupStation } from './setup-station.ts'
import { createLog } from './station-log.ts'

/** @param undo What is to be let go of at the end, the last first; `cannotStart` does so. */
export async function runSetup(
  options: RunOptions & { lock: FolderLock; undo: (() => void | Promise<void>)[]; cannotStart: CannotStart },
): Promise<RunOutcome> {
  const { lock, undo } = options
  clearSetup(lock.dir)
  const log = createLog('setup')
  const api = openSetupStation({
    lock,
    env: options.env,
    version: packageJson.version,
    nowMs: Date.now,
    source: openSetupSource(options.openHid),
  })
  undo.push(api.close)
  const door = await openBrowserDoor({ ...options, api, log })
  if (door.type !== 'open') return options.cannotStart(describeDoor(door))
  undo.push(door.close)
  writeDoorFile(lock.dir, { url: door.url, ownerToken: options.ownerToken })
  undo.push(() => removeDoorFile(lock.dir))
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  return {
    type: 'running',
    station: {
      url: door.url,
      usesCamera: false,
      setUp: api.finished,
      openPort: (port) => {
        const opened = openPortDoor(port, api, log)
        undo.push(opened.close)
      },
      close,
    },
  }
}
