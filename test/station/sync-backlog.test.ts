import assert from 'node:assert/strict'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { Worker } from 'node:worker_threads'
import type { ClockSettings } from '../../core/contract/settings.ts'
import { enqueue, summarise } from '../../core/outbox/outbox-store.ts'
import { drainOnce } from '../../core/station/sync.ts'
import type { Lane } from '../../core/station/sync-lane.ts'
import { createLanes } from '../../core/station/upstream-lanes.ts'
import type { WireRequest } from '../../core/upstream/connector.ts'
import { createFakeClockService, fakeCommunityId, fakeKey } from '../fakes/fake-clock-service.ts'
import { createFaultyExchange } from '../fakes/faulty-exchange.ts'
import { openTestStore, type TestStore, write } from '../fakes/station-store.ts'

const dayMs = 86_400_000
const people = 1000
let store: TestStore
let nowMs: number
beforeEach(() => {
  store = openTestStore(people)
  nowMs = Date.parse('2026-03-02T08:00:00Z')
})
afterEach(() => store.discard())

function put(keys: readonly string[], firstPerson: number, dueAtMs = nowMs): void {
  write(store, (db) =>
    enqueue(
      db,
      keys.map((key, index) => ({
        upstream: 'clock' as const,
        fence: `person:${firstPerson + index}`,
        key,
        personId: firstPerson + index,
        payload: { want: 'in', occurredAtMs: nowMs },
        enqueuedAtMs: nowMs,
        dueAtMs,
      })),
    ),
  )
}

function open(onSend: (wire: WireRequest) => void, more: Partial<ClockSettings> = {}) {
  const service = createFakeClockService({ isReference: more.dialect !== 'vendor' })
  const exchange = createFaultyExchange((wire) => {
    onSend(wire)
    return service.handle(wire)
  })
  const clock: ClockSettings = {
    url: 'http://service',
    dialect: 'reference',
    communityId: fakeCommunityId,
    key: fakeKey,
    lateAfterSeconds: 10_000_000,
    perSecond: 1000,
    ...more,
  }
  const parts = {
    store,
    exchange,
    now: () => nowMs,
    random: () => 0.5,
    report: () => {},
    sleep: async (ms: number) => {
      nowMs += ms
    },
  }
  const lanes = createLanes({ clock }, parts)
  const [lane] = lanes
  assert.ok(lane)
  return {
    service,
    plan: exchange.plan,
    lane: lane as Lane,
    drain: () => drainOnce({ ...parts, lanes, configured: ['clock'] }),
  }
}

const keysFrom = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`)

describe('a backlog', () => {
  for (const [dialect, most] of [
    ['reference', 2],
    ['vendor', 5],
  ] as const) {
    it(`is overtaken by what happens now, ${dialect}`, async () => {
      put(keysFrom('old', 900), 1, nowMs - dayMs)
      let requests = 0
      let freshAfter = -1
      let startedAfter = 0
      const isFresh = ({ body }: WireRequest) => body?.includes('"p950"') === true
      const { lane } = open(
        (wire) => {
          requests += 1
          if (requests === 3) {
            put(['fresh'], 950)
            startedAfter = requests
          }
          if (isFresh(wire) && freshAfter < 0) freshAfter = requests - startedAfter
        },
        { dialect, batchRows: 20 },
      )
      for (let pass = 0; pass < 3 && freshAfter < 0; pass += 1) await lane.pass(Number.MAX_SAFE_INTEGER)
      assert.ok(freshAfter > 0 && freshAfter <= most, `after ${freshAfter} requests`)
      assert.ok(summarise(store.read).waiting > 100, 'the backlog is still there')
    })
  }

  it('goes out although something newer is always there', async () => {
    put(keysFrom('old', 60), 1, nowMs - dayMs)
    let made = 0
    const { service, lane } = open(
      () => {
        put(keysFrom(`n${made}-`, 20), 100 + 20 * (made % 40))
        made += 1
      },
      { batchRows: 20 },
    )
    await lane.pass(Number.MAX_SAFE_INTEGER)
    assert.equal(service.events.filter(({ key }) => key?.startsWith('old')).length, 60)
  })

  it('takes no more memory the longer it is', async () => {
    const worker = new Worker(new URL('./drain-in-little-memory.ts', import.meta.url), {
      workerData: { rows: 100_000 },
      resourceLimits: { maxOldGenerationSizeMb: 40, maxYoungGenerationSizeMb: 8 },
    })
    const [message] = await once(worker, 'message')
    assert.deepEqual(message, { delivered: 100_000, waiting: 0 })
    await worker.terminate()
  })
})

describe('a clock that jumps', () => {
  for (const [name, jumpMs] of [
    ['back a day', -dayMs],
    ['forward a day', dayMs],
  ] as const) {
    it(`${name} neither stalls what waits nor lets it go out over and over`, async () => {
      put(keysFrom('k', 20), 1)
      let requests = 0
      const { plan, drain } = open(() => {
        requests += 1
      })
      plan.push('busy')
      await drain()
      nowMs += jumpMs
      put(keysFrom('later', 20), 101)
      plan.push('busy', 'busy', 'busy')
      await drain()
      assert.ok(requests <= 3, 'what failed is not tried over and over')
      plan.splice(0)
      // The longest back-off there is, by the clock as it is now.
      nowMs += 61_000
      assert.equal((await drain()).clock?.waiting, 0)
    })
  }

  it('does not make anybody wait longer for what was put off before a restart', async () => {
    put(['a'], 1)
    const first = open(() => {})
    first.plan.push('lost-before')
    await first.drain()
    const again = open(() => {})
    assert.equal((await again.drain()).clock?.waiting, 1, 'the schedule outlives the process')
    nowMs += 60_000
    assert.equal((await again.drain()).clock?.waiting, 0)
  })
})
