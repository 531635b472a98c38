import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closePeriod, keepMissedIn, openPeriod, readPeriods } from '../../core/attendance/attendance-store.ts'
import { openDatabase } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'

const personId = 1
const touch = (sequence: number) => ({ eventId: `event-${sequence}`, sequence })

test('periods come in order of time, those before the instant left out, and the open one however old it is', () => {
  const store = openDatabase(':memory:', 'write')
  migrate(store, stationMigrations, () => {})
  store.raw
    .prepare(
      `INSERT INTO person (id, employee_number, display_name, is_active, changed_at_ms) VALUES (1, 'E1', 'Ada', 1, 0)`,
    )
    .run()
  assert.deepEqual(readPeriods(store.read, personId, 0), { open: null, recent: [] })
  store.transact((db) => {
    keepMissedIn(db, personId, 900, touch(1))
    openPeriod(db, personId, 500, touch(2))
    closePeriod(db, personId, 600, touch(3))
    openPeriod(db, personId, 100, touch(4))
    return { ok: true, value: null }
  })
  const closed = {
    anchorMs: 500,
    state: 'closed',
    startedMs: 500,
    endedMs: 600,
    inEvent: 'event-2',
    outEvent: 'event-3',
    touchedBy: 3,
  }
  const missed = {
    anchorMs: 900,
    state: 'missed-in',
    startedMs: null,
    endedMs: 900,
    inEvent: null,
    outEvent: 'event-1',
    touchedBy: 1,
  }
  const open = { startedMs: 100, inEvent: 'event-4' }
  assert.deepEqual(readPeriods(store.read, personId, 200), { open, recent: [closed, missed] })
  assert.deepEqual(readPeriods(store.read, personId, 901), { open, recent: [] })
  store.close()
})
