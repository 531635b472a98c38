import assert from 'node:assert/strict'
import { test } from 'node:test'
import { profileFence } from '../../core/outbox/tell-profiles.ts'
import { findPayloadFault } from '../../core/station/find-payload-fault.ts'

const linkId = '91c615e3-1040-4815-8ecb-000000000001'
const fence = profileFence(linkId)
const item = {
  link_id: linkId,
  name: 'Day',
  time_options: { is_all_day: true, date_from: 1_772_438_400, date_to: 1_772_438_400 },
  repeat_options: { repeat_enable: false },
}
const card = {
  NewCardInternalCardNumber: 1,
  NewCardExternalCardNumber: null,
  NewCardFacilityCode: null,
  NewCardCardType: null,
  NewCardCardACSystemId: null,
  NewCardEnforceOccupancySystem: false,
}
const presence = { localDate: '2026-03-02', location: 'HQ', state: 'at_location' }

test('what a row can say is free of faults', () => {
  for (const [upstream, payload] of [
    ['clock', { want: 'out', occurredAtMs: 1_772_438_400_000 }],
    ['presence', presence],
    ['cards', card],
    ['timeProfiles', { type: 'put', item }],
    ['timeProfiles', { type: 'delete', linkId }],
  ] as const) {
    assert.equal(findPayloadFault({ upstream, fence }, payload), null, upstream)
  }
})

test('a fault names the field and what was expected there', () => {
  for (const [upstream, payload, fault] of [
    ['presence', { ...presence, localDate: '2026-02-30' }, 'localDate: expected a date such as 2026-03-02'],
    ['presence', { ...presence, location: '' }, 'location: expected a name'],
    ['cards', { ...card, NewCardCardType: 'prox' }, 'NewCardCardType: expected number, received string'],
    ['timeProfiles', { type: 'put', item: { ...item, link_id: 'x' } }, 'item.link_id: Wrong Time Profile Uid'],
    ['timeProfiles', { type: 'put', item: null }, 'item: Wrong JSON body'],
    ['timeProfiles', { type: 'delete', linkId: 'x' }, 'linkId: Wrong Time Profile Uid'],
    ['clock', 'out', 'expected object, received string'],
  ] as const) {
    assert.equal(findPayloadFault({ upstream, fence }, payload), fault)
  }
})

test('a row of one time profile is not turned into one of another, which it would overtake', () => {
  const other = linkId.replace(/1$/, '2')
  const words = 'expected the same as before; a row stays with its profile'
  const row = { upstream: 'timeProfiles', fence } as const
  assert.equal(findPayloadFault(row, { type: 'put', item: { ...item, link_id: other } }), `item.link_id: ${words}`)
  assert.equal(findPayloadFault(row, { type: 'delete', linkId: other }), `linkId: ${words}`)
})
