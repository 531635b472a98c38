import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { centralFileName } from '../../core/central/central-folder.ts'
import { ada, bob, clock, openCentral, person, secret, temporaryFolder } from './open-central.ts'

type Page = { items: Record<string, unknown>[]; cursor: string; hasMore: boolean; isFromStart: boolean }

async function pull(central: { url: string }, path: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${central.url}/foyer/v1/${path}`, {
    headers: { authorization: `Bearer ${secret}`, ...headers },
  })
  const text = await answer.text()
  return {
    status: answer.status,
    etag: answer.headers.get('etag') ?? '',
    page: text === '' ? null : (JSON.parse(text) as Page),
  }
}

async function pullPage(central: { url: string }, path: string): Promise<Page> {
  const { status, page } = await pull(central, path)
  assert.equal(status, 200)
  assert.ok(page)
  return page
}

const numbers = (page: Page) => page.items.map(({ employeeNumber }) => employeeNumber)
const many = (count: number) => Array.from({ length: count }, (_, index) => person(`P-${index}`))

test('people come in pages, in the order of change, and a cursor goes on where the last page ended', async (t) => {
  const central = await openCentral(t, { people: many(5) })
  const first = await pullPage(central, 'people?limit=3')
  assert.deepEqual([numbers(first), first.hasMore, first.isFromStart], [['P-0', 'P-1', 'P-2'], true, true])
  const second = await pullPage(central, `people?limit=3&after=${first.cursor}`)
  assert.deepEqual([numbers(second), second.hasMore, second.isFromStart], [['P-3', 'P-4'], false, false])
  const last = await pullPage(central, `people?after=${second.cursor}`)
  assert.deepEqual([last.items, last.cursor], [[], second.cursor])
})

test('an answer that would be the same is 304, until something changes', async (t) => {
  const central = await openCentral(t, { people: [ada] })
  const first = await pull(central, 'people')
  const path = `people?after=${first.page?.cursor}`
  const { etag } = await pull(central, path)
  assert.equal((await pull(central, path, { 'if-none-match': etag })).status, 304)
  await restartWith(t, central, [ada, bob])
})

/** A start with a roster puts its people; only what it changed is told. */
async function restartWith(t: TestContext, before: { dataDir: string; close: () => Promise<void> }, people: unknown) {
  await before.close()
  return openCentral(t, { dataDir: before.dataDir, people: people as never })
}

test('who changed comes again at the end, and who did not is not told again by a further start', async (t) => {
  const first = await openCentral(t, { people: [ada, bob] })
  const { cursor } = await pullPage(first, 'people')
  const again = await restartWith(t, first, [ada, { ...bob, displayName: 'Robert' }])
  const page = await pullPage(again, `people?after=${cursor}`)
  assert.deepEqual(
    page.items.map(({ displayName }) => displayName),
    ['Robert'],
  )
})

test('somebody is told with cards and profile links, and a card that changes hands tells of both', async (t) => {
  const card = {
    systemId: null,
    facilityCode: null,
    internalNumber: 4711,
    externalNumber: null,
    format: 'em4100',
    cardType: null,
  }
  const links = ['0d5e0b1c-7a5e-4c6e-9d0f-1b2a3c4d5e6f']
  const first = await openCentral(t, { people: [{ ...ada, cards: [card], timeProfiles: links }, bob] })
  const page = await pullPage(first, 'people')
  assert.deepEqual(page.items[0]?.cards, [{ ...card, state: 'active' }])
  assert.deepEqual(page.items[0]?.timeProfiles, links)
  const again = await restartWith(t, first, [ada, { ...bob, cards: [card] }])
  const moved = await pullPage(again, `people?after=${page.cursor}`)
  assert.deepEqual(
    moved.items.map(({ employeeNumber, cards }) => [employeeNumber, (cards as unknown[]).length]),
    [
      ['E-1', 0],
      ['E-2', 1],
    ],
  )
})

test('nothing is missed while people change between two pages', async (t) => {
  const people = many(6)
  const first = await openCentral(t, { people })
  const page = await pullPage(first, 'people?limit=3')
  const again = await restartWith(t, first, [
    { ...person('P-5'), displayName: 'late' },
    { ...person('P-0'), displayName: 'new' },
  ])
  const rest = await pullPage(again, `people?after=${page.cursor}`)
  assert.deepEqual(numbers(rest), ['P-3', 'P-4', 'P-5', 'P-0'])
})

test('a cursor of a file that is gone starts over, one that cannot be read is refused', async (t) => {
  const first = await openCentral(t, { people: many(3) })
  const { cursor } = await pullPage(first, 'people')
  await first.close()
  rmSync(join(first.dataDir, centralFileName))
  const again = await openCentral(t, { dataDir: temporaryFolder(t), people: many(2) })
  const page = await pullPage(again, `people?after=${cursor}`)
  assert.deepEqual([numbers(page), page.isFromStart], [['P-0', 'P-1'], true])
  assert.equal((await pull(again, 'people?after=nonsense')).status, 400)
  assert.equal((await pull(again, `clock?after=${page.cursor}`)).status, 400, 'a cursor is of one list')
  assert.equal((await pull(again, 'people?limit=0')).status, 400)
})

test('whoever has no token learns nothing', async (t) => {
  const central = await openCentral(t)
  for (const authorization of ['', 'Bearer wrong', secret]) {
    const { status, page } = await pull(central, 'people', { authorization })
    assert.deepEqual([status, page], [401, { error: 'A bearer token is needed' }])
  }
})

test('clock events come with the station that had them, each once, whatever was sent again to put the state right', async (t) => {
  const central = await openCentral(t)
  const at = { occurredAt: '2026-03-02T08:00:00.000Z' }
  await clock(central, [{ username: 'ada', ...at, stationId: 'a', sequence: 7, punch: 'in' }], 'k1')
  await clock(central, [{ username: 'ada', ...at, stationId: 'a', sequence: 7, punch: 'in' }], 'k1')
  await clock(central, [{ username: 'ada', ...at, stationId: 'a', sequence: 7, punch: 'in' }], 'k1.2')
  await clock(central, [{ username: 'E-2', ...at }])
  const { items } = await pullPage(central, 'clock')
  assert.deepEqual(items, [
    { eventId: 'k1', stationId: 'a', sequence: 7, employeeNumber: 'E-1', kind: 'in', ...at },
    { eventId: 'central-3', stationId: '', sequence: 3, employeeNumber: 'E-2', kind: 'in', ...at },
  ])
})

test('a running number that comes again, as after a restored backup, is another event to the other stations', async (t) => {
  const central = await openCentral(t)
  const punch = { username: 'ada', stationId: 'a', sequence: 7 }
  await clock(central, [{ ...punch, occurredAt: '2026-03-02T08:00:00.000Z', punch: 'in' }], 'before')
  await clock(central, [{ ...punch, occurredAt: '2026-03-02T09:00:00.000Z', punch: 'out' }], 'after')
  const { items } = await pullPage(central, 'clock')
  assert.deepEqual(
    items.map(({ eventId, kind }) => [eventId, kind]),
    [
      ['before', 'in'],
      ['after', 'out'],
    ],
  )
})

test('what a station says that happened is never toggled: a moved in goes on, an out of nobody ends nothing, old news change nothing now', async (t) => {
  const central = await openCentral(t)
  const tell = async (sequence: number, stationId: string, hour: number, punch: string) => {
    const occurredAt = `2026-03-02T${String(hour).padStart(2, '0')}:00:00.000Z`
    const { body } = await clock(
      central,
      [{ username: 'ada', occurredAt, stationId, sequence, punch }],
      `${stationId}${sequence}`,
    )
    return body
  }
  const isIn = async () => {
    const { readBack } = await import('./open-central.ts')
    return (await readBack(central, [{ username: 'ada' }])).body !== 'Not Clocked In'
  }
  assert.equal(await tell(1, 'a', 8, 'out'), 'CLOCKED OUT')
  assert.equal(await isIn(), false)
  assert.equal(await tell(2, 'a', 9, 'in'), 'CLOCKED IN')
  assert.equal(await tell(1, 'b', 10, 'in'), 'CLOCKED IN')
  assert.equal(await isIn(), true)
  assert.equal(await tell(2, 'b', 12, 'out'), 'CLOCKED OUT')
  assert.equal(await tell(1, 'c', 11, 'in'), 'CLOCKED IN')
  assert.equal(await isIn(), false, 'it is older than the out')
})

test('two runs that take turns under one station id are both told, one that starts again is not', async (t) => {
  let now = 0
  const central = await openCentral(t, { nowMs: () => now })
  const ask = async (station: string, run: string) => {
    const headers = { authorization: `Bearer ${secret}`, 'foyer-station': station, 'foyer-run': run }
    const answer = await fetch(`${central.url}/foyer/v1/people`, { headers })
    assert.equal(answer.status, 200)
    return answer.headers.get('foyer-warning')
  }
  const warning = 'station-id-in-use-twice'
  for (const run of ['r1', 'r1', 'r2', 'r3', 'r3', 'r4']) assert.equal(await ask('a', run), null, run)
  assert.equal(await ask('b', 'r3'), null, 'another station')
  assert.equal(await ask('a', 'r3'), warning, 'it was taken for gone')
  assert.equal(await ask('a', 'r4'), warning)
  assert.equal(await ask('b', 'r3'), null)
  now += 5 * 60_000
  assert.equal(await ask('a', 'r4'), warning)
  now += 5 * 60_000
  assert.equal(await ask('a', 'r4'), null, 'the other one was heard of no more')
  assert.equal((await pull(central, 'people')).status, 200, 'whoever names nothing is answered too')
})
