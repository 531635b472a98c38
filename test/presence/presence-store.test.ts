import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wholeDay } from '../../core/presence/day-window.ts'
import type { PresenceEntry } from '../../core/presence/presence-bulk.ts'
import {
  addFirstEntry,
  addPutEntries,
  findTakenDates,
  iteratePresence,
  removeEntryOf,
} from '../../core/presence/presence-store.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

const localDate = '2026-03-02'

function remote(occupantId: number, more: Partial<PresenceEntry<number>> = {}): PresenceEntry<number> {
  return { occupantId, localDate, state: 'remote', location: null, window: wholeDay, ...more }
}

function tap(personId: number, eventId: string, location = 'HQ') {
  return { personId, localDate, location, state: 'at_location' as const, eventId }
}

/** Three people and two events. */
function open(t: Parameters<typeof openTemporaryStore>[0]) {
  const temporary = openTemporaryStore(t)
  temporary.change((db) => {
    db.prepare(
      `INSERT INTO person (id, employee_number, display_name, is_active, changed_at_ms)
       VALUES (1, 'E1', 'Anna', 1, 0), (2, 'E2', 'Bert', 1, 0), (3, 'E3', 'Carla', 1, 0)`,
    ).run()
    db.prepare(
      `INSERT INTO event (sequence, id, station_id, kind, at_ms, zone, cause, is_clock_trusted)
       VALUES (1, 'a', 'door', 'in', 0, 'UTC', 'tap', 1), (2, 'b', 'door', 'in', 0, 'UTC', 'tap', 1)`,
    ).run()
  })
  return temporary
}

test('taps make one entry for each person, date and location', (t) => {
  const { change } = open(t)
  assert.deepEqual(
    [tap(1, 'a'), tap(1, 'b'), tap(1, 'b', 'Lab'), tap(2, 'b')].map((entry) =>
      change((db) => addFirstEntry(db, entry)),
    ),
    [true, false, true, true],
  )
})

test('a tap makes its entry although one was put for that date, and its undo takes back its own alone', (t) => {
  const { store, change } = open(t)
  change((db) => addPutEntries(db, [remote(1), remote(2, { state: 'at_location', location: 'HQ' })]))
  assert.ok(change((db) => addFirstEntry(db, tap(1, 'a'))))
  assert.ok(change((db) => addFirstEntry(db, tap(2, 'b'))))
  assert.deepEqual(
    change((db) => removeEntryOf(db, 2, 'b')),
    { localDate, location: 'HQ' },
  )
  assert.equal(
    change((db) => removeEntryOf(db, 2, 'b')),
    null,
  )
  assert.deepEqual(
    [...iteratePresence(store.read)],
    [
      { employeeNumber: 'E1', displayName: 'Anna', date: localDate, state: 'remote', location: null, eventId: null },
      {
        employeeNumber: 'E1',
        displayName: 'Anna',
        date: localDate,
        state: 'at_location',
        location: 'HQ',
        eventId: 'a',
      },
      {
        employeeNumber: 'E2',
        displayName: 'Bert',
        date: localDate,
        state: 'at_location',
        location: 'HQ',
        eventId: null,
      },
    ],
  )
})

test('a date is taken by what was put and by what a tap made', (t) => {
  const { store, change } = open(t)
  change((db) => {
    addPutEntries(db, [remote(1)])
    addFirstEntry(db, tap(1, 'a'))
    addFirstEntry(db, tap(2, 'a', 'HQ'))
    addFirstEntry(db, tap(2, 'b', 'Lab'))
  })
  const wanted = [1, 2, 3].flatMap((occupantId) => [
    { occupantId, localDate },
    { occupantId, localDate: '2026-03-03' },
  ])
  assert.deepEqual(findTakenDates(store.read, wanted), [
    { occupantId: 1, localDate },
    { occupantId: 2, localDate },
  ])
  assert.deepEqual(findTakenDates(store.read, []), [])
})

test('the window of an entry is kept with it', (t) => {
  const { store, change } = open(t)
  change((db) => addPutEntries(db, [remote(1, { window: { fromMinute: 480, untilMinute: 1110 } }), remote(2)]))
  assert.deepEqual(
    store.read.prepare('SELECT from_minute AS fromMinute, until_minute AS untilMinute FROM presence_put').all(),
    [{ fromMinute: 480, untilMinute: 1110 }, wholeDay],
  )
})

test('a second entry put for one person and date is never stored', (t) => {
  const { store, change } = open(t)
  assert.throws(() => change((db) => addPutEntries(db, [remote(1), remote(1, { location: 'Home' })])), /UNIQUE/)
  assert.deepEqual([...iteratePresence(store.read)], [])
})
