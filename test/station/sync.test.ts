import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { ClockSettings } from '../../core/contract/settings.ts'
import type { NewOutboxRow } from '../../core/outbox/outbox-row.ts'
import { countByState, enqueue, summarise } from '../../core/outbox/outbox-store.ts'
import { drainOnce, dryRun, type SyncLoop, type SyncParts, startSyncLoop } from '../../core/station/sync.ts'
import { resumeOutbox } from '../../core/station/sync-lane.ts'
import { createLanes } from '../../core/station/upstream-lanes.ts'
import type { WireAnswer, WireRequest } from '../../core/upstream/connector.ts'
import type { SendOutcome } from '../../core/upstream/http.ts'
import type { SendReport } from '../../core/upstream/post-wire.ts'
import { createFakeClockService, fakeCommunityId, fakeKey } from '../fakes/fake-clock-service.ts'
import { createFaultyExchange } from '../fakes/faulty-exchange.ts'
import { readRefused } from '../fakes/read-refused.ts'
import { openTestStore, type TestStore, write } from '../fakes/station-store.ts'

let store: TestStore
let nowMs: number
beforeEach(() => {
  store = openTestStore(20)
  nowMs = Date.parse('2026-03-02T08:00:00Z')
})
afterEach(() => store.discard())

function row(key: string, personId: number, more: Partial<NewOutboxRow> & { want?: string } = {}): NewOutboxRow {
  const { want = 'in', ...rest } = more
  return {
    upstream: 'clock',
    fence: `person:${personId}`,
    key,
    personId,
    payload: { want, occurredAtMs: nowMs },
    enqueuedAtMs: nowMs,
    dueAtMs: nowMs,
    ...rest,
  }
}

function put(...rows: NewOutboxRow[]): void {
  write(store, (db) => enqueue(db, rows))
}

type Setup = SyncParts & { reports: SendReport[] }

function parts(
  send: (baseUrl: string, wire: WireRequest) => Promise<SendOutcome>,
  more: Partial<ClockSettings> = {},
): Setup {
  const reports: SendReport[] = []
  const shared = {
    store,
    exchange: { send },
    now: () => nowMs,
    random: () => 0.5,
    report: (entry: SendReport) => reports.push(entry),
    sleep: async (ms: number) => {
      nowMs += ms
    },
  }
  const clock: ClockSettings = {
    url: 'http://service',
    dialect: 'reference',
    communityId: fakeCommunityId,
    key: fakeKey,
    lateAfterSeconds: 300,
    perSecond: 1,
    ...more,
  }
  return { ...shared, lanes: createLanes({ clock }, shared, 'UTC'), configured: ['clock', 'presence'], reports }
}

const none = { delivered: 0, retry: 0, refused: 0, unknown: 0, waiting: 0 }

