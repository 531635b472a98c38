/** A station that puts and deletes time profiles, and the reference central service over HTTP, with whatever goes wrong between them. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import fc from 'fast-check'
import type { UpstreamCounts } from '../../core/contract/contract.ts'
import { stationSettings, type TimeProfileSettings } from '../../core/contract/settings.ts'
import { countByState, enqueue, nextDueAtMs, summarise } from '../../core/outbox/outbox-store.ts'
import { readPause } from '../../core/outbox/upstream-pause-store.ts'
import { listProfiles } from '../../core/schedule/schedule-store.ts'
import type { TimeProfileItem } from '../../core/schedule/time-profile.ts'
import { deleteProfilesByLink, type ProfileContext, putAndTell } from '../../core/station/put-profiles.ts'
import { drainOnce, dryRun, type SyncParts, startSyncLoop } from '../../core/station/sync.ts'
import { type Lane, resumeOutbox } from '../../core/station/sync-lane.ts'
import { createLanes } from '../../core/station/upstream-lanes.ts'
import { openDatabase, type ReadableDb } from '../../core/store/database.ts'
import { createTimeOrderedIds } from '../../core/store/time-ordered-id.ts'
import type { WireAnswer, WireRequest } from '../../core/upstream/connector.ts'
import { createExchange, type SendOutcome } from '../../core/upstream/http.ts'
import type { SendReport } from '../../core/upstream/post-wire.ts'
import { openCentral, secret } from '../central/open-central.ts'
import { createFaultyExchange, Died, type FaultyExchange, faults } from '../fakes/faulty-exchange.ts'
import { readRefused } from '../fakes/read-refused.ts'
import { openTestStore, type TestStore, write } from '../fakes/station-store.ts'
import { makeProfile, repeatEvery } from '../schedule/make-profile.ts'

const exchange = createExchange()
after(() => exchange.close())

type Handle = (wire: WireRequest, serve: (wire: WireRequest) => Promise<WireAnswer>) => WireAnswer | Promise<WireAnswer>

type Setup = Pick<FaultyExchange, 'plan'> & {
  store: TestStore
  reports: SendReport[]
  /** What the service was sent and took, logins too. */
  taken: WireRequest[]
  put: (...items: TimeProfileItem[]) => void
  remove: (...linkIds: string[]) => void
  drain: () => Promise<UpstreamCounts | undefined>
  parts: Omit<SyncParts, 'lanes' | 'configured'>
  /** As after a kill: rows on their way are in doubt, the login is forgotten. */
  restart: () => void
  lanes: () => Lane[]
  atStation: () => TimeProfileItem[]
  atService: () => TimeProfileItem[]
  clock: { stationMs: number; serviceMs: number }
}

type Options = Partial<TimeProfileSettings> & { handle?: Handle }

async function open(t: TestContext, { handle, ...more }: Options = {}): Promise<Setup> {
  const startMs = Date.parse('2026-03-02T08:00:00Z')
  const clock = { stationMs: startMs, serviceMs: startMs }
  const central = await openCentral(t, { nowMs: () => clock.serviceMs })
  const store = openTestStore(1)
  t.after(() => store.discard())
  const settings = stationSettings.parse({
    station: { id: 's', zone: 'Europe/Berlin' },
    upstreams: { timeProfiles: { url: central.url, username: 'station', password: secret, batchRows: 4, ...more } },
  })
  const taken: WireRequest[] = []
  const serve = async (wire: WireRequest): Promise<WireAnswer> => {
    const outcome: SendOutcome = await exchange.send(central.url, wire)
    assert.ok(outcome.type === 'answered', outcome.type)
    if (outcome.answer.status === 200) taken.push(wire)
    return outcome.answer
  }
  const { send, plan } = createFaultyExchange((wire) => (handle ? handle(wire, serve) : serve(wire)))
  const reports: SendReport[] = []
  const parts = {
    store,
    exchange: { send },
    now: () => clock.stationMs,
    random: () => 0,
    report: (entry: SendReport) => reports.push(entry),
    sleep: async () => {},
  }
  const context: ProfileContext = { store, settings, newEventId: createTimeOrderedIds() }
  let lanes = createLanes(settings.upstreams, parts)
  const service = openDatabase(join(central.dataDir, 'central.sqlite'), 'read')
  t.after(() => service.close())
  const itemsOf = (db: ReadableDb) => listProfiles(db).map(({ item }) => item)
  return {
    store,
    parts,
    plan,
    reports,
    taken,
    clock,
    put: (...items) => {
      const telling = { atMs: clock.stationMs, newKey: () => context.newEventId(clock.stationMs) }
      write(store, (db) => putAndTell(db, items, clock.stationMs, telling))
    },
    remove: (...linkIds) => {
      deleteProfilesByLink(context, linkIds, clock.stationMs)
    },
    drain: async () => (await drainOnce({ ...parts, lanes, configured: ['timeProfiles'] })).timeProfiles,
    restart: () => {
      resumeOutbox(store)
      lanes = createLanes(settings.upstreams, parts)
    },
    lanes: () => lanes,
    atStation: () => itemsOf(store.read),
    atService: () => itemsOf(service.read),
  }
}

