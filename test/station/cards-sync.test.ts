/** What a station and the reference service achieve together for cards: each check-in takes effect exactly once. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { stationSettings } from '../../core/contract/settings.ts'
import { summarise } from '../../core/outbox/outbox-store.ts'
import { upsertPerson } from '../../core/people/people-store.ts'
import { setRole } from '../../core/people/role-store.ts'
import { checkInCard } from '../../core/station/check-in-card.ts'
import { createTapContext } from '../../core/station/station.ts'
import { drainOnce, dryRun } from '../../core/station/sync.ts'
import { resumeOutbox } from '../../core/station/sync-lane.ts'
import { createLanes } from '../../core/station/upstream-lanes.ts'
import { openDatabase, type Store } from '../../core/store/database.ts'
import { createExchange, type SendOutcome } from '../../core/upstream/http.ts'
import { openCentral, person, secret } from '../central/open-central.ts'
import { Died, type Fault, faults } from '../fakes/faulty-exchange.ts'
import { readRefused } from '../fakes/read-refused.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

const system = 'c43af46a-0175-4e28-aef7-4063de3b7713'
/** E0 to E3; the service knows all but E3. */
const people = [0, 1, 2, 3].map((id) => person(`E${id}`, { email: `e${id}@x.org`, occupancySystemId: system }))
const by = { type: 'supervisor', employeeNumber: 'S' } as const
const startMs = Date.parse('2026-03-02T07:00:00Z')

type CheckedIn = { card: number; employeeNumber: string }

async function openBoth(t: TestContext, more: Record<string, unknown> = {}) {
  const central = await openCentral(t, { people: people.slice(0, 3) })
  const { store, change } = openTemporaryStore(t)
  const settings = stationSettings.parse({
    station: { id: 'door', zone: 'UTC', cardSystemId: system },
    upstreams: { cards: { url: central.url, token: secret, ...more } },
  })
  change((db) => {
    for (const { cards: _, ...each } of people) upsertPerson(db, each, 0)
    const { cards: _, ...supervisor } = person('S')
    setRole(db, upsertPerson(db, supervisor, 0), 'supervisor', 0)
  })
  const context = createTapContext(store, settings)
  let minutes = 0
  const checkIn = ({ card, employeeNumber }: CheckedIn): void => {
    minutes += 1
    const request = { MatchUserByEmployeeNumber: employeeNumber, NewCardInternalCardNumber: card }
    const outcome = checkInCard(context, { request, by, nowMs: startMs + minutes * 60_000 })
    assert.equal(outcome.type, 'checked-in')
  }
  return { central, store, settings, checkIn, heard: () => readHeard(central.dataDir) }
}

/** Everything that changed hands at the service, in order. */
function readHeard(dataDir: string): CheckedIn[] {
  const database = openDatabase(join(dataDir, 'central.sqlite'), 'read')
  try {
    return database.read
      .prepare<CheckedIn>(
        `SELECT internal_number AS card, employee_number AS employeeNumber FROM card_check_in
         JOIN card ON card.id = card_id JOIN person ON person.id = person_id ORDER BY sequence`,
      )
      .all()
  } finally {
    database.close()
  }
}

/** Cards that go from hand to hand; no card goes to whoever has it. */
function day(count: number): CheckedIn[] {
  return Array.from({ length: count }, (_, index) => ({
    card: (index % 7) + 1,
    employeeNumber: `E${Math.floor(index / 7) % 3}`,
  }))
}

function assertHeard(heard: readonly CheckedIn[], told: readonly CheckedIn[]): void {
  const cards = new Set(told.map(({ card }) => card))
  for (const number of cards) {
    assert.deepEqual(
      heard.filter(({ card }) => card === number),
      told.filter(({ card }) => card === number),
    )
  }
  assert.equal(heard.length, told.length)
}

/** One run; what goes wrong is taken from `plan`, request by request. */
async function drain(store: Store, settings: ReturnType<typeof stationSettings.parse>, plan: Fault[] = []) {
  const exchange = createExchange()
  const send = async (...sent: Parameters<typeof exchange.send>): Promise<SendOutcome> => {
    const fault = plan.shift() ?? 'none'
    if (fault === 'none') return exchange.send(...sent)
    const requestId = 'r'
    const answered = (status: number, body: string): SendOutcome => {
      return { type: 'answered', requestId, answer: { status, headers: {}, body } }
    }
    if (fault.endsWith('-after')) await exchange.send(...sent)
    switch (fault) {
      case 'not-sent':
        return { type: 'not-sent', requestId, why: 'refused' }
      case 'lost-before':
      case 'lost-after':
        return { type: 'lost', requestId, why: 'reset' }
      case 'busy':
        return answered(503, 'busy')
      case 'broken-before':
      case 'broken-after':
        return answered(500, 'broken')
      case 'gibberish-after':
        return answered(200, '<html>Welcome to the hotel’s network</html>')
      case 'die-before':
      case 'die-after':
        throw new Died()
    }
  }
  const reports: string[] = []
  const parts = {
    store,
    exchange: { send },
    // The shortest back-off, and a clock on which it is always over.
    random: () => 0,
    now: Date.now,
    report: (entry: object) => reports.push(JSON.stringify(entry)),
    sleep: async () => {},
  }
  const lanes = createLanes(settings.upstreams, parts)
  try {
    const counts = await drainOnce({ ...parts, lanes, configured: ['cards'] })
    return { counts: counts.cards, reports, lanes }
  } finally {
    await exchange.close()
  }
}

