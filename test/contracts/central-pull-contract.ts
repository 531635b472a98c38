/** What every store of the central service must do for what stations pull, whatever database it stands on. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { CentralPerson } from '../../core/central/account-store.ts'
import type { CentralStore } from '../../core/central/central-store.ts'
import { person } from '../central/open-central.ts'
import { linkId, makeProfile } from '../schedule/make-profile.ts'
import type { CentralStorePlace } from './central-store-contract.ts'

const day = makeProfile('2026-03-02T08:00', '2026-03-02T17:00')

const card = (internalNumber: number): CentralPerson['cards'][number] => ({
  systemId: null,
  facilityCode: null,
  internalNumber,
  externalNumber: null,
  format: 'em4100',
  cardType: null,
})

const many = (count: number) => Array.from({ length: count }, (_, index) => person(`P-${index}`))

/** Everything after a number, page by page. */
async function readAll<Item>(
  read: (after: number, limit: number) => Promise<{ items: Item[]; until: number; newest: number }>,
  after: number,
  limit: number,
): Promise<{ items: Item[]; until: number; sizes: number[] }> {
  const items: Item[] = []
  const sizes: number[] = []
  let until = after
  for (;;) {
    const page = await read(until, limit)
    items.push(...page.items)
    sizes.push(page.items.length)
    assert.ok(page.until >= until && page.until <= page.newest)
    until = page.until
    if (until === page.newest) return { items, until, sizes }
  }
}

const punch = (key: string, sequence: number, kind: 'in' | 'out', occurredAtMs: number, employeeNumber = 'P-0') => ({
  identifiers: { username: employeeNumber },
  isForced: false,
  occurredAtMs,
  key,
  fingerprint: key,
  told: { stationId: 'a', sequence, punch: kind },
})