const linkOf = (index: number): string => `91c615e3-1040-4815-8ecb-${String(index).padStart(12, '0')}`
const profile = (index: number, name = `Profile ${index}`): TimeProfileItem =>
  makeProfile('2026-03-02T08:00', '2026-03-02T17:00', repeatEvery('week'), { linkId: linkOf(index), name })
const none = { delivered: 0, retry: 0, refused: 0, unknown: 0, waiting: 0 }

/** What the service took of each link id, in order: names of what was put, `null` for a delete. */
function heardByLink(taken: readonly WireRequest[]): Map<string, (string | null)[]> {
  const heard = new Map<string, (string | null)[]>()
  const note = (linkId: string, name: string | null) => heard.set(linkId, [...(heard.get(linkId) ?? []), name])
  for (const { body } of taken) {
    const { list_items: items = [], link_ids: linkIds = [] } = JSON.parse(body ?? '{}')
    for (const item of items) note(item.link_id, item.name)
    for (const linkId of linkIds) note(linkId, null)
  }
  return heard
}

const logins = (taken: readonly WireRequest[]): number => taken.filter(({ method }) => method === 'GET').length

test('what is put and deleted at a station stands at the service, each told once and in order per profile', async (t) => {
  for (const deleteBy of ['link-delete', 'items-link'] as const) {
    const setup = await open(t, { deleteBy })
    setup.put(profile(1), profile(2), profile(3))
    setup.put(profile(1, 'Renamed'))
    setup.remove(linkOf(2))
    setup.remove(linkOf(1), linkOf(9))
    setup.put(profile(1, 'Back again'))
    assert.deepEqual(await setup.drain(), { ...none, delivered: 7 })
    assert.deepEqual(setup.atService(), setup.atStation())
    assert.deepEqual(setup.atService(), [profile(1, 'Back again'), profile(3)])
    assert.deepEqual(
      [...heardByLink(setup.taken)],
      [
        [linkOf(1), ['Profile 1', 'Renamed', null, 'Back again']],
        [linkOf(2), ['Profile 2', null]],
        [linkOf(3), ['Profile 3']],
      ],
    )
    assert.equal(logins(setup.taken), 1)
  }
})

test('a hundred profiles go in batches as large as the settings say', async (t) => {
  const setup = await open(t, { batchRows: 40 })
  setup.put(...Array.from({ length: 100 }, (_, index) => profile(index)))
  assert.deepEqual(await setup.drain(), { ...none, delivered: 100 })
  assert.equal(setup.taken.length, 1 + 3)
  assert.equal(setup.atService().length, 100)
})

