/** What a station and a presence service that answers as ours does achieve together. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { UpstreamCounts } from '../../core/contract/contract.ts'
import { type PresenceSettings, stationSettings } from '../../core/contract/settings.ts'
import { countByState, enqueue, summarise } from '../../core/outbox/outbox-store.ts'
import { tellAttendance } from '../../core/outbox/tell.ts'
import { drainOnce, dryRun } from '../../core/station/sync.ts'
import { type Lane, resumeOutbox } from '../../core/station/sync-lane.ts'
import { createLanes } from '../../core/station/upstream-lanes.ts'
import type { WireAnswer, WireRequest } from '../../core/upstream/connector.ts'
import { createExchange, type SendOutcome } from '../../core/upstream/http.ts'
import type { SendReport } from '../../core/upstream/post-wire.ts'
import { Died, type Fault, faults } from '../fakes/faulty-exchange.ts'
import { readRefused } from '../fakes/read-refused.ts'
import { openTestStore, type TestStore, write } from '../fakes/station-store.ts'

export type HeardEntry = { employeeNumber: string; date: string; location: string | null }

/** Knows p1 to p5 by employee number and email (`p1@example.org`), and nobody else. */
export type PresenceServiceUnderTest = {
  url: string
  token: string
  /** Everything it has. */
  heard: () => HeardEntry[]
  close: () => Promise<void>
}

const zone = 'Europe/Berlin'
const startMs = Date.parse('2026-03-02T08:00:00Z')
const none = { delivered: 0, retry: 0, refused: 0, unknown: 0, waiting: 0 }

