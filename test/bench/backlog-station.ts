/**
 * The station of `backlog`, a process of its own with as little memory as its flags say: `node backlog-station.ts FILE URL
 * SECONDS` tells the service what waits for so long, reads the status at every change as a station does, and prints what
 * it came to, as JSON.
 */
import { stationSettings } from '../../core/contract/settings.ts'
import { createOutboxGauge } from '../../core/outbox/outbox-gauge-store.ts'
import { countByState, summarise } from '../../core/outbox/outbox-store.ts'
import { composeSync, startStationSync } from '../../core/station/compose-sync.ts'
import { openDatabase } from '../../core/store/database.ts'
import { drainSecret } from './drain-people.ts'
import { zone } from './fill-station.ts'

export type BacklogFigures = {
  delivered: number
  refused: number
  firstHalfBytes: number
  secondHalfBytes: number
  mostHeapBytes: number
  /** Of the time, what reading the status took. */
  statusShare: number
  slowestStatusMs: number
  countMs: number
}

const [file, url, seconds] = process.argv.slice(2)
if (!file || !url || !seconds) throw new Error('expected FILE, URL and SECONDS')
const forMs = Number(seconds) * 1000
const store = openDatabase(file, 'write')
const settings = stationSettings.parse({
  station: { id: 'bench', zone, location: 'HQ' },
  upstreams: {
    clock: { url, communityId: 'foyer', key: drainSecret, lateAfterSeconds: 10_000_000 },
    presence: { url, token: drainSecret, matchBy: 'employeeID' },
  },
})
const nothing = () => {}
const sync = composeSync(store, settings, { info: nothing, warn: nothing, error: nothing })
const readOutbox = createOutboxGauge(() => performance.now())
const statusMs: number[] = []
const samples: { atMs: number; bytes: number; heapBytes: number }[] = []

const startedMs = performance.now()
const loop = startStationSync(sync, () => {
  const beganMs = performance.now()
  readOutbox(store.read)
  statusMs.push(performance.now() - beganMs)
})
const sampling = setInterval(() => {
  const { rss, heapUsed } = process.memoryUsage()
  samples.push({ atMs: performance.now() - startedMs, bytes: rss, heapBytes: heapUsed })
}, 100)
setTimeout(async () => {
  clearInterval(sampling)
  await loop.stop()
  const tookMs = performance.now() - startedMs
  const countedMs = performance.now()
  summarise(store.read)
  const countMs = performance.now() - countedMs
  const most = (bytes: number[]): number => Math.max(0, ...bytes)
  const half = (isSecond: boolean) =>
    most(samples.filter(({ atMs }) => atMs > forMs / 2 === isSecond).map(({ bytes }) => bytes))
  const ended = countByState(store.read)
  const count = (wanted: string): number =>
    ended.filter(({ state }) => state === wanted).reduce((sum, { rows }) => sum + rows, 0)
  const figures: BacklogFigures = {
    delivered: count('delivered'),
    refused: count('refused'),
    firstHalfBytes: half(false),
    secondHalfBytes: half(true),
    mostHeapBytes: most(samples.map(({ heapBytes }) => heapBytes)),
    statusShare: statusMs.reduce((sum, ms) => sum + ms, 0) / tookMs,
    slowestStatusMs: most(statusMs),
    countMs,
  }
  store.close()
  process.stdout.write(`${JSON.stringify(figures)}\n`)
}, forMs)