test('whatever is lost, broken or killed on the way, the service ends up as the station, and nobody is asked', async (t) => {
  const setup = await open(t)
  let names = 0
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ put: fc.uniqueArray(fc.nat(3), { minLength: 1 }) }) },
    { weight: 2, arbitrary: fc.record({ remove: fc.uniqueArray(fc.nat(3), { minLength: 1 }) }) },
    { weight: 3, arbitrary: fc.record({ faults: fc.array(fc.constantFrom(...faults), { maxLength: 4 }) }) },
  )
  const drain = async (): Promise<void> => {
    try {
      await setup.drain()
    } catch (error) {
      if (!(error instanceof Died)) throw error
      setup.restart()
    }
    setup.clock.stationMs += 60_000
  }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const told = new Map<string, (string | null)[]>()
      const note = (linkId: string, name: string | null) => told.set(linkId, [...(told.get(linkId) ?? []), name])
      setup.taken.length = 0
      for (const each of steps) {
        if ('put' in each) {
          names += 1
          const items = each.put.map((index) => profile(index, `Name ${names}`))
          setup.put(...items)
          for (const item of items) note(item.link_id, item.name)
        } else if ('remove' in each) {
          const there = new Set(setup.atStation().map((item) => item.link_id))
          setup.remove(...each.remove.map(linkOf))
          for (const linkId of each.remove.map(linkOf)) if (there.has(linkId)) note(linkId, null)
        } else {
          setup.plan.push(...each.faults)
          await drain()
        }
      }
      for (let run = 0; run < 100 && summarise(setup.store.read).waiting > 0; run += 1) await drain()
      assert.deepEqual({ ...summarise(setup.store.read) }, { waiting: 0, oldestWaitingAtMs: null, refused: 0 })
      assert.deepEqual(setup.atService(), setup.atStation())
      // A repeat says the same once more; beside that every fact arrived once and in its turn.
      for (const [linkId, heard] of heardByLink(setup.taken)) {
        assert.deepEqual(
          heard.filter((name, index) => index === 0 || name !== heard[index - 1]),
          told.get(linkId),
        )
      }
    }),
    { numRuns: 40 },
  )
})

test('a delete whose answer was lost is delivered when nothing is found any more', async (t) => {
  const setup = await open(t)
  setup.put(profile(1))
  await setup.drain()
  setup.remove(linkOf(1))
  setup.plan.push('lost-after')
  assert.deepEqual(await setup.drain(), { ...none, unknown: 1, waiting: 1 })
  setup.clock.stationMs += 60_000
  assert.deepEqual(await setup.drain(), { ...none, delivered: 1 })
})

test('a delete of what the service never had is refused in its words', async (t) => {
  const setup = await open(t)
  write(setup.store, (db) => putAndTell(db, [profile(1)], 0, null))
  setup.remove(linkOf(1))
  assert.deepEqual(await setup.drain(), { ...none, refused: 1 })
  assert.equal(readRefused(setup.store.read, 'timeProfiles')[0]?.answer, 'entity_not_found')
})

test('a request that is refused whole is halved until the offender stands alone, and the others arrive', async (t) => {
  const setup = await open(t, {
    batchRows: 8,
    // The station sends nothing that the service refuses, so something in between spoils one item.
    handle: (wire, serve) =>
      serve({
        ...wire,
        body: wire.body?.replace(/("name":"Profile 5".*?"repeat_type":)"week"/, '$1"fortnight"') ?? null,
      }),
  })
  setup.put(...[1, 2, 3, 4, 5, 6, 7, 8].map((index) => profile(index)))
  assert.deepEqual(await setup.drain(), { ...none, delivered: 7, refused: 1 })
  const [refused, ...others] = readRefused(setup.store.read, 'timeProfiles')
  assert.deepEqual(others, [])
  assert.deepEqual([refused?.reason, refused?.answer], ['Wrong repeat_type', 'Wrong repeat_type'])
  assert.deepEqual(
    setup.atService().map(({ name }) => name),
    [1, 2, 3, 4, 6, 7, 8].map((index) => `Profile ${index}`),
  )
})

