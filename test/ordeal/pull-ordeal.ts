/**
 * The ordeal of pulling: a real station is killed at random while it takes what a real service knows, which changes
 * meanwhile. In the end it has exactly what the service has, and what a station has that pulled it all at once.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../core/store/database.ts'
import { stationFileName } from '../../core/store/station-file.ts'
import { readChildPids } from '../cli/run-foyer.ts'
import { type ChangingService, openChangingService, pullSecret, type Size } from './changing-service.ts'
import { createRandom, type Random } from './random.ts'

export type PullOrdealOptions = { seed: number; durationMs: number; folder: string; size: Size }

export const lives = ['a step of its own', 'foyer pull', 'foyer start'] as const
export type Life = (typeof lives)[number]

export type PullReport = {
  seed: number
  kills: Record<Life, number>
  /** Kills that left something half done: a list that was not read to its end, or people who were not applied yet. */
  cutShort: number
  /** Lives that came to their end before they could be killed. */
  finished: number
  changes: number
  serviceRestarts: number
  /** What station and service have in the end. */
  counts: Record<string, number>
  faults: string[]
  isGood: boolean
}

const leastCutShort = 2
const mostLives = 30
const foyer = join(import.meta.dirname, '../../bin/foyer.mjs')
const childScript = join(import.meta.dirname, 'pull-child.ts')

export async function runPullOrdeal({ seed, durationMs, folder, size }: PullOrdealOptions): Promise<PullReport> {
  const random = createRandom(seed, 'pull')
  const stationDir = join(folder, 'station')
  const twinDir = join(folder, 'twin')
  const firstDir = join(folder, 'first')
  const centralDir = join(folder, 'central')
  const service = await openChangingService(centralDir, size, createRandom(seed, 'changes'))
  for (const dir of [stationDir, twinDir, firstDir]) {
    mkdirSync(dir)
    writeFileSync(join(dir, 'station.json'), settingsOf(service.url))
  }
  const report: PullReport = {
    seed,
    kills: { 'a step of its own': 0, 'foyer pull': 0, 'foyer start': 0 },
    cutShort: 0,
    finished: 0,
    changes: 0,
    serviceRestarts: 0,
    counts: {},
    faults: [],
    isGood: false,
  }
  try {
    // How long a pull of all of it takes here and now, with the start of its process.
    const startedMs = performance.now()
    report.faults.push(...(await pullToTheEnd(firstDir, 1)))
    const wholeMs = performance.now() - startedMs
    const untilMs = Date.now() + durationMs
    // On a machine with much to do few lives fit into the time, and an ordeal that cut nothing short shows nothing.
    for (let each = 0; Date.now() < untilMs || (report.cutShort < leastCutShort && each < mostLives); each += 1) {
      await liveOnce({ report, random, service, stationDir, wholeMs })
    }
    for (const dir of [stationDir, twinDir]) report.faults.push(...(await pullToTheEnd(dir)))
    judge(report, { stationDir, twinDir, centralFile: service.file })
  } finally {
    report.changes = service.changes()
    await service.close()
  }
  const kills = Object.values(report.kills).reduce((sum, count) => sum + count, 0)
  if (kills === 0) report.faults.push('nothing was killed')
  report.isGood = report.faults.length === 0
  return report
}

function settingsOf(url: string): string {
  return JSON.stringify({
    station: { id: 'pulling', zone: 'Europe/Berlin' },
    pull: { url, token: pullSecret, everySeconds: 1, thresholds: { leavingPercent: 100 } },
    upstreams: { timeProfiles: { url, username: 'x', password: 'x' }, cards: { url, token: 'x' } },
  })
}

type Trouble = { report: PullReport; random: Random; service: ChangingService; stationDir: string; wholeMs: number }