describe('draining the outbox once', () => {
  it('sends everything that is due, also several events of one person, and counts', async () => {
    const service = createFakeClockService({ isReference: true })
    put(
      row('a1', 1),
      row('a2', 1, { want: 'out' }),
      row('b1', 2),
      row('a3', 1),
      row('later', 3, { dueAtMs: nowMs + 1 }),
    )
    put(row('p1', 1, { upstream: 'presence' }))
    const { send } = createFaultyExchange(service.handle)
    assert.deepEqual(await drainOnce(parts(send)), {
      clock: { ...none, delivered: 4, waiting: 1 },
      presence: { ...none, waiting: 1 },
    })
    assert.deepEqual(
      service.requests.map(({ objects }) => objects),
      [2, 1, 1],
    )
    assert.deepEqual(
      service.events.filter(({ username }) => username === 'p1').map(({ key }) => key),
      ['a1', 'a2', 'a3'],
    )
  })

  it('refuses whom the service does not know, with what follows, and delivers everybody else', async () => {
    const service = createFakeClockService({ isReference: true, unknownPeople: new Set(['p2']) })
    put(row('a1', 1), row('b1', 2), row('b2', 2, { want: 'out', follows: 'b1' }), row('c1', 3))
    const { send } = createFaultyExchange(service.handle)
    assert.deepEqual((await drainOnce(parts(send))).clock, { ...none, delivered: 2, refused: 2 })
    const words = 'API ID NOT LINKED TO AN ACCOUNT IN THIS COMMUNITY'
    assert.deepEqual(
      readRefused(store.read, 'clock').map(({ key, reason, answer }) => [key, reason, answer]),
      [
        ['b1', words, words],
        ['b2', words, words],
      ],
    )
  })

  it('does not try a row twice in one run, whatever the chance of the back-off', async () => {
    let requests = 0
    const { lanes, ...rest } = parts(async () => {
      requests += 1
      return { type: 'answered', requestId: 'r', answer: { status: 200, headers: {}, body: 'gibberish' } }
    })
    put(row('a1', 1))
    nowMs += 5000
    assert.deepEqual((await drainOnce({ ...rest, lanes })).clock, { ...none, unknown: 1, waiting: 1 })
    assert.equal(requests, 1)
  })

  it('gives up at once where nobody can be reached, and loses nothing', async () => {
    put(...Array.from({ length: 20 }, (_, index) => row(`k${index}`, index + 1)))
    const { send, plan } = createFaultyExchange(createFakeClockService({ isReference: true }).handle)
    plan.push('not-sent')
    let requests = 0
    const setup = parts(
      (...request) => {
        requests += 1
        return send(...request)
      },
      { batchRows: 5 },
    )
    assert.deepEqual((await drainOnce(setup)).clock, { ...none, retry: 5, waiting: 20 })
    assert.equal(requests, 1)
    nowMs += 60_000
    assert.deepEqual((await drainOnce(setup)).clock, { ...none, delivered: 20 })
    assert.equal(requests, 5, 'in batches: what never left is under no suspicion')
  })

  it('sends what never left as soon as it is asked to again, without waiting for a back-off', async () => {
    put(row('a1', 1), row('b1', 2))
    const { send, plan } = createFaultyExchange(createFakeClockService({ isReference: true }).handle)
    const setup = parts(send)
    for (let outage = 0; outage < 5; outage += 1) {
      plan.push('not-sent')
      assert.deepEqual((await drainOnce(setup)).clock, { ...none, retry: 2, waiting: 2 })
      nowMs += 1
    }
    assert.deepEqual((await drainOnce(setup)).clock, { ...none, delivered: 2 })
    assert.equal(setup.reports.filter(({ message }) => message.startsWith('unreachable: ')).length, 5)
  })

  it('refuses nothing because of a wrong key: it says so and waits for an operator', async () => {
    const wrong = createFakeClockService({ isReference: true, key: 'another' })
    put(row('a1', 1), row('b1', 2), row('c1', 3))
    for (const dialect of ['reference', 'vendor'] as const) {
      const setup = parts(createFaultyExchange(wrong.handle).send, { dialect })
      const { clock } = await drainOnce(setup)
      assert.equal(clock?.refused, 0)
      assert.equal(clock?.waiting, 3)
      assert.deepEqual(
        setup.reports.filter(({ level }) => level === 'error').map(({ message }) => message),
        ['configuration: INVALID API KEY'],
      )
      nowMs += 60_000
    }
    assert.ok(wrong.requests.length <= 2)
    assert.equal(wrong.events.length, 0)
  })

  it('obeys Retry-After', async () => {
    put(row('a1', 1))
    const setup = parts(async () => ({
      type: 'answered',
      requestId: 'r',
      answer: { status: 429, headers: { 'retry-after': '90' }, body: 'SLOW DOWN' },
    }))
    await drainOnce(setup)
    nowMs += 89_999
    assert.deepEqual((await drainOnce(setup)).clock, { ...none, waiting: 1 })
    nowMs += 1
    assert.deepEqual((await drainOnce(setup)).clock, { ...none, retry: 1, waiting: 1 })
  })

  it('delivers healthy rows although one row makes the service fail every time', async () => {
    const service = createFakeClockService({ isReference: true })
    const handle = (wire: WireRequest): WireAnswer =>
      wire.body?.includes('"p7"') ? { status: 500, headers: {}, body: 'crashed' } : service.handle(wire)
    put(...Array.from({ length: 20 }, (_, index) => row(`k${index + 1}`, index + 1)))
    const setup = parts(createFaultyExchange(handle).send)
    for (let run = 0; run < 2; run += 1) {
      await drainOnce(setup)
      nowMs += 60_000
    }
    assert.equal(service.events.length, 19)
    assert.deepEqual(
      countByState(store.read).map(({ state, rows }) => [state, rows]),
      [
        ['delivered', 19],
        ['waiting', 1],
      ],
    )
  })

  it('refuses for a vendor what is too late to be recorded truthfully, but asks first about what may have been', async () => {
    const service = createFakeClockService({ isReference: false })
    put(row('a1', 1), row('b1', 2))
    const { send, plan } = createFaultyExchange(service.handle)
    plan.push('lost-after', 'not-sent')
    const setup = parts(send, { dialect: 'vendor' })
    await drainOnce(setup)
    nowMs += 400_000
    assert.deepEqual((await drainOnce(setup)).clock, { ...none, delivered: 1, refused: 1 })
    const [refused] = readRefused(store.read, 'clock')
    assert.equal(refused?.key, 'b1')
    assert.match(refused?.reason ?? '', /^too late to be recorded truthfully: it happened at 2026-03-02T08:00:00.000Z/)
    assert.equal(service.events.length, 1)
  })

  it('keeps a vendor’s pace', async () => {
    const service = createFakeClockService({ isReference: false })
    const at: number[] = []
    put(...Array.from({ length: 5 }, (_, index) => row(`k${index}`, index + 1)))
    const setup = parts(
      (baseUrl, wire) => {
        at.push(nowMs)
        return createFaultyExchange(service.handle).send(baseUrl, wire)
      },
      { dialect: 'vendor' },
    )
    const startedAtMs = nowMs
    await drainOnce(setup)
    assert.deepEqual(
      at.map((ms) => ms - startedAtMs),
      [0, 1000, 2000, 3000, 4000],
    )
  })

  it('remembers a correction', async () => {
    const service = createFakeClockService({ isReference: true })
    service.toggle('p1')
    put(row('a1', 1))
    await drainOnce(parts(createFaultyExchange(service.handle).send))
    assert.equal(service.isIn('p1'), true)
    const kept = store.read.prepare<{ reason: string }>(`SELECT reason FROM outbox WHERE key = 'a1'`).get()
    assert.match(kept?.reason ?? '', /answered CLOCKED OUT where in was wanted; sent again/)
  })

  it('refuses a stored row that is no clock event, or is of nobody, instead of stopping', async () => {
    const service = createFakeClockService({ isReference: true })
    put(row('bad', 1, { payload: { want: 'sideways' } }), row('nobody', 2, { personId: null }), row('c1', 3))
    assert.deepEqual((await drainOnce(parts(createFaultyExchange(service.handle).send))).clock, {
      ...none,
      delivered: 1,
      refused: 2,
    })
  })
})

