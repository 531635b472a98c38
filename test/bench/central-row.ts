import { copyFileSync, mkdirSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { pino } from 'pino'
import { type RunningCentral, startCentral } from '../../core/central/central.ts'
import { centralFileName } from '../../core/central/central-folder.ts'
import { atMost, type BenchRow, exactly } from './bench-row.ts'
import { fillCentral } from './fill-central.ts'
import { percentile } from './statistics.ts'

const people = 50_000
const pastDates = 20
const batchPeople = 1000
const batchDates = 5
const entries = batchPeople * batchDates
/** The first few are not counted: until then Node runs what it has not yet compiled. */
const warmUpRounds = 4
const rounds = 20
const secret = 'a secret of the benchmark'

/** Who breaks which rule in a batch: every hundredth, from the given one on. */
const faults = { invalid: 7, 'no-match': 17, conflict: 27 } as const

/** What is sent, and how many of it have to be created and reported. */
const cases = [
  { name: 'cancel, all created', policy: 'cancel', isFaulty: false, created: entries, told: 0 },
  { name: 'skip, 1 % of each fault', policy: 'skip', isFaulty: true, created: entries * 0.97, told: entries * 0.03 },
  { name: 'cancel, cancelled', policy: 'cancel', isFaulty: true, created: 0, told: entries * 0.03 },
] as const
type Case = (typeof cases)[number]

/** A week of a thousand people at a time, over HTTP to a running service, and bare inserts of those rows in turns. */
export const centralRow: BenchRow = {
  name: 'central',
  work: 'presence batches of 5,000 entries over HTTP, request to answer, against 1,000,000 stored; cancel, skip, cancelled',
  against: 'bare bulk insert of 5,000 such rows into the same table with as many stored; one transaction',
  run: async ({ folder, say }) => {
    const dataDir = join(folder, 'central')
    mkdirSync(dataDir)
    const file = join(dataDir, centralFileName)
    const startedMs = performance.now()
    fillCentral(file, { people, pastDates })
    say(
      `  generated ${(people * pastDates).toLocaleString('en')} entries in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`,
    )
    const bareFile = join(folder, 'bare.sqlite')
    copyFileSync(file, bareFile)
    const log = pino({ level: 'silent' })
    const central = await startCentral({ dataDir, port: 0, secret, zone: 'UTC', locations: ['HQ'], log })
    const bare = openBare(bareFile)
    const tookMs = new Map<Case, number[]>(cases.map((each) => [each, []]))
    const bareMs: number[] = []
    let wrong = 0
    try {
      for (let round = 0; round < rounds; round += 1) {
        for (const index of cases.keys()) {
          // In turns, so that none of them always meets the checkpoint or the collector that another has called for.
          const each = cases[(round + index) % cases.length] ?? cases[0]
          const batch = round * cases.length + index
          const took = await putBatch(central, each, batch)
          if (took.created !== each.created || took.told !== each.told) wrong += 1
          if (round >= warmUpRounds) tookMs.get(each)?.push(took.ms)
          const ms = bare.insert(batch)
          if (round >= warmUpRounds) bareMs.push(ms)
        }
      }
    } finally {
      bare.close()
      await central.close()
    }
    // The least of each: what disturbs one or the other on a shared machine is no part of either.
    const leastMs = (each: Case): number => Math.min(...(tookMs.get(each) ?? []))
    const medianMs = (each: Case): number => percentile(tookMs.get(each) ?? [], 0.5)
    const limitMs = Math.min(...bareMs)
    return {
      checks: [
        ...cases.map((each) => atMost(each.name, leastMs(each) / limitMs, 2.5)),
        exactly('answers that are wrong', wrong, 0),
      ],
      details: {
        ...Object.fromEntries(cases.map((each) => [`${each.name} ms`, leastMs(each)])),
        bareMs: limitMs,
        'highest ratio of medians': Math.max(...cases.map(medianMs)) / percentile(bareMs, 0.5),
        entriesPerSecond: entries / (leastMs(cases[0]) / 1000),
      },
    }
  },
}

type Row = { person: number; date: string }

/** Neighbours of the roster for a week that nobody has an entry for, in the order that a bare insert likes best. */
function rowsOf(batch: number): Row[] {
  const first = (batch * batchPeople) % people
  const monday = Temporal.PlainDate.from('2026-03-02').add({ weeks: Math.floor((batch * batchPeople) / people) })
  return Array.from({ length: entries }, (_, index) => ({
    person: first + Math.floor(index / batchDates) + 1,
    date: monday.add({ days: index % batchDates }).toString(),
  }))
}

function composeBody(each: Case, batch: number): string {
  const data = rowsOf(batch).map(({ person, date }, index) => {
    const entry = {
      email: `Person${String(person).padStart(6, '0')}@example.org`,
      date,
      state: 'at_location',
      location: 'HQ',
    }
    if (!each.isFaulty) return entry
    if (index % 100 === faults.invalid) return { ...entry, date: '2026-02-30' }
    if (index % 100 === faults['no-match']) return { ...entry, email: 'nobody@example.org' }
    if (index % 100 === faults.conflict) return { ...entry, date: '2026-01-05' }
    return entry
  })
  const { policy } = each
  return JSON.stringify({ onInvalid: policy, onConflict: policy, onNoMatch: policy, matchBy: 'email', data })
}

type Took = { ms: number; created: number; told: number }

async function putBatch(central: RunningCentral, each: Case, batch: number): Promise<Took> {
  const body = Buffer.from(composeBody(each, batch))
  const startedMs = performance.now()
  const text = await post(`${central.url}/ext/v1/presence/dates_only`, body)
  const ms = performance.now() - startedMs
  const answer = JSON.parse(text)
  return { ms, created: answer.created, told: (answer.skipped ?? answer.errors ?? []).length }
}

function post(url: string, body: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: secret, 'content-type': 'application/json', 'content-length': body.length }
    const sent = request(url, { method: 'POST', headers }, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece) => pieces.push(piece))
      answer.once('end', () => resolve(Buffer.concat(pieces).toString()))
      answer.once('error', reject)
    })
    sent.once('error', reject)
    sent.end(body)
  })
}

/** The same table with its key and its checks, durable likewise; nothing is read, decided or looked up. */
function openBare(file: string): { insert: (batch: number) => number; close: () => void } {
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = OFF')
  database.pragma('cache_size = -65536')
  database.pragma('wal_autocheckpoint = 2500')
  const insert = database.prepare(
    `INSERT INTO presence_put (person_id, local_date, state, location, from_minute, until_minute)
     VALUES (?, ?, ?, ?, ?, ?)`,
  )
  const insertAll = database.transaction((rows: readonly Row[]) => {
    for (const { person, date } of rows) insert.run(person, date, 'at_location', 'HQ', 0, 1440)
  })
  return {
    insert: (batch) => {
      const rows = rowsOf(batch)
      const startedMs = performance.now()
      insertAll(rows)
      return performance.now() - startedMs
    },
    close: () => database.close(),
  }
}
