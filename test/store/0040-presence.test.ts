import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'

test('presence entries of before are kept as those of taps, for the whole day', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-'))
  const store = openDatabase(join(folder, 'station.db'), 'write')
  t.after(() => {
    store.close()
    rmSync(folder, { recursive: true })
  })
  const earlier = stationMigrations.filter(({ version }) => version < 40)
  migrate(store, earlier, () => assert.fail('an empty file needs no backup'))
  store.raw.exec(`
    INSERT INTO person (id, employee_number, display_name, is_active, changed_at_ms) VALUES (1, 'E1', 'Anna', 1, 0);
    INSERT INTO event (sequence, id, station_id, kind, at_ms, zone, cause, is_clock_trusted)
      VALUES (1, 'a', 'door', 'in', 0, 'UTC', 'tap', 1), (2, 'b', 'door', 'in', 0, 'UTC', 'tap', 1);
    INSERT INTO presence_entry (person_id, local_date, location, state, event_id)
      VALUES (1, '2026-03-02', 'HQ', 'at_location', 'a'), (1, '2026-03-02', 'Lab', 'at_location', 'b');
  `)
  const outcome = migrate(store, stationMigrations, () => {})
  assert.equal(outcome.type, 'migrated')
  const common = {
    person_id: 1,
    local_date: '2026-03-02',
    cause: 'tap',
    state: 'at_location',
    from_minute: 0,
    until_minute: 1440,
  }
  assert.deepEqual(store.read.prepare('SELECT * FROM presence_entry').all(), [
    { ...common, location: 'HQ', event_id: 'a' },
    { ...common, location: 'Lab', event_id: 'b' },
  ])
  assert.equal(store.raw.pragma('foreign_key_check', { simple: true }), undefined)
  assert.equal(store.raw.pragma('integrity_check', { simple: true }), 'ok')

  const put = (values: string) => () =>
    store.raw.exec(
      `INSERT INTO presence_entry (person_id, local_date, cause, location, state, event_id) VALUES (${values})`,
    )
  put("1, '2026-03-02', 'put', 'Lab', 'at_location', NULL")()
  for (const refused of [
    "1, '2026-03-02', 'put', 'HQ', 'remote', NULL",
    "1, '2026-03-03', 'put', '', 'at_location', NULL",
    "1, '2026-03-03', 'put', '', 'remote', 'a'",
    "1, '2026-03-03', 'tap', 'HQ', 'at_location', NULL",
    "1, '2026-03-03', 'tap', 'HQ', 'at_location', 'no such event'",
    "9, '2026-03-03', 'put', 'HQ', 'at_location', NULL",
  ]) {
    assert.throws(put(refused), /constraint/i, refused)
  }
})
