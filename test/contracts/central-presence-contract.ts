/** What every store of the central service must do with bulk presence, whatever database it stands on. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { CentralPerson } from '../../core/central/account-store.ts'
import type { CentralStore } from '../../core/central/central-store.ts'
import { wholeDay } from '../../core/presence/day-window.ts'
import { defaultStates, type PresenceRules } from '../../core/presence/presence-bulk.ts'
import type { PresenceRequest } from '../../core/presence/presence-request.ts'
import type { CentralStorePlace } from './central-store-contract.ts'

const rules: PresenceRules = { zone: 'UTC', states: defaultStates, locations: [], window: wholeDay }

export function testCentralPresence(name: string, makePlace: (t: TestContext) => Promise<CentralStorePlace>): void {
  const open = async (t: TestContext): Promise<CentralStore> => {
    const store = await (await makePlace(t)).open()
    await store.putPeople(people)
    return store
  }

  test(`${name}: presence is created once, and a repeat meets it as a conflict, also after reopening`, async (t) => {
    const place = await makePlace(t)
    const store = await place.open()
    await store.putPeople(people)
    const request = put([entry('ada@x.org'), entry('BOB@x.org')])
    assert.deepEqual(await store.putPresence(request, rules), { type: 'created', created: 2, skipped: [] })
    await store.close()
    const again = await (await place.open()).putPresence({ ...request, onConflict: 'skip' }, rules)
    assert.ok(again.type === 'created' && again.created === 0)
    assert.deepEqual(
      again.skipped.map(({ index, reason }) => [index, reason]),
      [
        [0, 'conflict'],
        [1, 'conflict'],
      ],
    )
  })

  test(`${name}: a cancelled presence request leaves nothing behind`, async (t) => {
    const store = await open(t)
    const cancelled = await store.putPresence(put([entry('ada@x.org'), entry('nobody@x.org')]), rules)
    assert.ok(cancelled.type === 'cancelled')
    assert.deepEqual(
      cancelled.errors.map(({ index, reason }) => [index, reason]),
      [[1, 'no-match']],
    )
    assert.deepEqual(await store.putPresence(put([entry('ada@x.org')]), rules), {
      type: 'created',
      created: 1,
      skipped: [],
    })
  })

  test(`${name}: of presence requests that come at the same instant one that is cancelled takes nothing of the others`, async (t) => {
    const store = await open(t)
    const results = await Promise.all([
      store.putPresence(put([entry('ada@x.org')]), rules),
      store.putPresence(put([entry('bob@x.org'), entry('ada@x.org')]), rules),
      store.putPresence(put([entry('bob@x.org')]), rules),
    ])
    assert.deepEqual(
      results.map(({ type }) => type),
      ['created', 'cancelled', 'created'],
    )
  })

  test(`${name}: occupants are found by email whatever its case, by employee number and user id exactly`, async (t) => {
    const store = await open(t)
    const created = async (matchBy: PresenceRequest['matchBy'], value: string, day: number): Promise<number> => {
      const data = [{ [matchBy]: value, date: `2021-05-0${day}`, state: 'away' }]
      const result = await store.putPresence({ ...put(data), matchBy, onNoMatch: 'skip' }, rules)
      return result.type === 'created' ? result.created : -1
    }
    assert.equal(await created('email', 'ADA@X.org', 1), 1)
    assert.equal(await created('email', 'ÄNNE@x.ORG', 1), 1)
    assert.equal(await created('employeeID', 'E-1', 2), 1)
    assert.equal(await created('employeeID', 'e-1', 2), 0)
    assert.equal(await created('userID', 'u-1', 3), 1)
    assert.equal(await created('userID', 'U-1', 3), 0)
  })

  test(`${name}: one entry that comes over two connections at once is created once`, async (t) => {
    const place = await makePlace(t)
    const stores = [await place.open(), await place.open()]
    await stores[0]?.putPeople(people)
    for (let day = 1; day <= 9; day += 1) {
      const request = put([{ ...entry('ada@x.org'), date: `2021-05-0${day}` }])
      const results = await Promise.all(stores.map((store) => store.putPresence(request, rules)))
      assert.deepEqual(results.map(({ type }) => type).sort(), ['cancelled', 'created'])
    }
  })
}

function entry(email: string): object {
  return { email, date: '2021-05-31', state: 'at_location', location: 'HQ' }
}

function put(data: object[]): PresenceRequest {
  return { onInvalid: 'cancel', onConflict: 'cancel', onNoMatch: 'cancel', matchBy: 'email', dateFormat: 'iso', data }
}

function person(employeeNumber: string, email: string, userId: string | null): CentralPerson {
  const none = { apiId: null, username: null, accId: null, discord: null, uniqueId: null, occupancySystemId: null }
  return {
    ...none,
    employeeNumber,
    displayName: employeeNumber,
    email,
    userId,
    isActive: true,
    timeProfiles: [],
    cards: [],
  }
}

const people = [person('E-1', 'Ada@x.org', 'u-1'), person('E-2', 'bob@x.org', null), person('E-3', 'änne@x.org', null)]
