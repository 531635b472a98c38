import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeBadge } from '../../core/badge/encode-badge.ts'
import type { Presented } from '../../core/badge/presented.ts'
import { stationSettings } from '../../core/contract/settings.ts'
import { giveCard } from '../../core/people/give-card-store.ts'
import { upsertPerson } from '../../core/people/people-store.ts'
import type { CardRecord } from '../../core/people/person.ts'
import { replayedReading } from '../../core/station/clock.ts'
import { createTapContext } from '../../core/station/station.ts'
import { decideTap } from '../../core/station/tap.ts'
import { somebody } from '../people/somebody.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

const nowMs = Date.parse('2026-03-02T08:00:00+01:00')
const settings = stationSettings.parse({
  station: { id: 'front-door', zone: 'Europe/Berlin' },
  readers: [{ id: 'front' }, { id: 'h10302', format: 'H10302' }],
})
const none = {
  systemId: null,
  facilityCode: null,
  internalNumber: null,
  externalNumber: null,
  format: null,
  cardType: null,
}

function openDoor(t: Parameters<typeof openTemporaryStore>[0]) {
  const { store, change } = openTemporaryStore(t)
  const context = createTapContext(store, settings)
  return {
    give: (who: string, card: Partial<CardRecord>) =>
      change((db) => giveCard(db, { ...none, ...card }, upsertPerson(db, somebody(who), 0), 0)).cardId,
    tap: (presented: Presented, reader = 'front') =>
      decideTap(context, { reader, presented, clock: replayedReading(nowMs), cause: 'tap' }).decision,
  }
}

/** 37 bits that are H10304 118-1603, and H10302 61867587 as well. */
function ambiguousBits(): Presented {
  const encoded = encodeBadge('H10304', { facilityCode: 118, cardNumber: 1603, serial: null })
  assert.equal(encoded.type, 'encoded')
  return { type: 'bits', bits: encoded.bits, isParityStripped: false }
}

test('a number of several meanings that is nobody’s card is unknown, and its meanings are told', (t) => {
  const { tap } = openDoor(t)
  const decision = tap(ambiguousBits())
  assert.deepEqual([decision.outcome, decision.reason], ['refused', 'unknown-card'])
  assert.equal(
    decision.detail,
    'What was read can be H10302 61867587 or H10304 118-1603; none of them is a known card.',
  )
  assert.equal(tap(ambiguousBits(), 'h10302').detail, null, 'with the format set it has one meaning')
})

test('of several meanings the known card is the badge, and is written down as it was read', (t) => {
  const { give, tap } = openDoor(t)
  give('E1', { facilityCode: 118, internalNumber: 1603, format: 'H10304' })
  const decision = tap(ambiguousBits())
  assert.deepEqual([decision.outcome, decision.detail, decision.person?.employeeNumber], ['in', null, 'E1'])
  assert.deepEqual(decision.badge, { format: 'H10304', facilityCode: 118, cardNumber: 1603, serial: null })
})

test('where two people’s cards are meant nobody is clocked in, and both cards are told', (t) => {
  const { give, tap } = openDoor(t)
  const one = give('E1', { facilityCode: 118, internalNumber: 1603, format: 'H10304' })
  const other = give('E2', { internalNumber: 118 * 2 ** 19 + 1603, format: 'H10302' })
  const decision = tap(ambiguousBits())
  assert.deepEqual([decision.outcome, decision.reason], ['refused', 'ambiguous-card'])
  assert.match(decision.detail ?? '', new RegExp(`H10304 118-1603 as id:${one} \\(E1\\)`))
  assert.match(decision.detail ?? '', new RegExp(`H10302 61867587 as id:${other} \\(E2\\)`))
  assert.equal(tap(ambiguousBits(), 'h10302').person?.employeeNumber, 'E2')
})

test('a failed parity is unreadable, with its reason', (t) => {
  const { tap } = openDoor(t)
  const decision = tap({ type: 'bits', bits: '10111011000000110010000111', isParityStripped: false })
  assert.deepEqual([decision.reason, decision.badge], ['unreadable', null])
  assert.match(decision.detail ?? '', /^Of format H10301 the odd parity bit 26 does not fit/)
})
