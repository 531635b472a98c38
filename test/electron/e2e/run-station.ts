/** Takes the place of test/e2e/run-station.ts: the station is one that the desktop shell runs. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureScreens } from '../../../build/build-screens.ts'
import { findFolderOwner } from '../../../core/store/folder-lock.ts'
import { openShellWindow } from './shell-window.ts'

const projectDir = join(import.meta.dirname, '../../..')

export type RunningStation = {
  url: string
  dataDir: string
  signalStation: (signal: NodeJS.Signals) => void
  close: () => Promise<void>
}

/**
 * `settings`: a real station with the sample roster; null: the demonstration; `fresh`: a shell that is started for the first time,
 * which makes a folder of its own.
 */
export async function runStation(settings: Record<string, unknown> | null | 'fresh'): Promise<RunningStation> {
  await ensureScreens()
  const root = mkdtempSync(join(tmpdir(), 'foyer-e2e-shell-'))
  const isFresh = settings === 'fresh'
  const dataDir = isFresh ? join(root, 'profile', 'station') : join(root, 'data')
  if (!isFresh) mkdirSync(dataDir)
  if (settings !== null && !isFresh) fillDataDir(dataDir, settings)
  const station = isFresh ? [] : settings === null ? ['--demo', '--demo-data', dataDir] : ['--data', dataDir]
  const window = await openShellWindow(station, join(root, 'profile'))
  const page = await window.page()
  return {
    url: page.url(),
    dataDir,
    signalStation: (signal) => {
      const { owner } = findFolderOwner(dataDir)
      if (owner === null) throw new Error('no station owns the folder')
      process.kill(owner.pid, signal)
    },
    close: async () => {
      await window.close()
      rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}

function fillDataDir(dataDir: string, settings: Record<string, unknown>): void {
  writeFileSync(join(dataDir, 'station.json'), JSON.stringify(settings))
  const roster = join(projectDir, 'resources/demo/roster.csv')
  const foyer = join(projectDir, 'bin/foyer.mjs')
  const imported = spawnSync(process.execPath, [foyer, 'import', roster, '--data', dataDir, '--approve'], {
    encoding: 'utf8',
  })
  if (imported.status !== 0) throw new Error(`the roster was not imported: ${imported.stderr}`)
}