export function testCentralPull(name: string, makePlace: (t: TestContext) => Promise<CentralStorePlace>): void {
  const open = async (t: TestContext): Promise<CentralStore> => (await makePlace(t)).open()

  test(`${name}: pulled people come in the order of change, in pages that together are everybody once`, async (t) => {
    const store = await open(t)
    await store.putPeople(many(7))
    const all = await readAll(store.readChangedPeople, 0, 100)
    const small = await readAll(store.readChangedPeople, 0, 3)
    assert.deepEqual(small.sizes, [3, 3, 1])
    assert.deepEqual(small.items, all.items)
    assert.deepEqual(
      all.items.map(({ employeeNumber }) => employeeNumber),
      many(7).map(({ employeeNumber }) => employeeNumber),
    )
    assert.deepEqual(await store.readChangedPeople(all.until, 3), { items: [], until: all.until, newest: all.until })
  })

  test(`${name}: who changed between two pages comes again at the end, nobody is left out, and who was put as before is no news`, async (t) => {
    const store = await open(t)
    await store.putPeople(many(6))
    const first = await store.readChangedPeople(0, 3)
    await store.putPeople([
      { ...person('P-5'), displayName: 'late' },
      person('P-1'),
      { ...person('P-0'), email: 'a@b.c' },
    ])
    const rest = await readAll(store.readChangedPeople, first.until, 3)
    assert.deepEqual(
      rest.items.map(({ employeeNumber }) => employeeNumber),
      ['P-3', 'P-4', 'P-5', 'P-0'],
    )
  })

  test(`${name}: somebody is pulled as they are when they are asked for, with cards and profile links`, async (t) => {
    const store = await open(t)
    await store.putPeople([{ ...person('P-0'), cards: [card(1), card(2)], timeProfiles: [linkId] }, person('P-1')])
    const { until } = await store.readChangedPeople(0, 10)
    await store.putPeople([{ ...person('P-1'), cards: [card(2)] }])
    const { items } = await store.readChangedPeople(until, 10)
    assert.deepEqual(
      items.map((each) =>
        each.isGone
          ? each
          : [each.employeeNumber, each.cards.map(({ internalNumber }) => internalNumber), each.timeProfiles],
      ),
      [
        ['P-0', [1], [linkId]],
        ['P-1', [2], []],
      ],
    )
  })

  test(`${name}: a time profile that was put, put otherwise and deleted is pulled once, as a tombstone; put as before it is no news`, async (t) => {
    const store = await open(t)
    await store.putTimeProfiles([day], 1)
    const put = await store.readChangedTimeProfiles(0, 10)
    assert.deepEqual(put.items, [{ linkId, isGone: false, item: day }])
    await store.putTimeProfiles([day], 2)
    assert.deepEqual((await store.readChangedTimeProfiles(put.until, 10)).items, [])
    await store.putTimeProfiles([{ ...day, name: 'other' }], 3)
    await store.deleteTimeProfiles([linkId])
    const gone = await store.readChangedTimeProfiles(put.until, 10)
    assert.deepEqual(gone.items, [{ linkId, isGone: true }])
    await store.putTimeProfiles([day], 4)
    const back = await store.readChangedTimeProfiles(gone.until, 10)
    assert.deepEqual(back.items, [{ linkId, isGone: false, item: day }])
  })

  test(`${name}: a punch is pulled once, whatever was sent again, in the order in which it was accepted`, async (t) => {
    const store = await open(t)
    await store.putPeople(many(2))
    await store.applyPunches([punch('k1', 1, 'in', 5000), punch('k0', 1, 'in', 1000, 'P-1')], 9000)
    await store.applyPunches([punch('k1', 1, 'in', 5000), punch('k2', 2, 'out', 3000)], 9001)
    await store.applyPunches([{ ...punch('k3', 9, 'in', 6000), identifiers: { username: 'nobody' } }], 9002)
    const { items, sizes } = await readAll(store.readSharedPunches, 0, 2)
    assert.deepEqual(sizes, [2, 1])
    assert.deepEqual(
      items.map(({ eventId, employeeNumber, sequence, kind, occurredAtMs }) => [
        eventId,
        employeeNumber,
        sequence,
        kind,
        occurredAtMs,
      ]),
      [
        ['k1', 'P-0', 1, 'in', 5000],
        ['k0', 'P-1', 1, 'in', 1000],
        ['k2', 'P-0', 2, 'out', 3000],
      ],
    )
  })

  test(`${name}: numbers and their count are the same over reopening, and over a second connection`, async (t) => {
    const place = await makePlace(t)
    const store = await place.open()
    await store.putPeople(many(3))
    await store.putTimeProfiles([day], 1)
    const epoch = await store.readPullEpoch()
    const people = await store.readChangedPeople(0, 10)
    const other = await place.open()
    assert.equal(await other.readPullEpoch(), epoch)
    assert.deepEqual(await other.readChangedPeople(0, 10), people)
    await other.putPeople([{ ...person('P-1'), displayName: 'through the other' }])
    assert.deepEqual(
      (await store.readChangedPeople(people.until, 10)).items.map(({ employeeNumber }) => employeeNumber),
      ['P-1'],
    )
    await store.close()
    const again = await place.open()
    assert.equal(await again.readPullEpoch(), epoch)
    assert.equal((await readAll(again.readChangedPeople, people.until, 1)).items.length, 1)
  })

  test(`${name}: two files never share a count, so a cursor of one is not taken for the other's`, async (t) => {
    const epochs = [await (await open(t)).readPullEpoch(), await (await open(t)).readPullEpoch()]
    assert.equal(new Set(epochs).size, 2)
  })

  test(`${name}: whoever reads while others write misses nothing`, async (t) => {
    const place = await makePlace(t)
    const [writer, reader] = [await place.open(), await place.open()]
    const seen = new Set<string>()
    let after = 0
    const readOn = async (): Promise<void> => {
      const page = await reader.readChangedPeople(after, 2)
      after = page.until
      for (const { employeeNumber } of page.items) seen.add(employeeNumber)
    }
    for (let round = 0; round < 20; round += 1) {
      await Promise.all([
        writer.putPeople([person(`W-${round}`), person('P-0', { displayName: `at ${round}` })]),
        readOn(),
      ])
    }
    for (let page = 0; page < 20; page += 1) await readOn()
    assert.equal(seen.size, 21)
  })
}
