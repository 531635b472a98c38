/** Starts the real shell on the stand-in for Electron and tells a test what happens: log lines, the page, its end. */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'

/** A line of the shell's log (`event`) or of the stand-in (`standIn`). */
export type Line = Record<string, unknown> & { event?: string; standIn?: string }

export type Shell = {
  dir: string
  lines: Line[]
  /** The first line, from now or before, that fits; rejects when the shell ends without it. */
  line: (isIt: (line: Line) => boolean, skip?: number) => Promise<Line>
  stdout: () => string
  page: () => Promise<Page>
  process: ChildProcess
  /** The exit code, once it has ended. */
  ended: Promise<number | null>
  stop: () => Promise<void>
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const register = new URL('./stand-in/register.ts', import.meta.url).href

export type ShellSetting = {
  /** Shared by two shells that must meet; a new one otherwise. */
  dir?: string
  args?: string[]
  env?: Record<string, string>
  isWindowed?: boolean
  /** Whether the test itself brings the shell to fall; otherwise a bug's stack is printed. */
  isBugWanted?: boolean
  /** The shell's entry; its sources otherwise. */
  main?: string
  /** What the station is to run; without it the fixtures' station and screens are taken. */
  station?: readonly string[]
}

export function runShell(setting: ShellSetting = {}): Shell {
  const dir = setting.dir ?? mkdtempSync(join(tmpdir(), 'foyer-shell-'))
  const child = fork(
    setting.main ?? join(root, 'electron', 'main.ts'),
    [
      `--user-data-dir=${dir}`,
      ...(setting.station ?? [
        '--data',
        dir,
        `--screens=${join(root, 'test/fixtures/shell/screens')}`,
        `--station-entry=${join(root, 'test/fixtures/shell/echo-station.ts')}`,
      ]),
      ...(setting.isWindowed === false ? [] : ['--windowed']),
      ...(setting.args ?? []),
    ],
    {
      execArgv: ['--import', register],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...setting.env },
    },
  )
  const { lines, line, ended } = readLines(child)
  let said = ''
  child.stdout?.on('data', (chunk) => {
    said += String(chunk)
  })
  let browser: Browser | null = null
  const page = async (): Promise<Page> => {
    const { endpoint } = await line(({ standIn }) => standIn === 'chromium')
    await browser?.close()
    browser = await chromium.connectOverCDP(String(endpoint))
    const found = browser.contexts()[0]?.pages()[0]
    if (found === undefined) throw new Error('The shell shows no page')
    return found
  }
  const stop = async (): Promise<void> => {
    // Whatever went wrong in the test, this is why.
    for (const { event, error } of lines) if (event === 'bug' && !setting.isBugWanted) console.error(error)
    await browser?.close()
    child.kill('SIGKILL')
    await ended
    if (setting.dir === undefined) rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
  return { dir, lines, line, stdout: () => said, page, process: child, ended, stop }
}

function readLines(child: ChildProcess): Pick<Shell, 'lines' | 'line' | 'ended'> {
  const lines: Line[] = []
  const waiting = new Set<() => void>()
  let isOver = false
  const wake = (): void => {
    for (const look of [...waiting]) look()
  }
  if (child.stderr) {
    createInterface({ input: child.stderr }).on('line', (text) => {
      lines.push(text.startsWith('{') ? JSON.parse(text) : { event: 'text', text })
      wake()
    })
  }
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      isOver = true
      wake()
      resolve(code)
    })
  })
  const line: Shell['line'] = (isIt, skip = 0) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = lines.filter(isIt)[skip]
        if (found !== undefined) resolve(found)
        else if (isOver)
          reject(new Error(`The shell ended without it:\n${lines.map((each) => JSON.stringify(each)).join('\n')}`))
        else return
        waiting.delete(look)
      }
      waiting.add(look)
      look()
    })
  return { lines, line, ended }
}
