import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { stationSettings } from '../../core/contract/settings.ts'
import type { NewOutboxRow } from '../../core/outbox/outbox-row.ts'
import { countByState, enqueue } from '../../core/outbox/outbox-store.ts'
import { personFence } from '../../core/outbox/tell.ts'
import { type AuthDataPayload, employeeFence } from '../../core/outbox/tell-auth-data.ts'
import { cardFence } from '../../core/outbox/tell-card.ts'
import { profileFence } from '../../core/outbox/tell-profiles.ts'
import { openAuthHash } from '../../core/staging/auth-hash.ts'
import type { SealValues } from '../../core/staging/auth-seal.ts'
import { createUnseal } from '../../core/station/auth-data-facts.ts'
import { drainOnce } from '../../core/station/sync.ts'
import { createLanes } from '../../core/station/upstream-lanes.ts'
import { openDatabase, type Store } from '../../core/store/database.ts'
import type { Upstream } from '../../core/upstream/connector.ts'
import { createExchange, type Exchange } from '../../core/upstream/http.ts'
import { atLeastPercent, atMost, type BenchRow, exactly } from './bench-row.ts'
import { drainSecret, employeeNumber } from './drain-people.ts'
import { fillStation, zone } from './fill-station.ts'
import { openPeer } from './open-peer.ts'
import { percentile } from './statistics.ts'

const rowsAtAll = 100_000
const peerRounds = 3
const memoryEveryMs = 500

/** One upstream: how it is configured, and its rows, some of which are always refused. */
type Kind = {
  upstream: Upstream
  settings: (url: string) => Record<string, unknown>
  /** Rows of one fence, in order; all of them are refused if it is poisoned. */
  rowsOf: (
    index: number,
    atMs: number,
    isPoisoned: boolean,
    seal: SealValues,
  ) => Omit<NewOutboxRow, 'upstream' | 'enqueuedAtMs' | 'dueAtMs'>[]
  rowsPerFence: number
}

/** Every upstream. */
const kinds: readonly Kind[] = [
  {
    upstream: 'clock',
    settings: (url) => ({ url, communityId: 'foyer', key: drainSecret }),
    rowsPerFence: 2,
    rowsOf: (index, atMs, isPoisoned) => {
      const personId = personOf(index, isPoisoned)
      const common = { fence: personFence(personId), personId }
      const inKey = eventId(2 * index)
      return [
        { ...common, key: inKey, payload: { want: 'in', occurredAtMs: atMs - 2000 } },
        { ...common, key: eventId(2 * index + 1), follows: inKey, payload: { want: 'out', occurredAtMs: atMs - 1000 } },
      ]
    },
  },
  {
    upstream: 'presence',
    settings: (url) => ({ url, token: drainSecret, matchBy: 'employeeID' }),
    rowsPerFence: 1,
    rowsOf: (index, atMs, isPoisoned) => {
      const personId = personOf(index, isPoisoned)
      const localDate = new Date(atMs).toISOString().slice(0, 10)
      const payload = { localDate, location: 'HQ', state: 'at_location' }
      return [{ fence: personFence(personId), personId, key: eventId(index), payload }]
    },
  },
  {
    upstream: 'timeProfiles',
    settings: (url) => ({ url, username: 'bench', password: drainSecret }),
    rowsPerFence: 1,
    rowsOf: (index, _atMs, isPoisoned) => {
      const linkId = eventId(500_000 + index)
      const item = {
        link_id: linkId,
        name: `Shift ${index}`,
        time_options: { is_all_day: false, date_from: 1_772_434_800, date_to: 1_772_463_600 },
        repeat_options: { repeat_enable: false },
      }
      const payload = { type: 'put', item: isPoisoned ? { ...item, name: 7 } : item }
      return [{ fence: profileFence(linkId), personId: null, key: eventId(index), payload }]
    },
  },
  {
    upstream: 'authData',
    settings: (url) => ({ url, token: drainSecret }),
    rowsPerFence: 1,
    rowsOf: (index, _atMs, isPoisoned, seal) => {
      const personId = personOf(index, isPoisoned)
      const employeeId = employeeNumber(personId)
      // Anybody is known to this interface, so here the value is what is refused.
      const sealed = seal([`${String(index).padStart(8, '0')}${isPoisoned ? '\u0007' : ''}`, null, null], employeeId)
      const payload: AuthDataPayload = { employeeId, employeeStatus: null, sealed }
      return [{ fence: employeeFence(employeeId), personId, key: eventId(index), payload }]
    },
  },
  {
    upstream: 'cards',
    settings: (url) => ({ url, token: drainSecret }),
    rowsPerFence: 1,
    rowsOf: (index, _atMs, isPoisoned) => {
      const payload = {
        NewCardInternalCardNumber: 5_000_000 + index,
        NewCardExternalCardNumber: null,
        NewCardFacilityCode: null,
        NewCardCardType: null,
        NewCardCardACSystemId: '5c2f0e9a-33a4-4a8e-9b51-6d6a3c5f7d10',
        NewCardEnforceOccupancySystem: false,
      }
      return [
        { fence: cardFence(5_000_000 + index), personId: personOf(index, isPoisoned), key: eventId(index), payload },
      ]
    },
  },
]

