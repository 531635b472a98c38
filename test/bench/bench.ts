/**
 * `npm run bench`: every figure is a ratio against a limit that is measured side by side in the same run, because absolute
 * figures are noise on a shared machine. A goal that is missed is printed; it fails the run with `--strict` alone.
 *
 *     npm run bench -- [--only NAME]… [--json] [--strict] [--full] [--dir FOLDER]
 *
 * `--full` takes also what takes minutes and gigabytes. `--dir` says which file system is measured; unless it is given,
 * the one that this folder is on.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { backlogRow } from './backlog-row.ts'
import type { Bench, BenchResult, BenchRow } from './bench-row.ts'
import { burstRow } from './burst-row.ts'
import { centralRow } from './central-row.ts'
import { decodeRow } from './decode-row.ts'
import { drainRow } from './drain-row.ts'
import { fillStation } from './fill-station.ts'
import { growthRow } from './growth-row.ts'
import { idleRow } from './idle-row.ts'
import { importRow } from './import-row.ts'
import { paintRow } from './paint-row.ts'
import { searchRow } from './search-row.ts'
import { sizeRow } from './size-row.ts'
import { startRow } from './start-row.ts'
import { stationsRow } from './stations-row.ts'
import { tapRow } from './tap-row.ts'

const rows: readonly BenchRow[] = [
  tapRow,
  burstRow,
  growthRow,
  importRow,
  centralRow,
  stationsRow,
  drainRow,
  backlogRow,
  decodeRow,
  startRow,
  paintRow,
  searchRow,
  idleRow,
  sizeRow,
]
const people = 50_000

type Outcome = { row: BenchRow; result: BenchResult } | { row: BenchRow; error: string }

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    dir: { type: 'string' },
  },
})
const chosen = options.only ? rows.filter(({ name }) => options.only?.includes(name)) : rows
const unknown = options.only?.filter((only) => !rows.some(({ name }) => name === only)) ?? []
if (unknown.length > 0) {
  console.error(`There is no row ${unknown.join(', ')}; the rows are ${rows.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}

const folder = openFolder(options.dir)
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const outcomes: Outcome[] = []
for (const row of chosen) {
  say(`${row.name} …`)
  const rowFolder = join(folder, row.name)
  mkdirSync(rowFolder)
  try {
    outcomes.push({ row, result: await row.run(openBench(rowFolder)) })
  } catch (error) {
    outcomes.push({ row, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
  rmSync(rowFolder, { recursive: true, force: true })
}

console.log(options.json ? toJson(outcomes) : toTable(outcomes))
const isBroken = outcomes.some((outcome) => 'error' in outcome)
const isMissed = outcomes.some((outcome) => 'result' in outcome && outcome.result.checks.some(({ isMet }) => !isMet))
process.exitCode = isBroken || (options.strict && isMissed) ? 1 : 0

/** A folder of this run on the file system that is measured; a temporary folder may be memory, where nothing is durable. */
function openFolder(dir: string | undefined): string {
  const parent = dir ?? join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'node_modules', '.cache')
  mkdirSync(parent, { recursive: true })
  return mkdtempSync(join(parent, 'foyer-bench-'))
}

function openBench(rowFolder: string): Bench {
  const takePast: Bench['takePast'] = (events, kind) => {
    const generated = join(kind === 'sole' ? rowFolder : folder, `past-${events}.sqlite`)
    if (!existsSync(generated)) {
      const { durationMs } = fillStation(generated, { people, events })
      say(`  generated ${events.toLocaleString('en')} past events in ${(durationMs / 1000).toFixed(0)} s`)
    }
    if (kind === 'sole') return generated
    const copy = join(rowFolder, `station-${events}.sqlite`)
    copyFileSync(generated, copy)
    return copy
  }
  return { folder: rowFolder, takePast, isFull: options.full, say }
}

/** Progress is for people, and stdout is for the figures. */
function say(text: string): void {
  console.error(text)
}

function toTable(results: readonly Outcome[]): string {
  const head = ['name', 'figure', '', 'goal', 'met', 'against']
  const lines = results.flatMap((outcome) => {
    if ('error' in outcome) return [[outcome.row.name, 'could not run', '', '', 'no', outcome.error]]
    return outcome.result.checks.map((check, index) => [
      index === 0 ? outcome.row.name : '',
      check.what,
      check.figure,
      check.goal,
      check.isMet ? 'yes' : 'NO',
      index === 0 ? outcome.row.against : '',
    ])
  })
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => (line[column] ?? '').length)))
  const print = (line: string[]) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const details = results.flatMap((outcome) =>
    'result' in outcome
      ? [
          `${outcome.row.name}: ${Object.entries(outcome.result.details)
            .map(([name, value]) => `${name} ${round(value)}`)
            .join(', ')}`,
        ]
      : [],
  )
  return [
    print(head),
    print(widths.map((width) => '─'.repeat(Math.min(width, 100)))),
    ...lines.map(print),
    '',
    ...details,
  ].join('\n')
}

function toJson(results: readonly Outcome[]): string {
  const printed = results.map((outcome) => {
    const { name, work, against } = outcome.row
    return 'error' in outcome
      ? { name, work, against, error: outcome.error }
      : { name, work, against, ...outcome.result }
  })
  return JSON.stringify(printed, null, 2)
}

function round(value: number | string): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : value
}
