import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readStoredPerson } from '../../core/people/people-store.ts'
import { openDatabase } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { first } from '../../core/store/migrations/0010-first.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'

test('people and cards of the first schema are kept, with no occupancy system and no profiles yet', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-'))
  const store = openDatabase(join(folder, 'station.db'), 'write')
  t.after(() => {
    store.close()
    rmSync(folder, { recursive: true })
  })
  migrate(store, [first], () => assert.fail('an empty file needs no backup'))
  store.raw.exec(`
    INSERT INTO person (id, employee_number, display_name, is_active, changed_at_ms) VALUES (1, 'E1', 'Anna', 1, 0);
    INSERT INTO card (id, internal_number, state, changed_at_ms) VALUES (1, 12345678, 'lost', 0);
    INSERT INTO card_holding (card_id, person_id, from_ms) VALUES (1, 1, 0);
  `)
  const backups: number[] = []
  const outcome = migrate(store, stationMigrations, (version) => backups.push(version))
  assert.deepEqual(outcome, { type: 'migrated', from: 10, to: stationMigrations.at(-1)?.version })
  assert.deepEqual(backups, [10])
  const anna = readStoredPerson(store.read, 'E1')
  assert.deepEqual(
    [anna?.person.displayName, anna?.person.occupancySystemId, anna?.person.timeProfiles, anna?.cards.length],
    ['Anna', null, [], 1],
  )
})

test('every step of the station’s file has a number of its own, ascending by tens', () => {
  const versions = stationMigrations.map((migration) => migration.version)
  assert.deepEqual(
    versions,
    [...new Set(versions)].sort((left, right) => left - right),
  )
  assert.ok(versions.every((version) => version % 10 === 0))
})