export function testPresenceSync(name: string, open: () => Promise<PresenceServiceUnderTest>): void {
  const withBoth = async (work: (both: Both) => Promise<void>): Promise<void> => {
    const service = await open()
    const store = openTestStore(7)
    const exchange = createExchange()
    const both: Both = { service, store, send: exchange.send, nowMs: startMs, reports: [], sent: [] }
    try {
      await work(both)
    } finally {
      await exchange.close()
      store.discard()
      await service.close()
    }
  }

  for (const policy of ['skip', 'cancel'] as const) {
    const policies = { onInvalid: policy, onConflict: policy, onNoMatch: policy }

    test(`${name}, ${policy}: hears of three weeks exactly once, in batches`, () =>
      withBoth(async (both) => {
        const days = tellDays(both, [1, 2, 3, 4, 5], 21)
        assert.deepEqual(await drain(both, policies), { ...none, delivered: 105 })
        assert.deepEqual(sorted(both.service.heard()), sorted(days))
        assert.equal(both.sent.length, 21, 'five people at a time, each with one row on its way')
      }))

    test(`${name}, ${policy}: has each entry once although every second answer is lost on the way`, () =>
      withBoth(async (both) => {
        const days = tellDays(both, [1, 2, 3, 4, 5], 4)
        let answers = 0
        await drainAll(both, policies, () => (answers++ % 2 === 1 ? 'none' : 'lost-after'))
        assert.deepEqual(sorted(both.service.heard()), sorted(days))
        assert.deepEqual(statesOf(both), { delivered: 20 })
      }))

    test(`${name}, ${policy}: refuses in its own words whom it does not know, and has everybody else’s entries`, () =>
      withBoth(async (both) => {
        tellDays(both, [6], 2)
        const days = tellDays(both, [1, 2, 3, 4, 5], 2)
        tellDays(both, [7], 1)
        assert.deepEqual(await drain(both, policies), { ...none, delivered: 10, refused: 3 })
        assert.deepEqual(
          refusedOf(both).map(({ reason }) => reason),
          ['p6', 'p6', 'p7'].map((number) => `no occupant has the employeeID "${number}"`),
        )
        assert.deepEqual(sorted(both.service.heard()), sorted(days))
      }))

    test(`${name}, ${policy}: refuses what was there before, and delivers the rest`, () =>
      withBoth(async (both) => {
        const days = tellDays(both, [1, 2, 3], 1)
        await drain(both, policies)
        tellDays(both, [2], 1, 'again')
        const more = tellDays(both, [4, 5], 1)
        assert.deepEqual(await drain(both, policies), { ...none, delivered: 2, refused: 1 })
        assert.deepEqual(
          refusedOf(both).map(({ key, reason }) => [key, reason]),
          [['again-2-0', 'the occupant already has an entry for 2026-03-02']],
        )
        assert.deepEqual(sorted(both.service.heard()), sorted([...days, ...more]))
      }))

    test(`${name}, ${policy}: isolates by halves an entry for which a request is refused whole without a name`, () =>
      withBoth(async (both) => {
        const days = tellDays(both, [1, 2, 3, 4, 5], 1)
        const { send } = both
        both.send = async (url, wire) =>
          wire.body?.includes('"p3"') ? answered(400, 'a filter on the way does not like this') : send(url, wire)
        // Words that nobody documents refuse nothing by themselves; that the others came through says whose fault it is.
        assert.deepEqual(await drain(both, policies), { ...none, delivered: 4, retry: 1, waiting: 1 })
        both.nowMs += 60_000
        days.push(...tellDays(both, [1], 1, 'later', 5))
        assert.deepEqual(await drain(both, policies), { ...none, delivered: 1, refused: 1 })
        const [refused] = refusedOf(both)
        assert.equal(refused?.key, 'day-3-0')
        assert.equal(refused?.reason, 'status 400: a filter on the way does not like this')
        assert.deepEqual(
          sorted(both.service.heard()),
          sorted(days.filter(({ employeeNumber }) => employeeNumber !== 'p3')),
        )
      }))
  }

  test(`${name}: refuses nobody where everybody is answered in words that nobody documents`, () =>
    withBoth(async (both) => {
      const days = tellDays(both, [1, 2, 3], 1)
      const { send } = both
      both.send = async () => answered(400, 'nope, says a proxy')
      for (let run = 0; run < 5; run += 1) {
        const counts = await drain(both, {})
        assert.deepEqual([counts?.refused, counts?.waiting], [0, 3])
        both.nowMs += 60_000
      }
      both.send = send
      assert.equal((await drain(both, {}))?.delivered, 3)
      assert.deepEqual(sorted(both.service.heard()), sorted(days))
    }))

  test(`${name}: whatever goes wrong on the way, and whenever the station dies, has each entry once`, () =>
    withBoth(async (both) => {
      let runs = 0
      const seen = new Set<Fault>()
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom(...faults), { maxLength: 12 }),
          fc.constantFrom('skip' as const, 'cancel' as const),
          fc.integer({ min: 1, max: 5 }),
          async (plan, policy, batchRows) => {
            runs += 1
            const before = both.service.heard()
            const days = tellDays(both, [1, 2, 3, 4, 5], 2, `run${runs}`, runs * 2)
            const left = [...plan]
            const next = (): Fault => {
              const fault = left.shift() ?? 'none'
              seen.add(fault)
              return fault
            }
            await drainAll(both, { onInvalid: policy, onConflict: policy, onNoMatch: policy, batchRows }, next)
            assert.deepEqual(sorted(both.service.heard()), sorted([...before, ...days]))
            assert.deepEqual(statesOf(both), { delivered: 10 * runs })
          },
        ),
        { numRuns: 30 },
      )
      assert.deepEqual([...seen].sort(), [...faults].sort(), 'every kind of fault has happened')
    }))

  test(`${name}: is told of a wrong token without anything being refused`, () =>
    withBoth(async (both) => {
      tellDays(both, [1, 2], 1)
      assert.deepEqual(await drain(both, { token: 'not the token' }), { ...none, retry: 2, waiting: 2 })
      assert.ok(both.reports.some(({ level, message }) => level === 'error' && message.startsWith('configuration: ')))
      assert.deepEqual(both.service.heard(), [])
      both.nowMs += 60_000
      assert.deepEqual(await drain(both), { ...none, delivered: 2 })
    }))

  test(`${name}: is asked again no sooner than Retry-After says`, () =>
    withBoth(async (both) => {
      tellDays(both, [1], 1)
      const { send } = both
      both.send = async () => answered(429, 'slow down', { 'retry-after': '90' })
      assert.deepEqual(await drain(both), { ...none, retry: 1, waiting: 1 })
      both.send = send
      both.nowMs += 89_999
      assert.deepEqual(await drain(both), { ...none, waiting: 1 })
      both.nowMs += 1
      assert.deepEqual(await drain(both), { ...none, delivered: 1 })
    }))

  test(`${name}: an answer that does not fit leaves rows in doubt, and they are found to have been taken`, () =>
    withBoth(async (both) => {
      const days = tellDays(both, [1, 2, 3], 1)
      const { send } = both
      both.send = async (url, wire) => {
        await send(url, wire)
        return answered(200, '<html>Welcome to the hotel’s network</html>')
      }
      assert.deepEqual(await drain(both), { ...none, unknown: 3, waiting: 3 })
      both.send = send
      both.nowMs += 60_000
      assert.deepEqual(await drain(both), { ...none, delivered: 3 })
      assert.deepEqual(sorted(both.service.heard()), sorted(days))
    }))

  test(`${name}: a row on which the service fails every time holds nobody else up`, () =>
    withBoth(async (both) => {
      const days = tellDays(both, [1, 2, 3, 4, 5], 3)
      const { send } = both
      both.send = async (url, wire) => (wire.body?.includes('"p3"') ? answered(500, 'crashed') : send(url, wire))
      for (let run = 0; run < 8; run += 1) {
        await drain(both)
        both.nowMs += 60_000
      }
      assert.deepEqual(
        sorted(both.service.heard()),
        sorted(days.filter(({ employeeNumber }) => employeeNumber !== 'p3')),
      )
      assert.deepEqual(statesOf(both), { delivered: 12, waiting: 3 })
    }))

  test(`${name}: whoever lacks the identifier that is matched by is refused with a sentence, unsent`, () =>
    withBoth(async (both) => {
      setEmail(both, 1, 'P1@Example.ORG')
      const days = tellDays(both, [1], 1)
      tellDays(both, [2], 1)
      assert.deepEqual(await drain(both, { matchBy: 'email' }), { ...none, delivered: 1, refused: 1 })
      assert.deepEqual(
        refusedOf(both).map(({ key, reason, answer }) => [key, reason, answer]),
        [['day-2-0', 'the person has no email address, and presence entries are matched by it', null]],
      )
      assert.deepEqual(both.service.heard(), days)
    }))

  test(`${name}: dates arrive as they are in every format`, () =>
    withBoth(async (both) => {
      const days: HeardEntry[] = []
      for (const [index, dateFormat] of (
        ['iso', 'unixS', 'unixMS', 'us', 'international', 'longForm'] as const
      ).entries()) {
        days.push(...tellDays(both, [1], 1, dateFormat, index))
        assert.deepEqual(await drain(both, { dateFormat }), { ...none, delivered: 1 })
      }
      assert.deepEqual(sorted(both.service.heard()), sorted(days))
    }))

  test(`${name}: a dry run shows what would be said, sends nothing and shows no token`, () =>
    withBoth(async (both) => {
      tellDays(both, [1], 1)
      const rows = [...dryRun({ ...partsOf(both), lanes: lanesOf(both, {}) })]
      assert.deepEqual(
        rows.map((row) => row.type === 'would-send' && row.says),
        [{ employeeID: 'p1', date: '2026-03-02', state: 'at_location', location: 'HQ' }],
      )
      assert.ok(!JSON.stringify(rows).includes(both.service.token))
      assert.deepEqual(both.sent, [])
    }))
}

