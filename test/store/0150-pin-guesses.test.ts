import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { countGuess, readGuesses, readPinFailures } from '../../core/people/pin-attempt-store.ts'
import { openDatabase } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'
import { makeFolder } from './temporary-folder.ts'

test('wrong PINs that were counted before still count, beside those with a number that nobody has', (t) => {
  const store = openDatabase(join(makeFolder(t), 'station.db'), 'write')
  t.after(() => store.close())
  migrate(
    store,
    stationMigrations.filter(({ version }) => version < 150),
    () => assert.fail('an empty file needs no backup'),
  )
  store.raw.exec(`
    INSERT INTO person (id, employee_number, display_name, is_active, changed_at_ms) VALUES (1, 'E1', 'Ada', 1, 0);
    INSERT INTO pin_attempt (person_id, failures, last_at_ms) VALUES (1, 3, 7);
  `)
  assert.equal(migrate(store, stationMigrations, () => {}).type, 'migrated')
  assert.deepEqual(readPinFailures(store.read, 1), { failures: 3, lastAtMs: 7 })
  store.transact((db) => {
    countGuess(db, 'a', 8)
    countGuess(db, 'a', 9)
    return { ok: true, value: null }
  })
  assert.deepEqual(readGuesses(store.read, 'a'), { failures: 2, lastAtMs: 9 })
  assert.equal(readGuesses(store.read, 'b'), null)
})
