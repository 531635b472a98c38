/** A real station's process on a folder of its own, with readers that are plugged, pulled and used as a test says. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureScreens } from '../../build/build-screens.ts'
import { openStationFileToRead } from '../../core/store/station-file.ts'
import type { ScriptOrder } from '../fakes/station-with-script.ts'
import { fillDataDir } from './run-station.ts'

const entry = join(import.meta.dirname, '../fakes/station-with-script.ts')
/** What a scripted device calls itself. */
export const scriptedDevice = { vendorId: 'ffff', productId: '0035' }

export type ScriptedStation = {
  url: string
  dataDir: string
  order: (order: ScriptOrder) => void
  /** Rows of the station's file, read beside it. */
  readRows: <Row>(sql: string) => Row[]
  close: () => Promise<void>
}

/** @param ports of the devices that are plugged in; none: one device without a port. */
export async function runScriptedStation(options: {
  settings: Record<string, unknown>
  roster?: string
  ports?: readonly string[]
  prepare?: (dataDir: string) => void
}): Promise<ScriptedStation> {
  const screensDir = await ensureScreens()
  const root = mkdtempSync(join(tmpdir(), 'foyer-scripted-'))
  const dataDir = fillDataDir(root, options.settings, options.roster)
  options.prepare?.(dataDir)
  const child = fork(entry, [dataDir, screensDir, ...(options.ports ?? [])], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, FOYER_LOG: 'silent' },
  })
  const [word] = (await once(child, 'message')) as [{ type: string; url?: string; why?: string }]
  if (word.url === undefined) throw new Error(`the station did not start: ${word.why}`)
  return {
    url: word.url,
    dataDir,
    order: (order) => void child.send(order),
    readRows: <Row>(sql: string) => {
      const opening = openStationFileToRead(dataDir)
      if (opening.type === 'failed') throw new Error(opening.fault.message)
      try {
        return opening.store.read.prepare<Row>(sql).all()
      } finally {
        opening.store.close()
      }
    },
    close: async () => {
      await end(child)
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** Every device has to be let go of. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.send({ type: 'close' } satisfies ScriptOrder)
  const [code] = await ended
  if (code !== 0) throw new Error(`the station ended with ${code}`)
}
