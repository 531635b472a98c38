import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openDatabase } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'

function openEarlier(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-0060-'))
  const store = openDatabase(join(folder, 'station.db'), 'write')
  t.after(() => {
    store.close()
    rmSync(folder, { recursive: true })
  })
  const earlier = stationMigrations.filter(({ version }) => version < 60)
  migrate(store, earlier, () => assert.fail('an empty file needs no backup'))
  return store
}

test('events, periods and people of before are kept as they were, and the cards of whoever has left die', (t) => {
  const store = openEarlier(t)
  store.raw.exec(`
    INSERT INTO person (id, employee_number, display_name, is_active, changed_at_ms)
      VALUES (1, 'E1', 'Anna', 1, 0), (2, 'E2', 'Ben', 0, 0);
    INSERT INTO card (id, internal_number, state, changed_at_ms)
      VALUES (1, 1, 'active', 0), (2, 2, 'active', 0), (3, 3, 'lost', 0), (4, 4, 'active', 0);
    INSERT INTO card_holding (card_id, person_id, from_ms, until_ms)
      VALUES (1, 1, 0, NULL), (2, 2, 0, NULL), (3, 2, 0, NULL), (4, 2, 0, 5), (4, 1, 5, NULL);
    INSERT INTO event (sequence, id, station_id, kind, at_ms, zone, cause, person_id, is_clock_trusted)
      VALUES (1, 'a', 'door', 'in', 5, 'UTC', 'tap', 1, 1), (2, 'b', 'door', 'out', 9, 'UTC', 'tap', 1, 0);
    INSERT INTO event (sequence, id, station_id, kind, at_ms, zone, cause, person_id, refers_to, is_clock_trusted)
      VALUES (3, 'c', 'door', 'undo', 9, 'UTC', 'screen', 1, 'b', 1);
    INSERT INTO period (person_id, anchor_ms, first_event, started_ms, state, touched_by) VALUES (1, 5, 'a', 5, 'open', 3);
  `)
  const rows = (sql: string) => store.read.prepare<Record<string, unknown>>(sql).all()
  const eventsBefore = rows('SELECT * FROM event')
  const periodsBefore = rows('SELECT * FROM period')
  assert.equal(migrate(store, stationMigrations, () => {}).type, 'migrated')
  const nothing = { act: null, by_person_id: null, recorded_at_ms: null }
  assert.deepEqual(
    rows('SELECT * FROM event'),
    eventsBefore.map((event) => ({ ...event, ...nothing })),
  )
  assert.deepEqual(rows('SELECT * FROM period'), periodsBefore)
  assert.deepEqual(rows('SELECT id, state, died_with_holder AS died FROM card'), [
    { id: 1, state: 'active', died: 0 },
    { id: 2, state: 'revoked', died: 1 },
    { id: 3, state: 'lost', died: 0 },
    { id: 4, state: 'active', died: 0 },
  ])
  assert.deepEqual(rows('SELECT DISTINCT role, pin_hash FROM person'), [{ role: 'none', pin_hash: null }])
})

test('events and audit entries can be neither changed nor deleted after the step', (t) => {
  const store = openEarlier(t)
  migrate(store, stationMigrations, () => {})
  store.raw.exec(`
    INSERT INTO event (id, station_id, kind, act, at_ms, zone, cause, is_clock_trusted)
      VALUES ('a', 'door', 'in', 'forced', 0, 'UTC', 'supervisor', 1);
    INSERT INTO audit (at_ms, actor_type, action, content, previous_hash, hash) VALUES (0, 'owner', 'x', '{}', 'a', 'b');
  `)
  for (const sql of [
    'UPDATE event SET act = NULL',
    'DELETE FROM event',
    "UPDATE audit SET action = 'y'",
    'DELETE FROM audit',
    "INSERT INTO event (id, station_id, kind, act, at_ms, zone, cause, is_clock_trusted) VALUES ('b', 'd', 'in', 'no', 0, 'UTC', 'tap', 1)",
    "INSERT INTO audit (at_ms, actor_type, action, content, previous_hash, hash) VALUES (0, 'supervisor', 'x', '{}', 'a', 'b')",
  ]) {
    assert.throws(() => store.raw.exec(sql), /never|constraint/i, sql)
  }
})

test('the step leaves a large file where it is: no table with events is written anew', (t) => {
  const store = openEarlier(t)
  store.raw.exec(`
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO event (sequence, id, station_id, kind, at_ms, zone, cause, is_clock_trusted)
      SELECT i, 'event-' || i, 'door', 'in', i, 'UTC', 'tap', 1 FROM n;
  `)
  const rootPage = () =>
    store.read.prepare<{ page: number }>("SELECT rootpage AS page FROM sqlite_schema WHERE name = 'event'").get()?.page
  const before = [rootPage(), store.raw.pragma('page_count', { simple: true })]
  migrate(store, stationMigrations, () => {})
  const [page, pages] = [rootPage(), Number(store.raw.pragma('page_count', { simple: true }))]
  assert.equal(page, before[0])
  assert.ok(pages - Number(before[1]) < 40, 'a few empty tables and indexes')
})