type Send = (baseUrl: string, wire: WireRequest) => Promise<SendOutcome>

type Both = {
  service: PresenceServiceUnderTest
  store: TestStore
  send: Send
  nowMs: number
  reports: SendReport[]
  sent: WireRequest[]
}

/** Tells of the first *in* of each person on so many days, and answers what the service is to hear. */
function tellDays(both: Both, people: readonly number[], days: number, key = 'day', fromDay = 0): HeardEntry[] {
  const rules = { undoSeconds: 0, upstreams: { clock: false, presence: true } }
  const told: HeardEntry[] = []
  for (let day = 0; day < days; day += 1) {
    const date = Temporal.PlainDate.from('2026-03-02')
      .add({ days: fromDay + day })
      .toString()
    for (const personId of people) {
      const fact = {
        ...{ eventId: `${key}-${personId}-${day}`, personId, kind: 'in' as const, atMs: startMs, startedBy: null },
        firstPresence: { localDate: date, location: 'HQ' },
      }
      write(both.store, (db) => enqueue(db, tellAttendance(fact, rules)))
      told.push({ employeeNumber: `p${personId}`, date, location: 'HQ' })
    }
  }
  return told
}

type More = Partial<PresenceSettings>

function settingsOf({ service }: Both, more: More): PresenceSettings {
  const { url, token } = service
  const { presence } = stationSettings.parse({
    station: { id: 'door', zone },
    upstreams: { presence: { url, token, matchBy: 'employeeID', ...more } },
  }).upstreams
  assert.ok(presence)
  return presence
}