test('a token that the service no longer knows is renewed once, and the request sent again', async (t) => {
  const setup = await open(t)
  setup.put(profile(1))
  await setup.drain()
  setup.clock.serviceMs += 3 * 3_600_000
  setup.put(profile(2))
  assert.deepEqual(await setup.drain(), { ...none, delivered: 1 })
  assert.equal(logins(setup.taken), 2)
  setup.clock.stationMs += 3 * 3_600_000
  setup.put(profile(3))
  assert.deepEqual(await setup.drain(), { ...none, delivered: 1 })
  assert.equal(logins(setup.taken), 3)
})

test('a wrong password refuses nothing: everything waits, and an operator is told without any secret', async (t) => {
  const setup = await open(t, { password: 'not the secret' })
  setup.put(profile(1), profile(2))
  assert.deepEqual(await setup.drain(), { ...none, retry: 2, waiting: 2 })
  const said = JSON.stringify(setup.reports)
  assert.match(said, /configuration: login: status 401: Log In/)
  const hash = createHash('md5').update('not the secret').digest('hex')
  for (const word of ['not the secret', hash, 'station&password']) assert.equal(said.includes(word), false, word)
})

test('a refused login is not tried again before its pause is over, also by the next process', async (t) => {
  const setup = await open(t, { password: 'not the secret' })
  const attempts = () => setup.reports.filter(({ message }) => message.startsWith('GET /api/v1/login')).length
  setup.put(profile(1), profile(2))
  await setup.drain()
  setup.restart()
  assert.deepEqual(await setup.drain(), { ...none, waiting: 2 })
  assert.equal(attempts(), 1)
  assert.match(setup.reports.at(-1)?.message ?? '', /^left alone until 2026-03-02T08:00:00\.001Z, because its login/)
  assert.equal(readPause(setup.store.read, 'timeProfiles')?.failures, 1)
  const loop = startSyncLoop({
    ...setup.parts,
    lanes: setup.lanes(),
    configured: ['timeProfiles'],
    onChange: () => {},
    close: async () => {},
  })
  assert.deepEqual(
    loop.heldUp().map(({ cause, failures }) => [cause, failures]),
    [['configuration', 1]],
  )
  await loop.stop()
  assert.equal(attempts(), 1)
  setup.clock.stationMs += 1
  await setup.drain()
  assert.equal(attempts(), 2)
  assert.equal(readPause(setup.store.read, 'timeProfiles')?.failures, 2)
})

test('a login that is taken again ends the pause', async (t) => {
  let isWrong = true
  const setup = await open(t, {
    handle: (wire, serve) => (isWrong ? { status: 401, headers: {}, body: '{"error":"Log In"}' } : serve(wire)),
  })
  setup.put(profile(1))
  await setup.drain()
  isWrong = false
  setup.clock.stationMs += 1
  assert.deepEqual(await setup.drain(), { ...none, delivered: 1 })
  assert.equal(readPause(setup.store.read, 'timeProfiles'), null)
})

test('neither password nor token is in what the station reports', async (t) => {
  const setup = await open(t)
  setup.put(profile(1))
  setup.plan.push('none', 'gibberish-after')
  await setup.drain()
  const said = JSON.stringify(setup.reports)
  const token = setup.taken.find(({ headers }) => headers.authorization)?.headers.authorization?.slice('Bearer '.length)
  assert.ok(token)
  for (const word of [secret, token, createHash('md5').update(secret).digest('hex')]) {
    assert.equal(said.includes(word), false, word)
  }
})

test('Retry-After is obeyed, and nothing is lost meanwhile', async (t) => {
  let isBusy = true
  const setup = await open(t, {
    handle: (wire, serve) =>
      isBusy && wire.method === 'POST' ? { status: 429, headers: { 'retry-after': '120' }, body: '' } : serve(wire),
  })
  setup.put(profile(1), profile(2))
  assert.deepEqual(await setup.drain(), { ...none, retry: 2, waiting: 2 })
  assert.equal(nextDueAtMs(setup.store.read, 'timeProfiles'), setup.clock.stationMs + 120_000)
  isBusy = false
  assert.deepEqual(await setup.drain(), { ...none, waiting: 2 })
  setup.clock.stationMs += 120_000
  assert.deepEqual(await setup.drain(), { ...none, delivered: 2 })
})