/** The station knows all of them; the service does not know the last ones. */
const people = 50_500
const known = 50_000

/** Another one for each index, as far as they go; of a poisoned one the service knows nothing. */
function personOf(index: number, isPoisoned: boolean): number {
  return isPoisoned ? known + 1 + (Math.floor(index / 100) % (people - known)) : 1 + (index % known)
}

/**
 * Everything that waits, in one run, against the same bodies posted to somebody who does nothing with them. The same for
 * both: the client, which reads every answer and keeps every limit; a process for each end; how many requests there were,
 * those of a batch that was sent again in halves included; how many were under way at once per upstream; path, headers and
 * size of each. Both answer with a known length. In favour of the comparison: it is the median of three rounds of a client
 * that is warm from the run, which has one go with both ends just started. In favour of the run: the collections that
 * measure its memory are taken off its time, and the service goes on meanwhile.
 */
export const drainRow: BenchRow = {
  name: 'drain',
  work: `100,000 waiting rows (${kinds.map(({ upstream }) => upstream).join(', ')}), 1 % poisoned, to the reference service on loopback`,
  against: 'posting bodies of the same size, as many at a time, to an endpoint that only reads them and answers',
  run: async (bench) => {
    const file = join(bench.folder, 'station.sqlite')
    fillStation(file, { people, events: 0 })
    const store = openDatabase(file, 'write')
    const { waiting, poisoned } = fillOutbox(store)
    // Whom the service does not know is refused, every time.
    const central = await openPeer(['central', join(bench.folder, 'central'), String(known)])
    const reader = await openPeer(['reader'])
    try {
      const drained = await drain(store, central.url)
      const peerMs: number[] = []
      for (let round = 0; round < peerRounds; round += 1)
        peerMs.push(await postAll(reader.url, drained.bytesByUpstream))
      const ended = countByState(store.read)
      const count = (state: string) =>
        ended.filter((each) => each.state === state).reduce((sum, { rows }) => sum + rows, 0)
      const bareMs = percentile(peerMs, 0.5)
      return {
        checks: [
          atLeastPercent('rate', bareMs / drained.tookMs, 50),
          exactly('healthy rows delivered in the one run', count('delivered'), waiting - poisoned),
          exactly('poisoned rows refused', count('refused'), poisoned),
          atMost('memory in use, most of the second half against the first', drained.memoryRatio, 1.25),
        ],
        details: {
          rowsPerSecond: (waiting / drained.tookMs) * 1000,
          postedRowsPerSecond: (waiting / bareMs) * 1000,
          requests: [...drained.bytesByUpstream.values()].reduce((sum, sizes) => sum + sizes.length, 0),
          ...Object.fromEntries([...drained.endedMs].map(([upstream, ms]) => [`${upstream} seconds`, ms / 1000])),
          mostHeapMiB: drained.mostHeapBytes / 1_048_576,
        },
      }
    } finally {
      store.close()
      await Promise.all([central.close(), reader.close()])
    }
  },
}

function fillOutbox(store: Store): { waiting: number; poisoned: number } {
  const atMs = Date.now() - 60_000
  const hashing = openAuthHash(store)
  if (hashing.type === 'wrong') throw new Error(hashing.message)
  let waiting = 0
  let poisoned = 0
  for (const { upstream, rowsPerFence, rowsOf } of kinds) {
    store.transact((db) => {
      for (let index = 0; index < rowsAtAll / kinds.length / rowsPerFence; index += 1) {
        const isPoisoned = index % 100 === 99
        const rows = rowsOf(index, atMs, isPoisoned, hashing.seal).map((row) => ({
          ...row,
          upstream,
          enqueuedAtMs: atMs,
          dueAtMs: atMs,
        }))
        enqueue(db, rows)
        waiting += rows.length
        if (isPoisoned) poisoned += rows.length
      }
      return { ok: true, value: null }
    })
  }
  store.checkpoint()
  return { waiting, poisoned }
}