test('a day of cards is told exactly once and in order per card, in each format of the page', async (t) => {
  for (const format of ['json', 'xml', 'form']) {
    const { store, settings, checkIn, heard } = await openBoth(t, { format })
    const told = day(30)
    for (const each of told) checkIn(each)
    const { counts } = await drain(store, settings)
    assert.deepEqual(counts, { delivered: 30, retry: 0, refused: 0, unknown: 0, waiting: 0 }, format)
    assertHeard(heard(), told)
  }
})

test('each check-in takes effect exactly once, whatever is lost before or after the service committed', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...faults), { maxLength: 20 }), async (faulty) => {
      const { central, store, settings, checkIn, heard } = await openBoth(t)
      const told = day(12)
      for (const each of told) checkIn(each)
      const plan = [...faulty]
      for (let run = 0; run < 200 && summarise(store.read).waiting > 0; run += 1) {
        try {
          await drain(store, settings, plan)
        } catch (error) {
          if (!(error instanceof Died)) throw error
          resumeOutbox(store)
        }
      }
      assert.deepEqual(summarise(store.read), { waiting: 0, oldestWaitingAtMs: null, refused: 0 })
      assertHeard(heard(), told)
      await central.close()
    }),
    { numRuns: 12 },
  )
})

test('a check-in that the service refuses waits for a person with its Description, and holds up nobody', async (t) => {
  const { store, settings, checkIn, heard } = await openBoth(t)
  const told = day(10)
  checkIn({ card: 50, employeeNumber: 'E3' })
  for (const each of told) checkIn(each)
  const { counts } = await drain(store, settings)
  assert.deepEqual(counts, { delivered: 10, retry: 0, refused: 1, unknown: 0, waiting: 0 })
  const [refused] = readRefused(store.read, 'cards')
  assert.equal(refused?.reason, 'No user has this employee number.')
  assertHeard(heard(), told)
})

test('a wrong token refuses nothing: all of it waits for an operator, and goes when it is put right', async (t) => {
  const { store, settings, checkIn, heard } = await openBoth(t)
  const told = day(5)
  for (const each of told) checkIn(each)
  const { cards } = settings.upstreams
  assert.ok(cards)
  const wrong = { ...settings, upstreams: { cards: { ...cards, token: 'not the token' } } }
  const { counts, reports } = await drain(store, wrong)
  assert.deepEqual([counts?.refused, counts?.waiting], [0, 5])
  assert.match(reports.join(), /"level":"error".*configuration: status 401/)
  assert.doesNotMatch(reports.join(), /not the token/)
  assert.deepEqual(heard(), [])
  await drain(store, settings)
  assertHeard(heard(), told)
})

test('a service that asks for time is given it', async (t) => {
  const { store, settings, checkIn } = await openBoth(t)
  checkIn({ card: 1, employeeNumber: 'E0' })
  const nowMs = startMs + 3_600_000
  const headers = { 'retry-after': '120' }
  const parts = {
    store,
    exchange: {
      send: async () => ({ type: 'answered' as const, requestId: 'r', answer: { status: 429, headers, body: '' } }),
    },
    now: () => nowMs,
    random: () => 0,
    report: () => {},
    sleep: async () => {},
  }
  const [lane] = createLanes(settings.upstreams, parts)
  const pass = await lane?.pass(nowMs)
  assert.equal(pass?.retryAfterMs, 120_000)
  const row = store.read.prepare<{ dueAtMs: number }>('SELECT due_at_ms AS dueAtMs FROM outbox').get()
  assert.equal(row?.dueAtMs, nowMs + 120_000)
})

test('a dry run shows card and person, by the criterion of the setting, and no secret', async (t) => {
  const { store, settings, checkIn, heard } = await openBoth(t, { matchBy: 'email' })
  checkIn({ card: 1, employeeNumber: 'E2' })
  const { lanes } = await drain(store, settings, ['busy', 'busy', 'busy', 'busy'])
  const rows = [...dryRun({ store, lanes, now: Date.now })]
  assert.deepEqual(
    rows.map((row) => row.type === 'would-send' && row.says),
    [
      {
        MatchUserByByEmail: 'e2@x.org',
        NewCardInternalCardNumber: 1,
        NewCardCardACSystemId: system,
        NewCardEnforceOccupancySystem: false,
      },
    ],
  )
  assert.equal(JSON.stringify(rows).includes(secret), false)
  assert.deepEqual(heard(), [])
})

test('whom the service knows somebody as is read when the row is sent', async (t) => {
  const { store, settings, checkIn, heard } = await openBoth(t, { matchBy: 'email' })
  checkIn({ card: 1, employeeNumber: 'E0' })
  store.transact((db) => ({ ok: true, value: upsertPerson(db, { ...person('E0'), email: 'e1@x.org' }, 1) }))
  await drain(store, settings)
  assert.deepEqual(heard(), [{ card: 1, employeeNumber: 'E1' }])
})