test('a profile at which the service fails holds up no other', async (t) => {
  const setup = await open(t, {
    handle: (wire, serve) =>
      wire.body?.includes('Poison') ? { status: 500, headers: {}, body: 'broken' } : serve(wire),
  })
  setup.put(profile(1), profile(2, 'Poison'), profile(3), profile(4), profile(5))
  for (let run = 0; run < 5; run += 1) {
    await setup.drain()
    setup.clock.stationMs += 60_000
  }
  assert.deepEqual(
    setup.atService().map(({ name }) => name),
    ['Profile 1', 'Profile 3', 'Profile 4', 'Profile 5'],
  )
  assert.deepEqual(
    countByState(setup.store.read).map(({ state, rows }) => [state, rows]),
    [
      ['delivered', 4],
      ['waiting', 1],
    ],
  )
})

test('where the service has no such call for deletes they wait for an operator, and puts go all the same', async (t) => {
  const setup = await open(t, {
    handle: (wire, serve) =>
      wire.path.endsWith('/link/delete') ? { status: 404, headers: {}, body: 'no such page' } : serve(wire),
  })
  setup.put(profile(1))
  await setup.drain()
  setup.remove(linkOf(1))
  setup.put(profile(2))
  assert.deepEqual(await setup.drain(), { ...none, delivered: 1, retry: 1, waiting: 1 })
  assert.ok(
    setup.reports.some(({ level, message }) => level === 'error' && message.startsWith('configuration: status 404')),
  )
})

test('results in another order count, and one too few or one twice is asked for again', async (t) => {
  const change = { result: (items: object[]) => items }
  const setup = await open(t, {
    handle: async (wire, serve) => {
      const answer = await serve(wire)
      if (!answer.body.includes('result')) return answer
      return { ...answer, body: JSON.stringify({ result: change.result(JSON.parse(answer.body).result) }) }
    },
  })
  change.result = (items) => items.toReversed()
  setup.put(profile(1), profile(2))
  assert.deepEqual(await setup.drain(), { ...none, delivered: 2 })
  for (const spoil of [(items: object[]) => items.slice(1), (items: object[]) => [items[0] ?? {}, items[0] ?? {}]]) {
    change.result = spoil
    setup.put(profile(1, 'Again'), profile(2, 'Again'))
    assert.deepEqual(await setup.drain(), { ...none, unknown: 2, waiting: 2 })
    change.result = (items) => items
    setup.clock.stationMs += 60_000
    assert.deepEqual(await setup.drain(), { ...none, delivered: 2 })
  }
})

test('a stored row that makes no sense is refused, and those beside it go out', async (t) => {
  const setup = await open(t)
  const broken = [{ type: 'put', item: { ...profile(1), name: 5 } }, { type: 'delete', linkId: 'x' }, null, 'x']
  write(setup.store, (db) =>
    enqueue(
      db,
      broken.map((payload, index) => ({
        upstream: 'timeProfiles',
        fence: `f${index}`,
        key: `k${index}`,
        personId: null,
        payload,
        enqueuedAtMs: 0,
        dueAtMs: 0,
      })),
    ),
  )
  setup.put(profile(2))
  assert.deepEqual(await setup.drain(), { ...none, delivered: 1, refused: 4 })
})

test('a dry run shows what would be put and deleted, without secrets, and sends nothing', async (t) => {
  const setup = await open(t)
  setup.put(profile(1), profile(2))
  await setup.drain()
  setup.put(profile(1, 'New'))
  setup.remove(linkOf(2))
  const sentBefore = setup.taken.length
  const rows = [...dryRun({ store: setup.store, lanes: setup.lanes(), now: () => setup.clock.stationMs })]
  assert.deepEqual(
    rows.map((row) => row.type === 'would-send' && row.says),
    [{ put: profile(1, 'New') }, { delete: linkOf(2) }],
  )
  assert.equal(JSON.stringify(rows).includes(secret), false)
  assert.equal(setup.taken.length, sentBefore)
})