/** As long as a real one. */
function eventId(index: number): string {
  return `019c9f4e-7d2a-7c31-9a55-${index.toString(16).padStart(12, '0')}`
}

/** `atOnce`: so many requests of this upstream were under way, this one included. */
type PostedBody = { path: string; headers: Record<string, string>; bytes: number; atOnce: number }

type Drained = {
  tookMs: number
  /** Sizes of the bodies in the order in which they went, per upstream. */
  bytesByUpstream: Map<Upstream, PostedBody[]>
  /** When the last request of each was answered. */
  endedMs: Map<Upstream, number>
  memoryRatio: number
  mostHeapBytes: number
}

async function drain(store: Store, url: string): Promise<Drained> {
  const { upstreams } = stationSettings.parse({
    station: { id: 'bench', zone, location: 'HQ' },
    upstreams: Object.fromEntries(kinds.map(({ upstream, settings }) => [upstream, settings(`${url}`)])),
  })
  const exchange = createExchange()
  const memory = createMemoryGauge()
  const bytesByUpstream: Drained['bytesByUpstream'] = new Map()
  const parts = {
    store,
    now: Date.now,
    random: Math.random,
    report: () => {},
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    unseal: createUnseal(store),
  }
  let startedMs = 0
  const endedMs = new Map<Upstream, number>()
  const lanes = kinds.flatMap(({ upstream }) => {
    const sizes: PostedBody[] = []
    let underWay = 0
    bytesByUpstream.set(upstream, sizes)
    const send: Exchange['send'] = (baseUrl, wire) => {
      underWay += 1
      const { path, headers } = wire
      sizes.push({ path, headers, bytes: Buffer.byteLength(wire.body ?? ''), atOnce: underWay })
      memory.look()
      return exchange.send(baseUrl, wire).finally(() => {
        underWay -= 1
        endedMs.set(upstream, performance.now() - startedMs)
      })
    }
    return createLanes({ [upstream]: upstreams[upstream] }, { ...parts, exchange: { send } })
  })
  startedMs = performance.now()
  await drainOnce({ ...parts, lanes, configured: kinds.map(({ upstream }) => upstream) })
  const tookMs = performance.now() - startedMs - memory.tookMs()
  await exchange.close()
  return { tookMs, bytesByUpstream, endedMs, ...memory.read() }
}

/** What is in use after a collection, so that what merely lies about does not count. */
function createMemoryGauge() {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const samples: number[] = []
  let tookMs = 0
  let lastMs = performance.now()
  return {
    look: () => {
      const startedMs = performance.now()
      // Seldom: while it collects, the other end goes on without being timed.
      if (startedMs - lastMs < memoryEveryMs) return
      collect()
      samples.push(process.memoryUsage().heapUsed)
      lastMs = performance.now()
      tookMs += lastMs - startedMs
    },
    tookMs: () => tookMs,
    read: () => {
      const half = Math.ceil(samples.length / 2)
      const most = (part: number[]) => Math.max(...part, 1)
      return {
        memoryRatio: most(samples.slice(half)) / most(samples.slice(0, half)),
        mostHeapBytes: most(samples),
      }
    },
  }
}

/** The lanes side by side, each as many requests at a time as it had, bodies as they were. */
async function postAll(url: string, bytesByUpstream: Drained['bytesByUpstream']): Promise<number> {
  const exchange = createExchange()
  const startedMs = performance.now()
  await Promise.all(
    [...bytesByUpstream.values()].map(async (bodies) => {
      const left = bodies.values()
      const postNext = async (): Promise<void> => {
        for (const { path, bytes, headers } of left) {
          const sent = await exchange.send(url, { method: 'POST', path, headers, body: 'x'.repeat(bytes) })
          if (sent.type !== 'answered') throw new Error(`the endpoint did not answer: ${sent.why}`)
        }
      }
      await Promise.all(Array.from({ length: Math.max(1, ...bodies.map(({ atOnce }) => atOnce)) }, postNext))
    }),
  )
  const tookMs = performance.now() - startedMs
  await exchange.close()
  return tookMs
}
