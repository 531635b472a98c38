/** Any order of taps, undos, faults and deaths, against a service that toggles: nothing lost, nothing doubled. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { enqueue, summarise, withdrawWaiting } from '../../core/outbox/outbox-store.ts'
import { type AttendanceFact, type TellRules, tellAttendance, tellUndo } from '../../core/outbox/tell.ts'
import { drainOnce } from '../../core/station/sync.ts'
import { type Lane, resumeOutbox } from '../../core/station/sync-lane.ts'
import { createLanes } from '../../core/station/upstream-lanes.ts'
import { createFakeClockService, type FakeClockService, fakeCommunityId, fakeKey } from '../fakes/fake-clock-service.ts'
import { createFaultyExchange, Died, type Fault, type FaultyExchange, faults } from '../fakes/faulty-exchange.ts'
import { openTestStore, type TestStore, write } from '../fakes/station-store.ts'

const people = 3
const rules: TellRules = { undoSeconds: 10, upstreams: { clock: true, presence: false } }

type Wish = { key: string; kind: 'in' | 'out' | 'force-in'; occurredAt: string }

/** A station's outbox, lanes and clock, and what it has told the outbox of each person. */
class Station {
  readonly store: TestStore
  readonly exchange: FaultyExchange
  readonly wishesByPerson = new Map<number, Wish[]>()
  readonly #lastByPerson = new Map<number, AttendanceFact>()
  readonly #openByPerson = new Map<number, string>()
  readonly #dialect: 'reference' | 'vendor'
  #lanes: Lane[]
  #nowMs = Date.parse('2026-03-02T08:00:00Z')
  #events = 0
  /** How many commits go well before one at which the station dies; null: all. */
  #commitsUntilDeath: { left: number; isAfterCommit: boolean } | null = null

  constructor(store: TestStore, service: FakeClockService, dialect: 'reference' | 'vendor') {
    this.store = store
    this.#dialect = dialect
    this.exchange = createFaultyExchange(service.handle)
    this.#lanes = this.#createLanes()
  }

