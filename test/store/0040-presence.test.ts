import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { findPeopleByEmails } from '../../core/people/match-people-store.ts'
import { openDatabase } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

test('the presence entries of before are kept, and an address that was in use is found', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-'))
  const store = openDatabase(join(folder, 'station.db'), 'write')
  t.after(() => {
    store.close()
    rmSync(folder, { recursive: true })
  })
  const earlier = stationMigrations.filter(({ version }) => version < 40)
  migrate(store, earlier, () => assert.fail('an empty file needs no backup'))
  store.raw.exec(`
    INSERT INTO person (id, employee_number, display_name, email, is_active, changed_at_ms)
      VALUES (1, 'E1', 'Anna', 'Anna@X.org', 1, 0);
    INSERT INTO event (sequence, id, station_id, kind, at_ms, zone, cause, is_clock_trusted)
      VALUES (1, 'a', 'door', 'in', 0, 'UTC', 'tap', 1), (2, 'b', 'door', 'in', 0, 'UTC', 'tap', 1);
    INSERT INTO presence_entry (person_id, local_date, location, state, event_id)
      VALUES (1, '2026-03-02', 'HQ', 'at_location', 'a'), (1, '2026-03-02', 'Lab', 'at_location', 'b');
  `)
  const outcome = migrate(store, stationMigrations, () => {})
  assert.equal(outcome.type, 'migrated')
  const common = { person_id: 1, local_date: '2026-03-02', state: 'at_location' }
  assert.deepEqual(store.read.prepare('SELECT * FROM presence_entry').all(), [
    { ...common, location: 'HQ', event_id: 'a' },
    { ...common, location: 'Lab', event_id: 'b' },
  ])
  assert.deepEqual(findPeopleByEmails(store.read, ['anna@x.org']), new Map([['anna@x.org', [1]]]))
})

test('an entry that was put has its person, its state’s location and a window within the day', (t) => {
  const { store, change } = openTemporaryStore(t)
  const put = (values: string) => () => change((db) => db.prepare(`INSERT INTO presence_put VALUES (${values})`).run())
  change((db) =>
    db
      .prepare(
        `INSERT INTO person (id, employee_number, display_name, is_active, changed_at_ms) VALUES (1, 'E1', 'Anna', 1, 0)`,
      )
      .run(),
  )
  put("1, '2026-03-02', 'at_location', 'Lab', 480, 1440")()
  for (const refused of [
    "1, '2026-03-02', 'remote', 'Home', 0, 1440",
    "1, '2026-03-03', 'at_location', NULL, 0, 1440",
    "1, '2026-03-03', 'at_location', '', 0, 1440",
    "1, '2026-03-03', 'remote', NULL, 480, 480",
    "1, '2026-03-03', 'remote', NULL, -1, 480",
    "1, '2026-03-03', 'remote', NULL, 0, 1441",
    "9, '2026-03-03', 'remote', NULL, 0, 1440",
  ]) {
    assert.throws(put(refused), /constraint/i, refused)
  }
  assert.equal(store.read.prepare('SELECT * FROM presence_put').all().length, 1)
})
