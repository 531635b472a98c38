import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { stationSettings } from '../../core/contract/settings.ts'
import { giveCard } from '../../core/people/give-card-store.ts'
import { upsertPerson } from '../../core/people/people-store.ts'
import { replayedReading } from '../../core/station/clock.ts'
import { createTapContext } from '../../core/station/station.ts'
import { decideTap } from '../../core/station/tap.ts'
import type { Presentation } from '../../core/station/tap-context.ts'
import { createUndoOffer } from '../../core/station/undo-offer.ts'
import { somebody } from '../people/somebody.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

const second = 1000
const monday = Date.parse('2026-03-02T08:00:00+01:00')
const settings = stationSettings.parse({ station: { id: 'front-door', zone: 'Europe/Berlin' } })

/** A door at which Ada (0000000001) has just been clocked in, and Bob (0000000002) stands next to her. */
function openDoor(t: TestContext) {
  const { store, change } = openTemporaryStore(t)
  change((db) => {
    for (const internalNumber of [1, 2]) {
      const personId = upsertPerson(db, somebody(`E${internalNumber}`), 0)
      const unknown = { systemId: null, facilityCode: null, externalNumber: null, format: 'em4100', cardType: null }
      giveCard(db, { ...unknown, internalNumber }, personId, 0)
    }
  })
  const context = createTapContext(store, settings)
  const time = { nowMs: monday }
  const told: unknown[] = []
  const offer = createUndoOffer(
    context,
    () => replayedReading(time.nowMs),
    (name, body) => told.push({ name, ...body }),
  )
  const present = (digits: string, afterMs = 0): Presentation => {
    time.nowMs += afterMs
    const presented = { type: 'text', text: digits } as const
    return { reader: 'front', presented, clock: replayedReading(time.nowMs), cause: 'tap' }
  }
  const tapped = decideTap(context, present('0000000001'))
  offer.remember(tapped)
  return { offer, present, time, told, eventId: tapped.decision.eventId }
}

test('an undo that was asked for takes the same badge as its yes', (t) => {
  const { offer, present, told, eventId } = openDoor(t)
  assert.deepEqual(offer.arm(), { type: 'armed', untilMs: monday + 10 * second })
  assert.equal(offer.takeArmed(present('0000000001', 3 * second)), true)
  assert.deepEqual(told, [{ name: 'undone', eventId, displayName: 'Person E1' }])
  assert.deepEqual(offer.arm(), { type: 'nothing-to-undo' }, 'once is enough')
})

test('another badge is a tap of its own, and ends the offer to the first', (t) => {
  const { offer, present, told } = openDoor(t)
  offer.arm()
  assert.equal(offer.takeArmed(present('0000000002', second)), false)
  assert.equal(offer.takeArmed(present('0000000001', second)), false)
  assert.deepEqual(told, [])
})

test('a badge that nobody asked to hold again undoes nothing', (t) => {
  const { offer, present, told } = openDoor(t)
  assert.equal(offer.takeArmed(present('0000000001', second)), false)
  assert.deepEqual(told, [])
})

test('who asked in time has as long again to bring the badge, and no longer', (t) => {
  const early = openDoor(t)
  early.time.nowMs += 10 * second
  assert.deepEqual(early.offer.arm(), { type: 'armed', untilMs: monday + 20 * second })
  assert.equal(early.offer.takeArmed(early.present('0000000001', 10 * second)), true)

  const slow = openDoor(t)
  slow.offer.arm()
  assert.equal(slow.offer.takeArmed(slow.present('0000000001', 10 * second + 1)), false)

  const late = openDoor(t)
  late.time.nowMs += 10 * second + 1
  assert.deepEqual(late.offer.arm(), { type: 'nothing-to-undo' })
})
