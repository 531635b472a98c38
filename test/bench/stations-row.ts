import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { centralFileName } from '../../core/central/central-folder.ts'
import { stationSettings } from '../../core/contract/settings.ts'
import { openDatabase } from '../../core/store/database.ts'
import { type ClockFact, createClockConnector } from '../../core/upstream/clock.ts'
import type { Connector, SendRow } from '../../core/upstream/connector.ts'
import { createExchange, type Exchange } from '../../core/upstream/http.ts'
import { createPresenceConnector, type PresenceFact } from '../../core/upstream/presence.ts'
import { atLeastPercent, atMost, type BenchRow, exactly } from './bench-row.ts'
import { drainSecret, employeeNumber } from './drain-people.ts'
import { fillCentral } from './fill-central.ts'
import { zone } from './fill-station.ts'
import { openPeer, type Peer } from './open-peer.ts'
import { percentile } from './statistics.ts'

const people = 50_000
const pastDates = 20
const stationsAtOnce = 1000
const fewStations = 10
/** Each station has people of its own, and sends a batch of them at a time. */
const peopleOfOne = people / stationsAtOnce
const batchRows = 5
/** Every so many requests the answer is taken for lost, and the same is sent again. */
const repeatEvery = 10

/** How many requests each station makes, one after the other; clock and presence in turns. */
const requestsOfOne = { warmUp: 60, alone: 200, few: 100, many: 6 }

/** Stations that all have something to say at the same instant, against one that is alone with the service. */
export const stationsRow: BenchRow = {
  name: 'stations',
  work: `1,000 stations that send batches of ${batchRows} clock and presence rows at once, each over its own connection, to a service with 1,000,000 presence rows; request to answer`,
  against: 'one such station alone, request by request: the fair share of a thousandth is a thousand times that',
  run: async ({ folder, say }) => {
    const dataDir = makeFolder(join(folder, 'central'), pastDates)
    say(`  generated ${(people * pastDates).toLocaleString('en')} presence rows`)
    const bare = await openPeer(['central', makeFolder(join(folder, 'bare'), 0)])
    const central = await openPeer(['central', dataDir])
    const parts = { central, sent: { clock: 0, presence: 0 }, wrong: 0 }
    let measured: Measured
    try {
      const alone = await measureAlone(parts, bare)
      const few = await sync(parts, { stations: fewStations, requests: requestsOfOne.few, round: 2 })
      const memoryBefore = await central.memory()
      const many = await sync(parts, { stations: stationsAtOnce, requests: requestsOfOne.many, round: 3 })
      measured = { ...alone, few, many, memoryBefore, memoryAfter: await central.memory() }
    } finally {
      await Promise.all([central.close(), bare.close()])
    }
    const { aloneMs, bareMs, few, many } = measured
    const stored = countStored(join(dataDir, centralFileName))
    const p99Ms = percentile(many.latenciesMs, 0.99)
    return {
      checks: [
        atMost('p99 of a request among 1,000 stations, in fair shares', p99Ms / (stationsAtOnce * aloneMs), 1),
        atLeastPercent('throughput with 1,000 stations against 10', many.perSecond / few.perSecond, 80),
        atMost('one station with 1,000,000 presence rows against none', aloneMs / bareMs, 1.5),
        exactly('requests that were not answered as they should', parts.wrong, 0),
        exactly('clock events stored', stored.clock, parts.sent.clock),
        exactly('presence rows stored', stored.presence, people * pastDates + parts.sent.presence),
        atMost(
          'memory of the service, after 1,000 stations against after 10',
          measured.memoryAfter / measured.memoryBefore,
          2,
        ),
      ],
      details: {
        aloneMs,
        bareMs,
        p50Ms: percentile(many.latenciesMs, 0.5),
        p99Ms,
        mostMs: Math.max(...many.latenciesMs),
        requestsPerSecondOfOne: 1000 / aloneMs,
        requestsPerSecondOfTen: few.perSecond,
        requestsPerSecondOfAThousand: many.perSecond,
        memoryMiB: measured.memoryAfter / 1_048_576,
      },
    }
  },
}

type Measured = { aloneMs: number; bareMs: number; few: Load; many: Load; memoryBefore: number; memoryAfter: number }
type Load = { latenciesMs: number[]; perSecond: number }
/** `sent`: rows, each counted once however often it went out. */
type Parts = { central: Peer; sent: { clock: number; presence: number }; wrong: number }

function makeFolder(dataDir: string, dates: number): string {
  mkdirSync(dataDir)
  fillCentral(join(dataDir, centralFileName), { people, pastDates: dates })
  return dataDir
}

