import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { upsertPerson } from '../../core/people/people-store.ts'
import type { PersonRecord } from '../../core/people/person.ts'
import { deleteTimeProfiles, entityStates, putTimeProfiles } from '../../core/schedule/change-time-profiles.ts'
import {
  createPersonSchedules,
  deleteProfiles,
  listMissingLinks,
  listProfiles,
  putProfiles,
} from '../../core/schedule/schedule-store.ts'
import { readTimeProfileItems, type TimeProfileItem } from '../../core/schedule/time-profile.ts'
import type { ReadableDb } from '../../core/store/database.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'
import { anyProfile, at, linkId, makeProfile, repeatEvery } from './make-profile.ts'

const berlin = 'Europe/Berlin'
const otherId = '0e5a9f60-0000-4000-8000-000000000002'
const day = makeProfile('2026-03-02T08:00', '2026-03-02T17:00', repeatEvery('day'))
const night = makeProfile('2026-03-02T22:00', '2026-03-03T06:00', repeatEvery('day'), {
  linkId: otherId,
  name: 'Night',
})

function itemOf({ read }: { read: ReadableDb }, linkId: string): TimeProfileItem | undefined {
  return listProfiles(read).find(({ item }) => item.link_id === linkId)?.item
}

function personWith(timeProfiles: string[]): PersonRecord {
  return {
    employeeNumber: 'E1',
    displayName: 'Anna',
    email: null,
    userId: null,
    apiId: null,
    username: null,
    accId: null,
    discord: null,
    uniqueId: null,
    isActive: true,
    occupancySystemId: null,
    timeProfiles,
  }
}

test('a new link id is answered created, a known one updated', (t) => {
  const { change } = openTemporaryStore(t)
  assert.deepEqual(
    change((db) => putProfiles(db, [day], 1)),
    [{ link_id: linkId, success: true, extended_info: 'created' }],
  )
  assert.deepEqual(
    change((db) => putProfiles(db, [{ ...day, name: 'x' }, night], 2)),
    [
      { link_id: linkId, success: true, extended_info: 'updated' },
      { link_id: otherId, success: true, extended_info: 'created' },
    ],
  )
})

test('of several items with one link id the last wins, and each is answered', (t) => {
  const { store, change } = openTemporaryStore(t)
  const results = change((db) => putProfiles(db, [day, night, { ...day, name: 'Last' }], 1))
  assert.deepEqual(
    results.map(({ link_id, extended_info }) => [link_id, extended_info]),
    [
      [linkId, 'created'],
      [otherId, 'created'],
      [linkId, 'updated'],
    ],
  )
  assert.equal(itemOf(store, linkId)?.name, 'Last')
})

test('a deleted profile is gone, and what is not there is answered entity_not_found', (t) => {
  const { store, change } = openTemporaryStore(t)
  change((db) => putProfiles(db, [day, night], 1))
  assert.deepEqual(
    change((db) => deleteProfiles(db, [linkId, linkId, 'aaaaaaaa-0000-4000-8000-000000000001'])),
    [
      { link_id: linkId, success: true, extended_info: 'deleted' },
      { link_id: linkId, success: false, extended_info: 'entity_not_found' },
      { link_id: 'aaaaaaaa-0000-4000-8000-000000000001', success: false, extended_info: 'entity_not_found' },
    ],
  )
  assert.equal(itemOf(store, linkId), undefined)
  assert.deepEqual(
    listProfiles(store.read).map(({ item }) => item),
    [night],
  )
})

test('a profile that was put is read back the same', (t) => {
  const { store, change } = openTemporaryStore(t)
  const profile = anyProfile({ earliest: 0, latest: Date.UTC(2090, 0, 1) / 1000, longestDays: 400 })
  fc.assert(
    fc.property(profile, (item) => {
      const reading = readTimeProfileItems(JSON.parse(JSON.stringify({ list_items: [item] })))
      assert.ok(reading.type === 'items')
      change((db) => putProfiles(db, reading.items, 5))
      assert.deepEqual(itemOf(store, item.link_id), item)
    }),
  )
})

test('the page’s words of a result are these', () => {
  assert.deepEqual(entityStates, [
    'created',
    'updated',
    'deleted',
    'entity_not_found',
    'number_taken_by_another_identifier',
    'bound_time_profile_doesnt_exist',
    'face_id_not_supported',
    'number_of_face_identifiers_exceeded',
    'number_of_identifiers_exceeded',
  ])
})

