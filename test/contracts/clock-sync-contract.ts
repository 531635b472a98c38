/** What a station and a clock service that takes our extensions achieve together. Run against the fake and the reference service. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UpstreamCounts } from '../../core/contract/contract.ts'
import type { ClockSettings } from '../../core/contract/settings.ts'
import { enqueue, summarise } from '../../core/outbox/outbox-store.ts'
import { tellAttendance } from '../../core/outbox/tell.ts'
import { drainOnce } from '../../core/station/sync.ts'
import { createLanes } from '../../core/station/upstream-lanes.ts'
import { createExchange } from '../../core/upstream/http.ts'
import { readRefused } from '../fakes/read-refused.ts'
import { openTestStore, type TestStore, write } from '../fakes/station-store.ts'
import { morning, toFact } from '../fakes/sync-child.ts'

export type HeardEvent = { employeeNumber: string; kind: string; occurredAt: string; key: string | null }

/** Knows p1 to p5 by their employee numbers, and nobody else. */
export type ServiceUnderTest = {
  url: string
  key: string
  /** Everything it accepted, in order. */
  heard: () => HeardEvent[]
  close: () => Promise<void>
}

const people = 6

export function testClockSync(name: string, open: () => Promise<ServiceUnderTest>): void {
  const withService = async (work: (service: ServiceUnderTest, store: TestStore) => Promise<void>): Promise<void> => {
    const service = await open()
    const store = openTestStore(people)
    try {
      await work(service, store)
    } finally {
      store.discard()
      await service.close()
    }
  }

  test(`${name}: hears of a morning exactly once, in order per person, with its true times`, () =>
    withService(async (service, store) => {
      const events = morning(300)
      for (const event of events) write(store, (db) => enqueue(db, tellAttendance(toFact(event), tellRules)))
      const counts = await drain(service, store)
      assert.deepEqual(counts, { delivered: 300, retry: 0, refused: 0, unknown: 0, waiting: 0 })
      assertHeard(service.heard(), events)
    }))

  test(`${name}: hears nothing twice although every second answer is lost on the way`, () =>
    withService(async (service, store) => {
      const events = morning(60)
      for (const event of events) write(store, (db) => enqueue(db, tellAttendance(toFact(event), tellRules)))
      let answers = 0
      for (let run = 0; run < 200 && summarise(store.read).waiting > 0; run += 1) {
        await drain(service, store, () => {
          answers += 1
          return answers % 2 === 1
        })
      }
      assertHeard(service.heard(), events)
    }))

  test(`${name}: refuses in its own words whom it does not know, and everybody else is heard of`, () =>
    withService(async (service, store) => {
      const stranger = morning(2).map((event) => ({ ...event, eventId: `x${event.eventId}`, personId: 6 }))
      const events = morning(20)
      for (const event of [...stranger, ...events]) {
        write(store, (db) => enqueue(db, tellAttendance(toFact(event), tellRules)))
      }
      const counts = await drain(service, store)
      assert.equal(counts?.delivered, 20)
      assert.equal(counts?.waiting, 0)
      const refused = readRefused(store.read, 'clock')
      assert.ok(refused.length > 0)
      for (const { reason } of refused) assert.equal(reason, 'API ID NOT LINKED TO AN ACCOUNT IN THIS COMMUNITY')
      assertHeard(service.heard(), events)
    }))

  test(`${name}: is told of a wrong key without anything being refused`, () =>
    withService(async (service, store) => {
      for (const event of morning(10)) write(store, (db) => enqueue(db, tellAttendance(toFact(event), tellRules)))
      const counts = await drain({ ...service, key: 'not the key' }, store)
      assert.deepEqual(counts, { delivered: 0, retry: 4, refused: 0, unknown: 0, waiting: 10 })
      assert.deepEqual(service.heard(), [])
    }))
}

const tellRules = { undoSeconds: 0, upstreams: { clock: true, presence: false } }

export function settingsFor({ url, key }: Pick<ServiceUnderTest, 'url' | 'key'>): ClockSettings {
  return { url, key, dialect: 'reference', communityId: 'foyer', lateAfterSeconds: 300, perSecond: 1, batchRows: 4 }
}

async function drain(
  service: Pick<ServiceUnderTest, 'url' | 'key'>,
  store: TestStore,
  loses: () => boolean = () => false,
): Promise<UpstreamCounts | undefined> {
  const exchange = createExchange()
  const parts = {
    store,
    exchange: {
      send: async (...request: Parameters<typeof exchange.send>) => {
        const outcome = await exchange.send(...request)
        return loses() ? { type: 'lost' as const, why: 'lost on the way', requestId: outcome.requestId } : outcome
      },
    },
    now: Date.now,
    // The shortest back-off: what failed is due at the next run.
    random: () => 0,
    report: () => {},
    sleep: async () => {},
  }
  const lanes = createLanes({ clock: settingsFor(service) }, parts, 'UTC')
  try {
    return (await drainOnce({ ...parts, lanes, configured: ['clock'] })).clock
  } finally {
    await exchange.close()
  }
}

/** Per person the same events in the same order, each once. */
export function assertHeard(heard: readonly HeardEvent[], events: ReturnType<typeof morning>): void {
  for (let id = 1; id <= people; id += 1) {
    assert.deepEqual(
      heard.filter(({ employeeNumber }) => employeeNumber === `p${id}`),
      events
        .filter(({ personId }) => personId === id)
        .map(({ eventId, kind, atMs }) => ({
          employeeNumber: `p${id}`,
          kind,
          occurredAt: new Date(atMs).toISOString(),
          key: eventId,
        })),
    )
  }
}
