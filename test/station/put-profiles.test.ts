import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { stationSettings } from '../../core/contract/settings.ts'
import { readWaiting } from '../../core/outbox/outbox-report-store.ts'
import { summarise } from '../../core/outbox/outbox-store.ts'
import { listProfiles } from '../../core/schedule/schedule-store.ts'
import {
  deleteAndTell,
  deleteProfilesByLink,
  type ProfileContext,
  putAndTell,
  putProfileFile,
} from '../../core/station/put-profiles.ts'
import { createTimeOrderedIds } from '../../core/store/time-ordered-id.ts'
import { openTemporaryStore, type TemporaryStore } from '../people/temporary-store.ts'
import { linkId, makeProfile } from '../schedule/make-profile.ts'

const nowMs = Date.parse('2026-03-02T08:00:00Z')
const otherId = '0e5a9f60-0000-4000-8000-000000000002'
const day = makeProfile('2026-03-02T08:00', '2026-03-02T17:00')
const night = makeProfile('2026-03-02T22:00', '2026-03-03T06:00', null, { linkId: otherId, name: 'Night' })
const timeProfiles = { url: 'http://service', username: 'a', password: 'b' }

type Desk = TemporaryStore & { context: ProfileContext; told: () => [string, unknown][] }

function openDesk(t: TestContext, upstreams: object = { timeProfiles }): Desk {
  const temporary = openTemporaryStore(t)
  const settings = stationSettings.parse({ station: { id: 's', zone: 'Europe/Berlin' }, upstreams })
  const context: ProfileContext = { store: temporary.store, settings, newEventId: createTimeOrderedIds() }
  const told = (): [string, unknown][] =>
    [...readWaiting(temporary.store.read, 'timeProfiles', nowMs)].map(({ fence, payload }) => [fence, payload])
  return { ...temporary, context, told }
}

test('a profile that is put or deleted at this station is told of, in order', async (t) => {
  const { context, write, told } = openDesk(t)
  await putProfileFile(context, write('profiles.json', JSON.stringify({ list_items: [day, night] })), nowMs)
  deleteProfilesByLink(context, [linkId.toUpperCase()], nowMs)
  assert.deepEqual(told(), [
    [`profile:${linkId}`, { type: 'put', item: day }],
    [`profile:${otherId}`, { type: 'put', item: night }],
    [`profile:${linkId}`, { type: 'delete', linkId }],
  ])
})

test('what changed nothing is told to nobody', async (t) => {
  const { context, write, told } = openDesk(t)
  deleteProfilesByLink(context, [linkId], nowMs)
  deleteProfilesByLink(context, ['x'], nowMs)
  await putProfileFile(context, write('profiles.json', JSON.stringify({ list_items: [day, { link_id: 'x' }] })), nowMs)
  assert.deepEqual(told(), [])
})

test('a profile that is deleted twice in one request is told of once', (t) => {
  const { context, change, told } = openDesk(t)
  change((db) => putAndTell(db, [day], nowMs, null))
  deleteProfilesByLink(context, [linkId, linkId], nowMs)
  assert.equal(told().length, 1)
})

test('nothing is kept for an upstream that is not configured', async (t) => {
  const { context, store, write } = openDesk(t, {})
  await putProfileFile(context, write('profiles.json', JSON.stringify({ list_items: [day] })), nowMs)
  deleteProfilesByLink(context, [linkId], nowMs)
  assert.equal(summarise(store.read).waiting, 0)
})

test('what was pulled from a service is stored and never echoed', (t) => {
  const { change, store, told } = openDesk(t)
  change((db) => putAndTell(db, [day, night], nowMs, null))
  change((db) => deleteAndTell(db, [otherId], null))
  assert.deepEqual(
    listProfiles(store.read).map(({ item }) => item),
    [day],
  )
  assert.deepEqual(told(), [])
})

test('a profile and its row are stored together or not at all', async (t) => {
  const { context, store, write, told } = openDesk(t)
  const broken = { ...context, newEventId: () => 'the same key for every row' }
  const file = write('profiles.json', JSON.stringify({ list_items: [day, night] }))
  await assert.rejects(putProfileFile(broken, file, nowMs), /UNIQUE/)
  assert.deepEqual(listProfiles(store.read), [])
  assert.deepEqual(told(), [])
})