test('any puts and deletes leave what a plain map leaves, and are answered as it would', (t) => {
  const { store, change } = openTemporaryStore(t)
  const ids = [linkId, otherId, '0e5a9f60-0000-4000-8000-000000000003']
  const item = fc
    .tuple(anyProfile({ earliest: 0, latest: 2_000_000_000, longestDays: 3 }), fc.constantFrom(...ids))
    .map(([profile, link_id]): TimeProfileItem => ({ ...profile, link_id }))
  const request = fc.oneof(
    fc.record({ put: fc.array(item, { maxLength: 5 }) }),
    fc.record({ remove: fc.array(fc.constantFrom(...ids), { maxLength: 4 }) }),
  )
  fc.assert(
    fc.property(fc.array(request, { maxLength: 6 }), (requests) => {
      change((db) => deleteProfiles(db, ids))
      const map = new Map<string, TimeProfileItem>()
      const shelf = {
        put: (one: TimeProfileItem) => {
          const word = map.has(one.link_id) ? 'updated' : 'created'
          map.set(one.link_id, one)
          return word as 'updated' | 'created'
        },
        remove: (id: string) => map.delete(id),
      }
      for (const one of requests) {
        if ('put' in one) {
          assert.deepEqual(
            change((db) => putProfiles(db, one.put, 1)),
            putTimeProfiles(shelf, one.put),
          )
        } else {
          assert.deepEqual(
            change((db) => deleteProfiles(db, one.remove)),
            deleteTimeProfiles(shelf, one.remove),
          )
        }
      }
      const stored = new Map(listProfiles(store.read).map(({ item: each }) => [each.link_id, each]))
      assert.deepEqual(stored, map)
    }),
    { numRuns: 30 },
  )
})

test('profiles are listed by name, with when they changed and how many people have them', (t) => {
  const { store, change } = openTemporaryStore(t)
  change((db) => {
    putProfiles(db, [night, day], 7)
    upsertPerson(db, personWith([linkId]), 1)
  })
  assert.deepEqual(listProfiles(store.read), [
    { item: day, changedAtMs: 7, people: 1 },
    { item: night, changedAtMs: 7, people: 0 },
  ])
})

test('a person is judged by any of their profiles', (t) => {
  const { store, change } = openTemporaryStore(t)
  const personId = change((db) => {
    putProfiles(db, [day, night], 1)
    return upsertPerson(db, personWith([otherId, linkId]), 1)
  })
  const schedules = createPersonSchedules(berlin)
  assert.deepEqual(schedules.profilesOf(store.read, personId), [night, day])
  assert.equal(schedules.isAllowed(store.read, personId, at('2026-03-10T09:00')), true)
  assert.equal(schedules.isAllowed(store.read, personId, at('2026-03-10T23:00')), true)
  assert.equal(schedules.isAllowed(store.read, personId, at('2026-03-10T20:00')), false)
  assert.deepEqual(schedules.judge(store.read, personId, at('2026-03-10T20:00')), {
    type: 'not-now',
    nextMs: at('2026-03-10T22:00'),
  })
})

test('a link without a profile counts as none, and applies once its profile arrives', (t) => {
  const { store, change } = openTemporaryStore(t)
  const personId = change((db) => upsertPerson(db, personWith([linkId, otherId]), 1))
  const schedules = createPersonSchedules(berlin)
  const evening = at('2026-03-10T20:00')
  assert.deepEqual(schedules.judge(store.read, personId, evening), { type: 'always' })
  assert.deepEqual(listMissingLinks(store.read, personId), [otherId, linkId])
  change((db) => putProfiles(db, [day], 1))
  assert.equal(schedules.isAllowed(store.read, personId, evening), false)
  assert.deepEqual(listMissingLinks(store.read, personId), [otherId])
  change((db) => deleteProfiles(db, [linkId]))
  assert.equal(schedules.isAllowed(store.read, personId, evening), true)
})

test('a change is obeyed at once, and one that was rolled back never', (t) => {
  const { store, change } = openTemporaryStore(t)
  const personId = change((db) => {
    putProfiles(db, [day], 1)
    return upsertPerson(db, personWith([linkId]), 1)
  })
  const schedules = createPersonSchedules(berlin)
  const evening = at('2026-03-10T20:00')
  const longer = makeProfile('2026-03-02T08:00', '2026-03-02T21:00', repeatEvery('day'))
  assert.equal(schedules.isAllowed(store.read, personId, evening), false)
  store.transact((db) => {
    putProfiles(db, [longer], 2)
    assert.equal(schedules.isAllowed(db, personId, evening), true)
    return { ok: false, refusal: null }
  })
  assert.equal(schedules.isAllowed(store.read, personId, evening), false)
  change((db) => putProfiles(db, [longer], 3))
  assert.equal(schedules.isAllowed(store.read, personId, evening), true)
})

test('profiles that nobody changed are the same objects from tap to tap', (t) => {
  const { store, change } = openTemporaryStore(t)
  const personId = change((db) => {
    putProfiles(db, [day], 1)
    return upsertPerson(db, personWith([linkId]), 1)
  })
  const schedules = createPersonSchedules(berlin)
  const [first] = schedules.profilesOf(store.read, personId)
  const [second] = schedules.profilesOf(store.read, personId)
  assert.equal(first, second)
  change((db) => putProfiles(db, [{ ...day, name: 'Other' }], 2))
  assert.notEqual(schedules.profilesOf(store.read, personId)[0], first)
})
