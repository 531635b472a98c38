/**
 * Runs files of node:test, each in a process of its own, a few at a time, and counts what came of them. A process that
 * crashes, hangs, ends before its tests do, or holds no test at all counts as failed.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestReport } from './report-events.ts'

export type Counts = { passed: number; failed: number; skipped: number }

/** `failures` and `skips` are texts for people, in the order of the files. */
export type SuiteResult = Counts & { failures: string[]; skips: string[] }

export type RunOptions = {
  folder: string
  concurrency: number
  /** A file in which nothing has come to an end for so long is stopped and counts as failed. */
  idleLimitMs: number
  environment: NodeJS.ProcessEnv
  /** Further options of Node itself. */
  nodeOptions?: readonly string[]
  /** Options of Node for one file. */
  optionsFor?: (file: string) => readonly string[]
  /** Hears how long each file took, its name relative to `folder`. */
  onFile?: (name: string, seconds: number) => void
}

type FileEnd = {
  reports: TestReport[]
  exitCode: number | null
  signal: NodeJS.Signals | null
  isHung: boolean
  output: string
}

const reporter = fileURLToPath(new URL('./report-events.ts', import.meta.url))
/** Output of a failed file is shown up to this many characters, its end rather than its beginning. */
const shownOutput = 20_000

const running = new Set<ChildProcess>()

/** Runs the files, at most `concurrency` at a time. Never throws for what a test does. */
export async function runTestFiles(files: readonly string[], options: RunOptions): Promise<SuiteResult> {
  const results: SuiteResult[] = []
  let next = 0
  const takeTurns = async () => {
    for (let index = next++; index < files.length; index = next++) {
      const file = files[index]
      if (file === undefined) return
      const name = relative(options.folder, file)
      const startedMs = performance.now()
      results[index] = judgeFile(name, await runFile(file, options))
      options.onFile?.(name, (performance.now() - startedMs) / 1000)
    }
  }
  await Promise.all(Array.from({ length: options.concurrency }, takeTurns))
  return sumResults(results)
}

/** Stops whatever runs, with all that it has started. */
export function stopRunning(): void {
  for (const child of running) stop(child)
}

export function sumResults(results: readonly SuiteResult[]): SuiteResult {
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
    skipped: results.reduce((sum, { skipped }) => sum + skipped, 0),
    failures: results.flatMap(({ failures }) => failures),
    skips: results.flatMap(({ skips }) => skips),
  }
}

/** What a file amounts to, from what it reported and how its process ended. */
export function judgeFile(name: string, end: FileEnd): SuiteResult {
  const pick = (type: 'passed' | 'failed' | 'skipped') =>
    end.reports.flatMap((report) => (report.type === type ? [report] : []))
  const [passed, failed, skipped] = [pick('passed'), pick('failed'), pick('skipped')]
  const title = (report: { path: string[]; line: number }) => `${name}:${report.line} › ${report.path.join(' › ')}`
  const failures = failed.map((report) => `${title(report)}\n${indent(report.detail)}`)
  const wrong = describeEnd(end, passed.length + failed.length + skipped.length, failed.length)
  if (wrong !== null) failures.push(`${name}: ${wrong}`)
  const count = failures.length
  const printed = [...end.reports.flatMap((report) => (report.type === 'warned' ? [report.detail] : [])), end.output]
    .join('\n')
    .trim()
  if (count > 0 && printed !== '') failures.push(`${name} printed:\n${indent(printed.slice(-shownOutput))}`)
  return {
    passed: passed.length,
    failed: count,
    skipped: skipped.length,
    failures,
    skips: skipped.map((report) => `${title(report)}: ${report.detail}`),
  }
}

/** What was wrong with the process as a whole; null where its tests have said it all. */
function describeEnd(end: FileEnd, testCount: number, failedCount: number): string | null {
  if (end.isHung)
    return 'was stopped because it went on without a test coming to an end; something is left open or hangs'
  if (end.signal !== null) return `crashed (${end.signal})`
  if (end.exitCode !== 0 && failedCount === 0) return `ended with exit code ${end.exitCode} although no test failed`
  if (testCount === 0) return 'holds no test'
  if (!end.reports.some(({ type }) => type === 'ended')) return 'ended before its tests did'
  return null
}

async function runFile(file: string, options: RunOptions): Promise<FileEnd> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-suite-'))
  const reports = join(folder, 'reports.jsonl')
  try {
    const child = spawn(
      process.execPath,
      [
        ...(options.nodeOptions ?? []),
        ...(options.optionsFor?.(file) ?? []),
        `--test-reporter=${reporter}`,
        `--test-reporter-destination=${reports}`,
        file,
      ],
      {
        cwd: options.folder,
        env: options.environment,
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own, so that a hung file is stopped with the browsers and stations that it has started.
        detached: process.platform !== 'win32',
      },
    )
    running.add(child)
    const end = await watch(child, reports, options.idleLimitMs)
    running.delete(child)
    return { ...end, reports: readReports(reports) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Waits for the process; stops it when its file of reports has not grown for too long. */
function watch(child: ChildProcess, reports: string, idleLimitMs: number): Promise<Omit<FileEnd, 'reports'>> {
  return new Promise((resolve) => {
    let output = ''
    let isHung = false
    let size = -1
    const keep = (chunk: string) => {
      output = (output + chunk).slice(-2 * shownOutput)
    }
    const look = () => {
      const grown = statSync(reports, { throwIfNoEntry: false })?.size ?? 0
      if (grown === size) {
        isHung = true
        stop(child)
      }
      size = grown
    }
    const timer = setInterval(look, idleLimitMs)
    const finish = (exitCode: number | null, signal: NodeJS.Signals | null) => {
      clearInterval(timer)
      const settle = () => resolve({ exitCode, signal, isHung, output })
      // `close` comes when all output is read, and never while a grandchild that lives on holds the pipes open.
      const patience = setTimeout(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
        settle()
      }, 1000)
      child.once('close', () => {
        clearTimeout(patience)
        settle()
      })
    }
    child.stdout?.setEncoding('utf8').on('data', keep)
    child.stderr?.setEncoding('utf8').on('data', keep)
    child.on('error', (error) => {
      keep(`${error}`)
      finish(1, null)
    })
    child.on('exit', finish)
  })
}

function stop(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It ended by itself in the meantime.
  }
}

/** A crash may leave half a line at the end. */
function readReports(file: string): TestReport[] {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return []
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.slice(0, -1).map((line): TestReport => JSON.parse(line))
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '    ')
}