/** With all the rows and with none, in turns, so that what disturbs one disturbs the other. */
async function measureAlone(parts: Parts, bare: Peer): Promise<{ aloneMs: number; bareMs: number }> {
  const bareParts: Parts = { central: bare, sent: { clock: 0, presence: 0 }, wrong: 0 }
  for (const each of [parts, bareParts]) {
    await sync(each, { stations: 1, requests: requestsOfOne.warmUp, round: 0 })
  }
  const alone = { latenciesMs: [] as number[] }
  const bareAlone = { latenciesMs: [] as number[] }
  const turns = 4
  for (let turn = 0; turn < turns; turn += 1) {
    const shape = { stations: 1, requests: requestsOfOne.alone / turns, round: 1, turn }
    alone.latenciesMs.push(...(await sync(parts, shape)).latenciesMs)
    bareAlone.latenciesMs.push(...(await sync(bareParts, shape)).latenciesMs)
  }
  parts.wrong += bareParts.wrong
  return { aloneMs: percentile(alone.latenciesMs, 0.5), bareMs: percentile(bareAlone.latenciesMs, 0.5) }
}

type Shape = { stations: number; requests: number; round: number; turn?: number }

/** Everybody begins at the same instant, without a connection. */
async function sync(parts: Parts, { stations, requests, round, turn = 0 }: Shape): Promise<Load> {
  const exchanges = Array.from({ length: stations }, () => createExchange())
  const latenciesMs: number[] = []
  const startedMs = performance.now()
  await Promise.all(
    exchanges.map(async (exchange, station) => {
      for (let index = 0; index < requests; index += 1) {
        const batch = { station, round, number: turn * requests + index }
        const times = (station + index) % repeatEvery === 0 ? 2 : 1
        for (let time = 0; time < times; time += 1) {
          const beganMs = performance.now()
          const isRight = await sendBatch(parts.central.url, exchange, batch, time > 0)
          latenciesMs.push(performance.now() - beganMs)
          if (!isRight) parts.wrong += 1
        }
        parts.sent[kindOf(batch)] += batchRows
      }
    }),
  )
  const tookMs = performance.now() - startedMs
  await Promise.all(exchanges.map((exchange) => exchange.close()))
  return { latenciesMs, perSecond: (latenciesMs.length / tookMs) * 1000 }
}

type Batch = { station: number; round: number; number: number }

function kindOf({ number }: Batch): 'clock' | 'presence' {
  return number % 2 === 0 ? 'clock' : 'presence'
}

const { upstreams } = stationSettings.parse({
  station: { id: 'bench', zone, location: 'HQ' },
  upstreams: {
    clock: { url: 'http://there', communityId: 'foyer', key: drainSecret, lateAfterSeconds: 10_000_000 },
    presence: { url: 'http://there', token: drainSecret, matchBy: 'employeeID' },
  },
})
if (!upstreams.clock || !upstreams.presence) throw new Error('the settings name both')
const clock = createClockConnector(upstreams.clock)
const presence = createPresenceConnector(upstreams.presence, zone)

/** The same fact says the same time, however often it is sent. */
const startedAtMs = Date.now()

/** As the station's lane would; says whether every row of it is now delivered. */
function sendBatch(url: string, exchange: Exchange, batch: Batch, isAgain: boolean): Promise<boolean> {
  const rows = <Fact>(factOf: (person: number) => Fact): SendRow<Fact>[] =>
    Array.from({ length: batchRows }, (_, row) => {
      const person =
        batch.station * peopleOfOne + (Math.floor(batch.number / 2) % (peopleOfOne / batchRows)) * batchRows + row + 1
      const key = `019c9f4e-${batch.round}-${batch.station}-${batch.number}-${row}`
      return { rowId: row + 1, key, enqueuedAtMs: Date.now(), isUnknown: isAgain, fact: factOf(person) }
    })
  if (kindOf(batch) === 'clock')
    return deliver(
      url,
      exchange,
      clock,
      rows((person) => toClockFact(person, startedAtMs + batch.number)),
    )
  // A date that nobody has an entry for: another one for each time that these people have their turn.
  const week = Math.floor(batch.number / 2 / (peopleOfOne / batchRows))
  const localDate = Temporal.PlainDate.from('2026-03-02')
    .add({ days: batch.round * 100 + week })
    .toString()
  return deliver(
    url,
    exchange,
    presence,
    rows((person): PresenceFact => {
      return { identifier: employeeNumber(person), localDate, location: 'HQ', state: 'at_location', hasEarlier: false }
    }),
  )
}

function toClockFact(person: number, occurredAtMs: number): ClockFact {
  const nobody = { apiId: null, username: null, accId: null, discord: null, uniqueId: null }
  return { want: 'force-in', occurredAtMs, identity: { ...nobody, employeeNumber: employeeNumber(person) } }
}

async function deliver<Fact>(
  url: string,
  exchange: Exchange,
  connector: Connector<Fact>,
  rows: readonly SendRow<Fact>[],
): Promise<boolean> {
  const sent = await exchange.send(url, connector.encode(rows, { token: '', attemptId: '' }))
  if (sent.type !== 'answered') return false
  const outcome = connector.decode(sent.answer, rows)
  return outcome.type === 'each' && outcome.outcomes.every(({ type }) => type === 'delivered')
}

function countStored(file: string): { clock: number; presence: number } {
  const database = openDatabase(file, 'read')
  const count = (table: string): number =>
    database.read.prepare<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`).get()?.rows ?? 0
  const stored = { clock: count('clock_event'), presence: count('presence_put') }
  database.close()
  return stored
}
