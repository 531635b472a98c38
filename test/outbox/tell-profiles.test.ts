import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tellProfilesDeleted, tellProfilesPut } from '../../core/outbox/tell-profiles.ts'
import { linkId, makeProfile } from '../schedule/make-profile.ts'

const otherId = '0e5a9f60-0000-4000-8000-000000000002'
const day = makeProfile('2026-03-02T08:00', '2026-03-02T17:00')
const night = makeProfile('2026-03-02T22:00', '2026-03-03T06:00', null, { linkId: otherId })

function telling() {
  let keys = 0
  return {
    atMs: 5000,
    newKey: () => {
      keys += 1
      return `k${keys}`
    },
  }
}
const common = { upstream: 'timeProfiles', personId: null, enqueuedAtMs: 5000, dueAtMs: 5000 }

test('each profile that is put is told of by a row of its own, fenced by its link id and due at once', () => {
  assert.deepEqual(tellProfilesPut([day, night], telling()), [
    { ...common, fence: `profile:${linkId}`, key: 'k1', payload: { type: 'put', item: day } },
    { ...common, fence: `profile:${otherId}`, key: 'k2', payload: { type: 'put', item: night } },
  ])
})

test('of several items with one link id the one that is stored is told of', () => {
  const rows = tellProfilesPut([day, night, { ...day, name: 'Last' }], telling())
  assert.deepEqual(
    rows.map(({ payload }) => payload),
    [
      { type: 'put', item: { ...day, name: 'Last' } },
      { type: 'put', item: night },
    ],
  )
})

test('each profile that is deleted is told of by its link id', () => {
  assert.deepEqual(tellProfilesDeleted([linkId], telling()), [
    { ...common, fence: `profile:${linkId}`, key: 'k1', payload: { type: 'delete', linkId } },
  ])
})
