/** Starts the desktop shell from a plain Node: Electron's binary with the bundled app. Imports nothing of Electron. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { type StationChoice, stationArguments } from '../core/station/process-protocol.ts'
import { plainEnvironment } from './find-electron.ts'
import { isRoot } from './kiosk-browser.ts'

export type Launch = {
  binary: string
  /** The bundled app (`dist/app`), or a folder with a `package.json` like it. */
  appDir: string
  station: StationChoice
  /** Of the station's loopback door; 0 takes any free one. */
  port: number
  isWindowed?: boolean
  /** How long to wait for the station to be ready. */
  readyLimitMs?: number
  /** Further arguments, for tests. */
  parameters?: readonly string[]
}

export type Launched =
  /** `url` is null where the station is not ready in time; the window is there and says so. */
  | { type: 'running'; url: string | null; ended: Promise<number | null>; stop: () => void }
  /** Another shell runs already; its window was brought to the front. */
  | { type: 'already-running' }
  | { type: 'failed'; why: string }

/** Starts it and waits until its station serves. The shell's log goes to stderr. Never throws. */
export async function launchElectron(launch: Launch): Promise<Launched> {
  const { binary, appDir, station, port, isWindowed = false, readyLimitMs = 30_000, parameters = [] } = launch
  const child = spawn(
    binary,
    [
      ...(isRoot() ? ['--no-sandbox'] : []),
      appDir,
      ...stationArguments(station),
      ...(port === 0 ? [] : ['--port', String(port)]),
      ...(isWindowed ? ['--windowed'] : []),
      ...parameters,
    ],
    { env: plainEnvironment(process.env), stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const first = await firstNews(child, readyLimitMs)
  switch (first.type) {
    case 'ready':
      return { type: 'running', url: first.url, ended, stop: () => void child.kill('SIGTERM') }
    case 'late':
      return { type: 'running', url: null, ended, stop: () => void child.kill('SIGTERM') }
    case 'ended':
      // A second shell leaves without a complaint.
      if (first.code === 0) return { type: 'already-running' }
      return { type: 'failed', why: `Electron ended with code ${first.code} before the station was ready.` }
    case 'not-started':
      return { type: 'failed', why: `Electron cannot be started: ${first.why}.` }
  }
}

type News =
  | { type: 'ready'; url: string }
  | { type: 'late' }
  | { type: 'ended'; code: number | null }
  | { type: 'not-started'; why: string }

function firstNews(child: ChildProcess, limitMs: number): Promise<News> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => resolve({ type: 'late' }), limitMs)
    const tell = (news: News): void => {
      clearTimeout(limit)
      resolve(news)
    }
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const url = /^ready (\S+)$/.exec(line)?.[1]
        if (url) tell({ type: 'ready', url })
      })
    }
    child.once('error', (error) => tell({ type: 'not-started', why: error.message }))
    child.once('exit', (code) => tell({ type: 'ended', code }))
  })
}