/** One life of the station, while the service changes. */
async function liveOnce({ report, random, service, stationDir, wholeMs }: Trouble): Promise<void> {
  const life = random.weigh({ 'a step of its own': 5, 'foyer pull': 3, 'foyer start': 2 })
  const { child, errors } = startLife(life, stationDir, random)
  const ended = once(child, 'close') as Promise<[number | null, string | null]>
  // A step ends itself; the others are killed from when their process is there until some time after they went to work.
  const timer =
    life === 'a step of its own' ? null : setTimeout(() => killAll(child), wholeMs * (0.2 + random.next() * 1.1))
  await service.change(random.between(1, 15))
  if (random.chance(0.1)) {
    await service.restart()
    report.serviceRestarts += 1
  }
  const [code, signal] = await ended
  if (timer) clearTimeout(timer)
  if (signal === 'SIGKILL') {
    report.kills[life] += 1
    if (isHalfDone(stationDir, service.file)) report.cutShort += 1
  } else if (code === 0 || /not reached/.test(errors.text)) report.finished += 1
  else report.faults.push(`${life} ended by itself (${code ?? signal}): ${errors.text}`)
}

function startLife(life: Life, dataDir: string, random: Random) {
  const stopAtStep = random.between(1, 60)
  const args = {
    'a step of its own': [childScript, JSON.stringify({ dataDir, stopAtStep })],
    'foyer pull': [foyer, 'pull', '--data', dataDir, '--once'],
    'foyer start': [foyer, 'start', '--data', dataDir, '--shell', 'none'],
  }[life]
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, FOYER_LOG: 'silent', NODE_OPTIONS: '' },
  })
  const errors = { text: '' }
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
    errors.text = (errors.text + piece).slice(-2000)
  })
  return { child, errors }
}

/** The command and the station that it has started, which would else hear of its end and close its file. */
function killAll(child: ChildProcess): void {
  let children: number[] = []
  try {
    children = child.pid === undefined ? [] : readChildPids(child.pid)
  } catch {
    // It has ended by itself, or this is no Linux.
  }
  child.kill('SIGKILL')
  for (const pid of children) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It was as fast.
    }
  }
}

function isHalfDone(stationDir: string, centralFile: string): boolean {
  const file = join(stationDir, stationFileName)
  if (!existsSync(file)) return false
  const station = openDatabase(file, 'read')
  const central = openDatabase(centralFile, 'read')
  try {
    const waiting = `SELECT (SELECT count(*) FROM pull_person) AS people,
      (SELECT count(*) FROM shared_punch WHERE person_id IS NULL) AS punches, (SELECT count(*) FROM pull_state) AS lists`
    const counts = station.read.prepare<{ people: number; punches: number; lists: number }>(waiting).get()
    const count = (db: typeof station, sql: string): number => db.read.prepare<{ n: number }>(sql).get()?.n ?? 0
    const behind =
      count(station, 'SELECT count(*) AS n FROM shared_punch') < count(central, 'SELECT count(*) AS n FROM clock_punch')
    return counts !== undefined && counts.lists > 0 && (counts.people > 0 || counts.punches > 0 || behind)
  } catch {
    // Killed while the file was made.
    return false
  } finally {
    station.close()
    central.close()
  }
}

/** @returns what went wrong. */
async function pullToTheEnd(dataDir: string, most = 3): Promise<string[]> {
  for (let attempt = 1; attempt <= most; attempt += 1) {
    const child = spawn(process.execPath, [foyer, 'pull', '--data', dataDir, '--once', '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    let errors = ''
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      said += piece
    })
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      errors += piece
    })
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== 0) return [`the last pull ended with ${code}: ${errors}`]
    const counts = Object.values(JSON.parse(said) as Record<string, { items: number }>)
    if (most === 1 || counts.every(({ items }) => items === 0)) return []
  }
  return ['there is always something new, though nothing changes any more']
}

