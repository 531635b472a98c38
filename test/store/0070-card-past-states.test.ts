import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openDatabase } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'

function openEarlier(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-0070-'))
  const store = openDatabase(join(folder, 'station.db'), 'write')
  t.after(() => {
    store.close()
    rmSync(folder, { recursive: true })
  })
  const earlier = stationMigrations.filter(({ version }) => version < 70)
  migrate(store, earlier, () => assert.fail('an empty file needs no backup'))
  const rows = (sql: string) => store.read.prepare<Record<string, unknown>>(sql).all()
  return { store, rows }
}

const pastStates = 'SELECT card_id AS card, until_ms AS until, state FROM card_past_state ORDER BY 1, 2'

test('a card of before is taken to have been active until it was changed last, and itself stays as it is', (t) => {
  const { store, rows } = openEarlier(t)
  store.raw.exec(`
    INSERT INTO card (id, internal_number, state, died_with_holder, changed_at_ms)
      VALUES (1, 1, 'active', 0, 10), (2, 2, 'lost', 0, 20), (3, 3, 'revoked', 1, 30);
  `)
  const before = rows('SELECT * FROM card')
  assert.equal(migrate(store, stationMigrations, () => {}).type, 'migrated')
  assert.deepEqual(rows('SELECT * FROM card'), before)
  assert.deepEqual(rows(pastStates), [
    { card: 2, until: 20, state: 'active' },
    { card: 3, until: 30, state: 'active' },
  ])
})

test('every change of a state is remembered, whoever writes it, and none is written over by a clock that was set back', (t) => {
  const { store, rows } = openEarlier(t)
  migrate(store, stationMigrations, () => {})
  store.raw.exec(`
    INSERT INTO card (id, internal_number, state, changed_at_ms) VALUES (1, 1, 'active', 0);
    UPDATE card SET state = 'lost', changed_at_ms = 50;
    UPDATE card SET state = 'lost', card_type = 3, changed_at_ms = 55;
    UPDATE card SET state = 'active', changed_at_ms = 50;
    UPDATE card SET state = 'revoked', changed_at_ms = 20;
    UPDATE card SET state = 'active', changed_at_ms = 90;
  `)
  assert.deepEqual(rows(pastStates), [
    { card: 1, until: 50, state: 'active' },
    { card: 1, until: 51, state: 'lost' },
    { card: 1, until: 52, state: 'active' },
    { card: 1, until: 90, state: 'revoked' },
  ])
})
