/** Runs the real command as a process of its own, and tells what it said and how it ended. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { makeFolder } from '../store/temporary-folder.ts'

export const commandFile = join(import.meta.dirname, '../../bin/foyer.mjs')

export type Run = { code: number | null; signal: string | null; stdout: string; stderr: string }

export type RunOptions = {
  /** Given on stdin, which is then closed. */
  input?: string | Buffer
  env?: Record<string, string>
  /** Of another Node than the one of the tests. */
  node?: string
  /** As a user who is not root, where the tests run as root. */
  isUnprivileged?: boolean
}

export async function runFoyer(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const child = spawnFoyer(args, options)
  child.stdin?.end(options.input ?? '')
  const collected = collect(child)
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  return { code, signal, ...collected }
}

export type RunningFoyer = {
  child: ChildProcess
  url: string
  said: { stdout: string; stderr: string }
  /** Sends the signal and waits for the end. */
  stop: (signal?: NodeJS.Signals) => Promise<Run>
  /** Resolves when stderr has said this. */
  hear: (pattern: RegExp) => Promise<void>
}

/** Starts a command that serves and waits for its `ready` line. */
export async function startFoyer(
  test: TestContext,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunningFoyer> {
  const child = spawnFoyer(args, options)
  test.after(() => child.kill('SIGKILL'))
  const said = collect(child)
  const ended = once(child, 'close') as Promise<[number | null, string | null]>
  const waitFor = async (isThere: () => boolean): Promise<void> => {
    while (!isThere()) {
      const next = Promise.race([once(child.stdout as never, 'data'), once(child.stderr as never, 'data')])
      const how = await Promise.race([next.then(() => 'said'), ended.then(() => 'ended')])
      if (how === 'ended' && !isThere()) throw new Error(`foyer ${args.join(' ')} ended: ${said.stderr}`)
    }
  }
  await waitFor(() => /^ready \S+\n/m.test(said.stdout))
  return {
    child,
    url: /^ready (\S+)\n/m.exec(said.stdout)?.[1] ?? '',
    said,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal)
      const [code, endedBy] = await ended
      return { code, signal: endedBy, ...said }
    },
    hear: (pattern) => waitFor(() => pattern.test(said.stderr)),
  }
}

/** A data folder with a `station.json` and nothing else. */
export function makeStation(test: TestContext, more: object = {}): string {
  const dir = join(makeFolder(test), 'station')
  mkdirSync(dir)
  writeSettings(dir, { station: { id: 'front-door', zone: 'Europe/Berlin' }, ...more })
  return dir
}

export function writeSettings(dir: string, content: unknown): void {
  writeFileSync(join(dir, 'station.json'), typeof content === 'string' ? content : JSON.stringify(content))
}

export const rosterText = `employeeNumber,displayName,status,apiId,cardNumber,cardFormat
E1,Ada Byron,Active,api-1,0000000101,em4100
E2,Émile Borel,,api-2,0000000102,em4100
E3,Grace Old,Left,api-3,0000000103,em4100
`

/** A station with the three people of `rosterText`. */
export async function makeStaffedStation(test: TestContext, more: object = {}): Promise<string> {
  const dir = makeStation(test, more)
  const run = await runFoyer(['import', writeBeside(dir, 'roster.csv', rosterText), '--data', dir, '--approve'])
  if (run.code !== 0) throw new Error(run.stderr)
  return dir
}

/** Writes a file into the folder that holds the data folder, and gives its path. */
export function writeBeside(dir: string, name: string, content: string | Buffer): string {
  const file = join(dir, '..', name)
  writeFileSync(file, content)
  return file
}

/** A line of a replay: `text` typed at `at`, in March 2026 in Berlin. */
export function typed(at: string, text: string, reader = 'front'): string {
  return JSON.stringify({ at: `2026-03-${at}+01:00`, reader, text })
}

export function readJsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

/** No command ever answers an expected fault with a stack. */
export function hasStackTrace({ stdout, stderr }: Run): boolean {
  return /^\s+at .+:\d+/m.test(stdout + stderr)
}

/** What the kernel says of the children of a process (Linux). */
export function readChildPids(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
}

function spawnFoyer(args: readonly string[], { env = {}, node, isUnprivileged }: RunOptions): ChildProcess {
  const nobody = isUnprivileged && process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  return spawn(node ?? process.execPath, [commandFile, ...args], {
    stdio: 'pipe',
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    ...nobody,
  })
}

function collect(child: ChildProcess): { stdout: string; stderr: string } {
  const said = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text
  })
  child.stdin?.on('error', () => {})
  return said
}