/** The same question to both ends; what differs is a fault. */
const questions: Record<string, { station: string; central: string }> = {
  people:
    same(`SELECT employee_number, display_name, email, user_id, api_id, username, acc_id, discord, unique_id, is_active,
    occupancy_system_id FROM person ORDER BY employee_number`),
  links: same(
    `SELECT employee_number, link_id FROM person_time_profile JOIN person ON person.id = person_id ORDER BY 1, 2`,
  ),
  cards: same(`SELECT system_id, facility_code, internal_number, external_number, format, state, employee_number
    FROM card JOIN card_holding ON card_id = card.id AND until_ms IS NULL JOIN person ON person.id = person_id
    ORDER BY internal_number, external_number, employee_number`),
  profiles: same(`SELECT link_id, item FROM time_profile ORDER BY link_id`),
  punches: {
    station: `SELECT event_id, station_id, sequence, person.employee_number AS who, kind, at_ms FROM shared_punch
      JOIN person ON person.id = person_id ORDER BY event_id`,
    central: `SELECT event_id, station_id, station_sequence AS sequence, employee_number AS who, kind,
      occurred_at_ms AS at_ms FROM clock_punch JOIN person ON person.id = person_id ORDER BY event_id`,
  },
}

function same(sql: string): { station: string; central: string } {
  return { station: sql, central: sql }
}

const periods = `SELECT employee_number, anchor_ms, first_event, started_ms, ended_ms, state FROM period
  JOIN person ON person.id = person_id ORDER BY employee_number, anchor_ms, first_event`

/** What a station that is at its end has no more of. */
const leftovers = {
  'people who wait': 'SELECT 1 FROM pull_person',
  'rows for an upstream': 'SELECT 1 FROM outbox',
  'punches of nobody': 'SELECT 1 FROM shared_punch WHERE person_id IS NULL',
  'cards in two hands': 'SELECT card_id FROM card_holding WHERE until_ms IS NULL GROUP BY card_id HAVING count(*) > 1',
}

function judge(report: PullReport, files: { stationDir: string; twinDir: string; centralFile: string }): void {
  const station = openDatabase(join(files.stationDir, stationFileName), 'read')
  const twin = openDatabase(join(files.twinDir, stationFileName), 'read')
  const central = openDatabase(files.centralFile, 'read')
  const ask = (database: typeof station, sql: string): string[] =>
    database.read
      .prepare<Record<string, unknown>>(sql)
      .all()
      .map((row) => JSON.stringify(row))
  const compare = (what: string, have: string[], expected: string[]): void => {
    report.counts[what] = expected.length
    const [has, wants] = [new Set(have), new Set(expected)]
    for (const row of [...wants].filter((each) => !has.has(each)).slice(0, 3))
      report.faults.push(`${what}: lost ${row}`)
    for (const row of [...has].filter((each) => !wants.has(each)).slice(0, 3))
      report.faults.push(`${what}: wrong ${row}`)
    if (have.length !== has.size) report.faults.push(`${what}: ${have.length - has.size} doubled`)
  }
  try {
    for (const [what, { station: ours, central: theirs }] of Object.entries(questions)) {
      compare(what, ask(station, ours), ask(central, theirs))
    }
    compare('periods', ask(station, periods), ask(twin, periods))
    for (const [what, sql] of Object.entries(leftovers)) {
      const left = ask(station, sql).length
      if (left > 0) report.faults.push(`${left} ${what} are left`)
    }
    const left = readdirSync(files.stationDir).filter((name) => name.startsWith('pulled-people'))
    if (left.length > 0) report.faults.push(`${left.join()} is left`)
  } finally {
    for (const database of [station, twin, central]) database.close()
  }
}

export function describePullReport(report: PullReport): string {
  const list = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .map(([what, count]) => `${what} ${count}`)
      .join(', ')
  return [
    `pulling, station killed: ${list(report.kills)}; ${report.cutShort} of them cut a pull short; ${report.finished} lives came to their end`,
    `changes at the service ${report.changes}, service restarts ${report.serviceRestarts}`,
    `the same at both ends: ${list(report.counts)}`,
    ...report.faults.map((fault) => `✖ ${fault}`),
    `${report.isGood ? '✔' : '✖'} seed ${report.seed}`,
  ].join('\n')
}
