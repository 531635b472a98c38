/**
 * What every store of the central service must do, whatever database it stands on. An implementation's own test file
 * calls `testCentralStore` with a way of opening an empty store and of opening the same one again.
 */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { AccountIdentifiers, CentralPerson } from '../../core/central/account-store.ts'
import type { CentralStore } from '../../core/central/central-store.ts'
import type { Punch } from '../../core/central/clock-store.ts'

/** An empty database; each call of `open` is one more connection to it. */
export type CentralStorePlace = { open: () => Promise<CentralStore> }

export function testCentralStore(name: string, makePlace: (t: TestContext) => Promise<CentralStorePlace>): void {
  const open = async (t: TestContext): Promise<CentralStore> => {
    const store = await (await makePlace(t)).open()
    await store.putPeople([ada, bob])
    return store
  }

  test(`${name}: people are added once and renewed by employee number`, async (t) => {
    const store = await open(t)
    assert.equal(await store.countPeople(), 2)
    const others = await store.putPeople([{ ...bob, username: 'bobby' }, cy])
    assert.deepEqual(others, { count: 1, some: [ada.employeeNumber] }, 'whoever is known besides')
    assert.equal(await store.countPeople(), 3)
    assert.deepEqual(await store.readOpenClocks([{ username: 'bobby' }, { username: 'E-2' }, { accId: 'acc-cy' }]), [
      { type: 'not-clocked-in' },
      { type: 'not-linked' },
      { type: 'not-clocked-in' },
    ])
  })

  test(`${name}: whoever is no longer active is not counted among the others`, async (t) => {
    const store = await open(t)
    const { count } = await store.putPeople([{ ...ada, isActive: false }])
    assert.equal(count, 1)
    assert.deepEqual(await store.putPeople([bob]), { count: 0, some: [] })
  })

  test(`${name}: of people who cannot all be put none is put`, async (t) => {
    const store = await open(t)
    await assert.rejects(store.putPeople([cy, { ...bob, employeeNumber: '' }]))
    assert.equal(await store.countPeople(), 2)
  })

  test(`${name}: blank identifiers are missing ones and name nobody`, async (t) => {
    const store = await open(t)
    await store.putPeople([{ ...cy, apiId: '', discord: '', username: '' }])
    assert.deepEqual(
      await store.readOpenClocks([{ apiId: '' }, { discord: '' }, { username: '' }, { username: 'E-3' }]),
      [{ type: 'not-linked' }, { type: 'not-linked' }, { type: 'not-linked' }, { type: 'not-clocked-in' }],
    )
  })

  test(`${name}: punches are applied in order and one outcome each comes back`, async (t) => {
    const store = await open(t)
    const outcomes = await store.applyPunches(
      [
        punch({ username: 'ada' }),
        punch({ username: 'nobody' }),
        punch({ apiId: 'api-ada' }),
        punch({ apiId: 'api-ada', username: 'E-2' }),
        punch({ username: 'E-2' }, { isForced: true }),
      ],
      1000,
    )
    assert.deepEqual(outcomes, [
      { type: 'applied', kind: 'in', answer: 'CLOCKED IN' },
      { type: 'not-linked' },
      { type: 'applied', kind: 'out', answer: 'CLOCKED OUT' },
      { type: 'contradiction' },
      { type: 'applied', kind: 'force-in', answer: 'FORCE CLOCKED IN' },
    ])
    assert.deepEqual(await store.applyPunches([], 1000), [])
  })

  test(`${name}: an open entry starts when its event occurred, and at receipt where nothing is said`, async (t) => {
    const store = await open(t)
    await store.applyPunches([punch({ username: 'ada' }, { occurredAtMs: 5 }), punch({ username: 'E-2' })], 1000)
    const [first, second] = await store.readOpenClocks([{ username: 'ada' }, { username: 'E-2' }])
    assert.ok(first?.type === 'clocked-in' && second?.type === 'clocked-in')
    assert.deepEqual([first.startedAtMs, second.startedAtMs], [5, 1000])
    assert.notEqual(first.rowId, second.rowId)
  })

  test(`${name}: a forced clock-in replaces the open entry, and one clock-out closes it`, async (t) => {
    const store = await open(t)
    const who = { username: 'ada' }
    await store.applyPunches([punch(who, { occurredAtMs: 1 }), punch(who, { occurredAtMs: 2, isForced: true })], 9)
    const [replaced] = await store.readOpenClocks([who])
    assert.ok(replaced?.type === 'clocked-in' && replaced.startedAtMs === 2)
    await store.applyPunches([punch(who, { occurredAtMs: 3 })], 9)
    assert.deepEqual(await store.readOpenClocks([who]), [{ type: 'not-clocked-in' }])
  })

  test(`${name}: an event may end before the one that began, since late ones come when they come`, async (t) => {
    const store = await open(t)
    const who = { username: 'ada' }
    const outcomes = await store.applyPunches([punch(who, { occurredAtMs: 9 }), punch(who, { occurredAtMs: 3 })], 10)
    assert.deepEqual(
      outcomes.map((outcome) => outcome.type === 'applied' && outcome.kind),
      ['in', 'out'],
    )
  })

  test(`${name}: a key is applied once, kept over reopening, and stands for one content`, async (t) => {
    const place = await makePlace(t)
    const store = await place.open()
    await store.putPeople([ada, bob])
    const keyed = punch({ username: 'ada' }, { key: 'k', fingerprint: 'one' })
    const first = { kind: 'in', answer: 'CLOCKED IN' }
    assert.deepEqual(await store.applyPunches([keyed, keyed], 1), [
      { type: 'applied', ...first },
      { type: 'repeated', ...first },
    ])
    await store.applyPunches([punch({ username: 'ada' })], 2)
    await store.close()
    const again = await place.open()
    assert.deepEqual(await again.applyPunches([keyed, { ...keyed, fingerprint: 'other' }], 3), [
      { type: 'repeated', ...first },
      { type: 'key-reused' },
    ])
    assert.deepEqual(await again.readOpenClocks([{ username: 'ada' }]), [{ type: 'not-clocked-in' }])
  })

  test(`${name}: a refused punch leaves its key free`, async (t) => {
    const store = await open(t)
    const early = punch({ username: 'E-3' }, { key: 'k' })
    assert.deepEqual(await store.applyPunches([early], 1), [{ type: 'not-linked' }])
    await store.putPeople([cy])
    assert.deepEqual(await store.applyPunches([early], 2), [{ type: 'applied', kind: 'in', answer: 'CLOCKED IN' }])
  })

  test(`${name}: one key that comes over two connections at once is applied once`, async (t) => {
    const place = await makePlace(t)
    const stores = [await place.open(), await place.open()]
    await stores[0]?.putPeople([ada])
    for (let round = 0; round < 10; round++) {
      const keyed = punch({ username: 'ada' }, { key: `k${round}` })
      const outcomes = await Promise.all(stores.map((store) => store.applyPunches([keyed], round)))
      assert.deepEqual(outcomes.flatMap((each) => each.map((outcome) => outcome.type)).sort(), ['applied', 'repeated'])
    }
  })

  test(`${name}: a healthy store passes its check`, async (t) => {
    await (await open(t)).check()
  })
}

const nobody = {
  email: null,
  userId: null,
  apiId: null,
  username: null,
  accId: null,
  discord: null,
  uniqueId: null,
  occupancySystemId: null,
  timeProfiles: [],
  cards: [],
}
const ada: CentralPerson = {
  ...nobody,
  employeeNumber: 'E-1',
  displayName: 'Ada',
  isActive: true,
  username: 'ada',
  apiId: 'api-ada',
}
const bob: CentralPerson = { ...nobody, employeeNumber: 'E-2', displayName: 'Bob', isActive: true }
const cy: CentralPerson = { ...nobody, employeeNumber: 'E-3', displayName: 'Cy', isActive: false, accId: 'acc-cy' }

function punch(identifiers: AccountIdentifiers, more: Partial<Punch> = {}): Punch {
  return { identifiers, isForced: false, occurredAtMs: null, key: null, fingerprint: 'same', ...more }
}
