import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { putAuthData } from '../../core/enrolment/auth-data-store.ts'
import { addBatch, findBatch, setBatchSize } from '../../core/enrolment/batch-store.ts'
import { putRecords, readPage } from '../../core/enrolment/staged-record-store.ts'
import { readStoredPerson } from '../../core/people/people-store.ts'
import { openDatabase } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'
import { listAuthData } from '../enrolment/list-auth-data.ts'

test('people of the schema before are kept, and batches and authentication data can be stored beside them', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-'))
  const store = openDatabase(join(folder, 'station.db'), 'write')
  t.after(() => {
    store.close()
    rmSync(folder, { recursive: true })
  })
  const before = stationMigrations.filter(({ version }) => version < 50)
  migrate(store, before, () => assert.fail('an empty file needs no backup'))
  store.raw.exec(`
    INSERT INTO person (id, employee_number, display_name, is_active, changed_at_ms) VALUES (1, 'E1', 'Anna', 1, 0);
    INSERT INTO card (id, internal_number, state, changed_at_ms) VALUES (1, 12345678, 'active', 0);
    INSERT INTO card_holding (card_id, person_id, from_ms) VALUES (1, 1, 0);
  `)
  const outcome = migrate(store, stationMigrations, () => {})
  assert.equal(outcome.type, 'migrated')
  assert.equal(readStoredPerson(store.read, 'E1')?.cards.length, 1)
  const record = {
    place: 0,
    line: 3,
    employeeId: 'E1',
    authValues: ['h', null, null] as const,
    filled: 2,
    content: '{}',
    errors: [{ line: 3, reason: 'wrong' }],
  }
  store.transact((db) => {
    const batch = addBatch(db, { id: 'b', kind: 'auth', source: null, stagedAtMs: 1 })
    putRecords(db, batch, [{ record, shown: null }])
    setBatchSize(db, { ...batch, state: 'staged' }, 1, 3)
    putAuthData(db, { employeeId: 'E1', employeeStatus: null, authValues: ['h', null, null] }, 'E1', 1)
    return { ok: true, value: null }
  })
  const batch = findBatch(store.read, 'b')
  assert.ok(batch)
  assert.deepEqual([batch.state, batch.records, batch.lines, batch.totals], ['staged', 1, 3, null])
  assert.deepEqual(readPage(store.read, batch, 0, 10), [{ record, shown: null }])
  assert.equal(listAuthData(store.read).length, 1)
})
