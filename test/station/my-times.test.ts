import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { stationSettings } from '../../core/contract/settings.ts'
import { giveCard } from '../../core/people/give-card-store.ts'
import { upsertPerson } from '../../core/people/people-store.ts'
import { createMyTimes } from '../../core/station/my-times.ts'
import { createTapContext } from '../../core/station/station.ts'
import { decideTap } from '../../core/station/tap.ts'
import { somebody } from '../people/somebody.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

const second = 1000
const hour = 3600 * second
const monday = Date.parse('2026-03-02T08:00:00+01:00')

function openDoor(t: TestContext, screen: Record<string, unknown> = {}) {
  const { store, change } = openTemporaryStore(t)
  const settings = stationSettings.parse({ station: { id: 'front-door', zone: 'Europe/Berlin' }, screen })
  change((db) => {
    for (const internalNumber of [1, 2]) {
      const personId = upsertPerson(db, somebody(`E${internalNumber}`), 0)
      const unknown = { systemId: null, facilityCode: null, externalNumber: null, format: 'em4100', cardType: null }
      giveCard(db, { ...unknown, internalNumber }, personId, 0)
    }
  })
  const context = createTapContext(store, settings)
  const time = { nowMs: monday }
  const readClock = () => ({ atMs: time.nowMs, monotonicMs: time.nowMs, isTrusted: true })
  const myTimes = createMyTimes(context, readClock)
  const tap = (number: number, atMs: number): string => {
    time.nowMs = atMs
    const text = String(number).padStart(10, '0')
    const presented = { type: 'text', text } as const
    const decided = decideTap(context, { reader: 'front', presented, clock: readClock(), cause: 'tap' })
    myTimes.remember(decided)
    return decided.decision.eventId ?? ''
  }
  return { myTimes, tap, time }
}

test('whoever just badged sees their own taps and hours of the week, day by day', (t) => {
  const { myTimes, tap } = openDoor(t)
  tap(2, monday)
  tap(1, monday)
  tap(1, monday + 4 * hour)
  const eventId = tap(1, monday + 24 * hour)
  const times = myTimes.list(eventId)
  assert.deepEqual(times, {
    type: 'times',
    atMs: monday + 24 * hour,
    zone: 'Europe/Berlin',
    weekMs: 4 * hour,
    days: [
      {
        localDate: '2026-03-02',
        workedMs: 4 * hour,
        periods: [{ state: 'closed', startedMs: monday, endedMs: monday + 4 * hour }],
      },
      {
        localDate: '2026-03-03',
        workedMs: 0,
        periods: [{ state: 'open', startedMs: monday + 24 * hour, endedMs: null }],
      },
    ],
  })
})

test('a night shift stands where it began, and counts for both days', (t) => {
  const { myTimes, tap } = openDoor(t)
  tap(1, monday + 14 * hour)
  const times = myTimes.list(tap(1, monday + 22 * hour))
  assert.ok(times.type === 'times')
  assert.deepEqual(
    times.days.map(({ workedMs, periods }) => [workedMs / hour, periods.length]),
    [
      [2, 1],
      [6, 0],
    ],
  )
  assert.equal(times.weekMs, 8 * hour)
})

test('nobody sees the times of somebody else, of an older tap, or after twenty seconds', (t) => {
  const { myTimes, tap, time } = openDoor(t)
  const first = tap(1, monday)
  const later = tap(2, monday + second)
  assert.equal(myTimes.list(first).type, 'too-late', 'the next card is on screen')
  assert.equal(myTimes.list('').type, 'too-late')
  time.nowMs += 20 * second
  assert.equal(myTimes.list(later).type, 'times')
  time.nowMs += 1
  assert.equal(myTimes.list(later).type, 'too-late')
})

test('what follows on screen ends it: a repeat, a card that nobody knows, an undo', (t) => {
  const { myTimes, tap } = openDoor(t)
  const repeated = tap(1, monday)
  tap(1, monday + second)
  assert.equal(myTimes.list(repeated).type, 'too-late')
  const passed = tap(2, monday + 2 * second)
  const refused = tap(9, monday + 3 * second)
  assert.deepEqual([myTimes.list(passed).type, myTimes.list(refused).type], ['too-late', 'too-late'])
  const undone = tap(1, monday + hour)
  myTimes.forget()
  assert.equal(myTimes.list(undone).type, 'too-late')
})

test('where hours are hidden there are no times', (t) => {
  const { myTimes, tap } = openDoor(t, { hideHours: true })
  assert.deepEqual(myTimes.list(tap(1, monday)), { type: 'hidden' })
})