function partsOf(both: Both) {
  return {
    store: both.store,
    exchange: {
      send: (url: string, wire: WireRequest) => {
        both.sent.push(wire)
        return both.send(url, wire)
      },
    },
    now: () => both.nowMs,
    random: () => 0.5,
    report: (entry: SendReport) => {
      both.reports.push(entry)
    },
    sleep: async (ms: number) => {
      both.nowMs += ms
    },
  }
}

function lanesOf(both: Both, more: More): Lane[] {
  return createLanes({ presence: settingsOf(both, more) }, partsOf(both), zone)
}

async function drain(both: Both, more: More = {}): Promise<UpstreamCounts | undefined> {
  const counts = await drainOnce({ ...partsOf(both), lanes: lanesOf(both, more), configured: ['presence'] })
  return counts.presence
}

/** Drains until nothing waits, with a fault at each request as `next` says; a station that died starts again. */
async function drainAll(both: Both, more: More, next: () => Fault): Promise<void> {
  const { send } = both
  both.send = (url, wire) => sendWith(next(), () => send(url, wire))
  for (let run = 0; run < 200 && summarise(both.store.read).waiting > 0; run += 1) {
    try {
      await drain(both, more)
    } catch (error) {
      if (!(error instanceof Died)) throw error
      resumeOutbox(both.store)
    }
    both.nowMs += 60_000
  }
  both.send = send
}

async function sendWith(fault: Fault, send: () => Promise<SendOutcome>): Promise<SendOutcome> {
  const lost: SendOutcome = { type: 'lost', requestId: 'r', why: 'reset' }
  switch (fault) {
    case 'none':
      return send()
    case 'not-sent':
      return { type: 'not-sent', requestId: 'r', why: 'refused' }
    case 'lost-before':
      return lost
    case 'lost-after':
      await send()
      return lost
    case 'busy':
      return answered(503, 'busy')
    case 'broken-before':
      return answered(500, 'broken')
    case 'broken-after':
      await send()
      return answered(500, 'broken')
    case 'gibberish-after':
      await send()
      return answered(200, '<html>Welcome to the hotel’s network</html>')
    case 'die-before':
      throw new Died()
    case 'die-after':
      await send()
      throw new Died()
  }
}

function answered(status: number, body: string, headers: WireAnswer['headers'] = {}): SendOutcome {
  return { type: 'answered', requestId: 'r', answer: { status, headers, body } }
}

function refusedOf(both: Both) {
  return readRefused(both.store.read, 'presence')
}

function statesOf(both: Both): Record<string, number> {
  return Object.fromEntries(countByState(both.store.read).map(({ state, rows }) => [state, rows]))
}

function setEmail(both: Both, personId: number, email: string): void {
  write(both.store, (db) =>
    db.prepare('UPDATE person SET email = @email WHERE id = @personId').run({ personId, email }),
  )
}

function sorted(entries: readonly HeardEntry[]): string[] {
  return entries.map(({ employeeNumber, date, location }) => `${date} ${employeeNumber} ${location}`).sort()
}