describe('a dry run', () => {
  it('shows what would go, in order and without secrets, and changes nothing', () => {
    put(
      row('a1', 1, { dueAtMs: nowMs + 1 }),
      row('a2', 1, { want: 'out' }),
      row('b1', 2),
      row('b2', 2, { want: 'out' }),
      row('bad', 3, { payload: null }),
    )
    const before = countByState(store.read)
    const setup = parts(() => assert.fail('sent'))
    const shown = [...dryRun(setup)]
    assert.deepEqual(
      shown.map(({ key, ...rest }) => [key, rest.type === 'would-send' ? rest.says : rest.reason]),
      [
        ['b1', { username: 'p2', want: 'in', occurredAt: '2026-03-02T08:00:00.000Z' }],
        ['b2', { username: 'p2', want: 'out', occurredAt: '2026-03-02T08:00:00.000Z' }],
        ['bad', 'the stored row is no clock event'],
      ],
    )
    assert.equal(JSON.stringify(shown).includes(fakeKey), false)
    assert.deepEqual(countByState(store.read), before)
  })
})

describe('the sync of a running station', () => {
  /** Resolves when `isTrue`, which is asked at every change that the loop reports. */
  class Watch {
    #waiting: { isTrue: () => boolean; resolve: () => void }[] = []
    readonly changed = (): void => {
      this.#waiting = this.#waiting.filter(({ isTrue, resolve }) => {
        if (!isTrue()) return true
        resolve()
        return false
      })
    }
    until(isTrue: () => boolean): Promise<void> {
      return isTrue() ? Promise.resolve() : new Promise((resolve) => this.#waiting.push({ isTrue, resolve }))
    }
  }

  async function withLoop(
    setup: Setup,
    work: (loop: SyncLoop, watch: Watch) => Promise<void>,
    close: () => Promise<void> = async () => {},
  ): Promise<void> {
    const watch = new Watch()
    // The wall clock: the loop's naps are real ones.
    const loop = startSyncLoop({ ...setup, onChange: watch.changed, close, graceMs: 50 })
    try {
      await work(loop, watch)
    } finally {
      await loop.stop()
    }
  }

  const delivered = (): number => countByState(store.read).find(({ state }) => state === 'delivered')?.rows ?? 0

  it('sends what is enqueued when it is woken, and as soon as it falls due', async () => {
    const service = createFakeClockService({ isReference: true })
    const setup = parts(createFaultyExchange(service.handle).send)
    const started = Date.now()
    const base = nowMs
    setup.now = () => base + (Date.now() - started)
    await withLoop(setup, async (loop, watch) => {
      put(row('a1', 1), row('b1', 2, { dueAtMs: nowMs + 40 }))
      nowMs = base + 1000
      loop.wake()
      await watch.until(() => delivered() === 2)
      assert.equal(loop.state(), 'online')
    })
  })

  it('says offline while nobody can be reached, and tries again by itself', async () => {
    const service = createFakeClockService({ isReference: true })
    const { send, plan } = createFaultyExchange(service.handle)
    plan.push('not-sent', 'lost-after')
    const setup = parts(send)
    setup.random = () => 0
    put(row('a1', 1))
    const states: string[] = []
    await withLoop(setup, async (loop, watch) => {
      await watch.until(() => {
        states.push(loop.state())
        nowMs += 60_000
        loop.wake()
        return delivered() === 1
      })
      assert.equal(loop.state(), 'online')
    })
    assert.ok(states.includes('offline'))
    assert.equal(service.events.length, 1)
  })

  it('names what an operator must put right, and goes on by itself once it is right', async () => {
    const wrong = createFakeClockService({ isReference: true, key: 'another' })
    const right = createFakeClockService({ isReference: true })
    let isRight = false
    const setup = parts((baseUrl, wire) =>
      createFaultyExchange(isRight ? right.handle : wrong.handle).send(baseUrl, wire),
    )
    setup.random = () => 0
    put(row('a1', 1))
    await withLoop(setup, async (loop, watch) => {
      await watch.until(() => loop.fault() !== null)
      assert.equal(loop.fault(), 'clock: INVALID API KEY')
      assert.equal(loop.state(), 'online')
      assert.ok(setup.reports.some(({ level, message }) => level === 'error' && message.includes('INVALID API KEY')))
      isRight = true
      nowMs += 60_000
      await loop.drainOnce()
      assert.equal(delivered(), 1)
    })
  })

  it('is off where no upstream has a connector', async () => {
    await withLoop({ ...parts(() => assert.fail('sent')), lanes: [] }, async (loop) =>
      assert.equal(loop.state(), 'off'),
    )
  })

  it('never has two requests of one upstream under way, whoever asks', async () => {
    const service = createFakeClockService({ isReference: true })
    let underWay = 0
    const setup = parts(async (baseUrl, wire) => {
      underWay += 1
      assert.equal(underWay, 1)
      await new Promise((resolve) => setImmediate(resolve))
      underWay -= 1
      return createFaultyExchange(service.handle).send(baseUrl, wire)
    })
    put(...Array.from({ length: 20 }, (_, index) => row(`k${index}`, index + 1)))
    await withLoop({ ...setup, lanes: setup.lanes }, async (loop) => {
      await Promise.all([loop.drainOnce(), loop.drainOnce(), loop.drainOnce()])
      assert.equal(delivered(), 20)
      assert.equal(service.events.length, 20)
    })
  })

  it('stops in the middle of a request, and knows at the next start that the row is in doubt', async () => {
    const service = createFakeClockService({ isReference: true })
    let lose: (outcome: SendOutcome) => void = () => {}
    let arrived: () => void = () => {}
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const setup = parts((_baseUrl, wire) => {
      service.handle(wire)
      arrived()
      return new Promise((resolve) => {
        lose = resolve
      })
    })
    put(row('a1', 1), row('b1', 2))
    const close = async (): Promise<void> => lose({ type: 'lost', requestId: 'r', why: 'closed' })
    await withLoop(setup, () => arrival, close)
    assert.equal(summarise(store.read).waiting, 2)
    assert.equal(resumeOutbox(store), 0, 'the outcome was written down')
    nowMs += 60_000
    await drainOnce(parts(createFaultyExchange(service.handle).send))
    assert.equal(service.events.length, 2, 'each once')
    assert.equal(delivered(), 2)
  })

  it('waits for a full disk before it forgets what the service answered', async () => {
    const service = createFakeClockService({ isReference: true })
    const { send } = createFaultyExchange(service.handle)
    put(row('a1', 1))
    let failures = 3
    let commits = 0
    const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
    const real = store.transact
    const failing: TestStore['transact'] = (work) => {
      commits += 1
      if (commits > 1 && failures-- > 0) throw full
      return real(work)
    }
    store.transact = failing
    const setup = parts(send)
    assert.deepEqual((await drainOnce(setup)).clock, { ...none, delivered: 1 })
    assert.equal(setup.reports.filter(({ message }) => message.includes('disk is full')).length, 3)
  })
})