  #createLanes(): Lane[] {
    const store: Pick<TestStore, 'read' | 'transact'> = {
      read: this.store.read,
      transact: (work) => {
        const death = this.#commitsUntilDeath
        const isLast = death !== null && death.left-- === 0
        if (isLast && !death.isAfterCommit) throw new Died()
        const result = this.store.transact(work)
        if (isLast) throw new Died()
        return result
      },
    }
    const clock = {
      url: 'http://service',
      dialect: this.#dialect,
      communityId: fakeCommunityId,
      key: fakeKey,
      lateAfterSeconds: 1_000_000,
      perSecond: 1,
      batchRows: 2,
    }
    const now = (): number => this.#nowMs
    const sleep = async (ms: number): Promise<void> => this.passTime(ms)
    const parts = { store, exchange: this.exchange, now, sleep, random: () => 0.5, report: () => {} }
    return createLanes({ clock }, parts, 'UTC')
  }

  passTime(ms: number): void {
    this.#nowMs += ms
  }

  tap(personId: number, isMissedOut: boolean): void {
    this.passTime(60_000)
    this.#events += 1
    const eventId = `e${this.#events}`
    const startedBy = this.#openByPerson.get(personId) ?? null
    const kind = startedBy === null ? 'in' : isMissedOut ? 'force-in' : 'out'
    const fact: AttendanceFact = {
      eventId,
      personId,
      kind,
      atMs: this.#nowMs,
      startedBy: kind === 'out' ? startedBy : null,
      firstPresence: null,
    }
    write(this.store, (db) => enqueue(db, tellAttendance(fact, rules)))
    if (kind === 'out') this.#openByPerson.delete(personId)
    else this.#openByPerson.set(personId, eventId)
    this.#lastByPerson.set(personId, fact)
    this.#wishes(personId).push({ key: eventId, kind, occurredAt: new Date(this.#nowMs).toISOString() })
  }

  /** Undoing a forced clock-in leaves the service without the period that was open before it: no exact expectation. */
  undo(personId: number): void {
    const undone = this.#lastByPerson.get(personId)
    if (!undone || undone.kind === 'force-in') return
    this.#lastByPerson.delete(personId)
    this.#events += 1
    const eventId = `e${this.#events}`
    write(this.store, (db) => {
      for (const step of tellUndo({ eventId, atMs: this.#nowMs, undone }, rules)) {
        const how = withdrawWaiting(db, step.upstream, step.key)
        const wishes = this.#wishes(personId)
        if (how === 'withdrawn')
          wishes.splice(
            wishes.findIndex(({ key }) => key === undone.eventId),
            1,
          )
        if (how !== 'too-late' || !step.instead) continue
        enqueue(db, [step.instead])
        const kind = undone.kind === 'out' ? 'in' : 'out'
        wishes.push({ key: eventId, kind, occurredAt: new Date(this.#nowMs).toISOString() })
      }
    })
    if (undone.kind === 'out' && undone.startedBy) this.#openByPerson.set(personId, undone.startedBy)
    else this.#openByPerson.delete(personId)
  }

  #wishes(personId: number): Wish[] {
    const wishes = this.wishesByPerson.get(personId) ?? []
    this.wishesByPerson.set(personId, wishes)
    return wishes
  }

  /** One run, in which the station may die; then it starts again. */
  async sync(plan: readonly Fault[], death: { left: number; isAfterCommit: boolean } | null): Promise<void> {
    this.exchange.plan.splice(0, Infinity, ...plan)
    this.#commitsUntilDeath = death && { ...death }
    try {
      await drainOnce({
        random: () => 0.5,
        store: this.store,
        lanes: this.#lanes,
        report: () => {},
        configured: ['clock'],
        now: () => this.#nowMs,
      })
    } catch (error) {
      if (!(error instanceof Died)) throw error
      this.#commitsUntilDeath = null
      resumeOutbox(this.store)
      this.#lanes = this.#createLanes()
    }
    this.#commitsUntilDeath = null
    this.exchange.plan.splice(0)
  }

  /** Until nothing waits: by then every fault is over. */
  async finish(): Promise<void> {
    for (let round = 0; round < 100; round += 1) {
      this.passTime(120_000)
      await this.sync([], null)
      if (summarise(this.store.read).waiting === 0) return
    }
    assert.fail('something waits for ever')
  }
}

const person = fc.integer({ min: 1, max: people })
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('tap' as const), person, isMissedOut: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('undo' as const), person }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('pass time' as const), ms: fc.integer({ min: 0, max: 90_000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('set back' as const), ms: fc.integer({ min: 0, max: 86_400_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('meddle' as const), person }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('sync' as const),
      plan: fc.array(fc.constantFrom(...faults), { maxLength: 6 }),
      death: fc.option(fc.record({ left: fc.nat(5), isAfterCommit: fc.boolean() }), { freq: 2 }),
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

async function run(
  steps: readonly Step[],
  service: FakeClockService,
  dialect: 'reference' | 'vendor',
  allows: { missedOuts: boolean; meddling: boolean },
): Promise<Station> {
  // One file for all runs: to make one costs more than a run.
  write(store, (db) => db.prepare('DELETE FROM outbox').run())
  const station = new Station(store, service, dialect)
  for (const next of steps) {
    switch (next.do) {
      case 'tap':
        station.tap(next.person, next.isMissedOut && allows.missedOuts)
        break
      case 'undo':
        station.undo(next.person)
        break
      case 'pass time':
        station.passTime(next.ms)
        break
      case 'set back':
        station.passTime(-next.ms)
        break
      case 'meddle':
        if (allows.meddling) service.toggle(`p${next.person}`)
        break
      case 'sync':
        await station.sync(next.plan, next.death)
    }
  }
  await station.finish()
  assert.equal(summarise(station.store.read).refused, 0)
  return station
}

function heardOf(service: FakeClockService, personId: number): Wish[] {
  return service.events
    .filter(({ username }) => username === `p${personId}`)
    .map(({ key, kind, occurredAt }) => ({ key: key ?? '', kind, occurredAt: occurredAt ?? '' }))
}

const steps = fc.array(step, { maxLength: 40 })

let store: TestStore
before(() => {
  store = openTestStore(people)
})
after(() => store.discard())

describe('telling the clock, whatever goes wrong', () => {
  it('tells the reference service of everything exactly once, in order per person, with its true time', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const service = createFakeClockService({ isReference: true })
        const station = await run(list, service, 'reference', { missedOuts: true, meddling: false })
        for (let id = 1; id <= people; id += 1) {
          assert.deepEqual(heardOf(service, id), station.wishesByPerson.get(id) ?? [])
        }
      }),
      { numRuns: 250 },
    )
  })

  it('tells a vendor of everything exactly once too, where it can be asked how a person stands', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), async (list, answersWithRows) => {
        const service = createFakeClockService({ isReference: false, answersWithRows })
        const station = await run(list, service, 'vendor', { missedOuts: false, meddling: false })
        for (let id = 1; id <= people; id += 1) {
          const wished = (station.wishesByPerson.get(id) ?? []).map(({ kind }) => kind)
          assert.deepEqual(
            heardOf(service, id).map(({ kind }) => kind),
            wished,
          )
        }
      }),
      { numRuns: 250 },
    )
  })

  it('brings everybody to where the last tap left them, also where others meddle or nobody can be asked', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.constantFrom('reference' as const, 'vendor' as const),
        fc.boolean(),
        async (list, dialect, hasReadBack) => {
          const service = createFakeClockService({ isReference: dialect === 'reference', hasReadBack })
          const lastTaps = [1, 2, 3].map((id): Step => ({ do: 'tap', person: id, isMissedOut: false }))
          const all = [...list, ...lastTaps]
          const station = await run(all, service, dialect, { missedOuts: true, meddling: true })
          for (let id = 1; id <= people; id += 1) {
            assert.equal(service.isIn(`p${id}`), station.wishesByPerson.get(id)?.at(-1)?.kind !== 'out')
            if (dialect === 'vendor') continue
            const keys = heardOf(service, id).map(({ key }) => key)
            const wished = (station.wishesByPerson.get(id) ?? []).map(({ key }) => key)
            assert.deepEqual(
              keys.filter((key) => !key.includes('.')),
              wished,
              'each event once and in order; corrections have keys of their own',
            )
          }
        },
      ),
      { numRuns: 250 },
    )
  })
})
