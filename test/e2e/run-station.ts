/** A real station for the end-to-end tests: the `foyer` command in a process of its own, on a folder of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureScreens } from '../../build/build-screens.ts'
import { findFolderOwner } from '../../core/store/folder-lock.ts'

const projectDir = join(import.meta.dirname, '../..')
const foyer = join(projectDir, 'bin/foyer.mjs')
const startLimitMs = 60_000
export const sampleRoster = join(projectDir, 'resources/demo/roster.csv')

export type RunningStation = {
  /** Of the page, the screen's token in its fragment. */
  url: string
  dataDir: string
  /** Sends a signal to the station's own process, not to the command that keeps it. */
  signalStation: (signal: NodeJS.Signals) => void
  /** Ends everything and removes the folder. */
  close: () => Promise<void>
}

/** `settings`: a real station with the sample roster; null: the demonstration; `fresh`: an empty folder, to be set up. */
export async function runStation(settings: Record<string, unknown> | null | 'fresh'): Promise<RunningStation> {
  await ensureScreens()
  const root = mkdtempSync(join(tmpdir(), 'foyer-e2e-'))
  const source = settings === null ? ['--demo'] : ['--data', fillDataDir(root, settings)]
  const parameters = ['start', ...source, '--shell', 'none', '--port', '0']
  const command = spawn(process.execPath, [foyer, ...parameters], {
    cwd: projectDir,
    // Where a demonstration makes its folder.
    env: { ...process.env, TMPDIR: root, TEMP: root, TMP: root },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await readUrl(command)
  const dataDir = join(root, readdirSync(root).find((name) => name === 'data' || name.startsWith('foyer-demo')) ?? '')
  return {
    url,
    dataDir,
    signalStation: (signal) => {
      const { owner } = findFolderOwner(dataDir)
      if (owner === null) throw new Error('no station owns the folder')
      process.kill(owner.pid, signal)
    },
    close: async () => {
      await endCommand(command)
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** Makes a station's folder in `root`, with the people of a roster. */
export function fillDataDir(root: string, settings: Record<string, unknown> | 'fresh', roster = sampleRoster): string {
  const dataDir = join(root, 'data')
  mkdirSync(dataDir)
  if (settings === 'fresh') return dataDir
  writeFileSync(join(dataDir, 'station.json'), JSON.stringify(settings))
  const imported = spawnSync(process.execPath, [foyer, 'import', roster, '--data', dataDir, '--approve'], {
    encoding: 'utf8',
  })
  if (imported.status !== 0) throw new Error(`the roster was not imported: ${imported.stderr}`)
  return dataDir
}

function readUrl(command: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    let complaints = ''
    const late = setTimeout(() => fail('it took too long'), startLimitMs)
    const fail = (why: string) => {
      clearTimeout(late)
      command.kill('SIGKILL')
      reject(new Error(`the station did not start: ${why}\n${complaints}`))
    }
    command.stderr?.on('data', (data) => {
      complaints += data
    })
    command.stdout?.on('data', (data) => {
      output += data
      const url = /^ready (\S+)$/m.exec(output)?.[1]
      if (url === undefined) return
      clearTimeout(late)
      resolve(url)
    })
    command.once('exit', (code) => fail(`exit code ${code}`))
  })
}

function endCommand(command: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (command.exitCode !== null || command.signalCode !== null) {
      resolve()
      return
    }
    const stuck = setTimeout(() => command.kill('SIGKILL'), 20_000)
    command.once('exit', () => {
      clearTimeout(stuck)
      resolve()
    })
    command.kill('SIGTERM')
  })
}
