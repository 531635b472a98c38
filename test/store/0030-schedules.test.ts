import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPersonSchedules, putProfiles } from '../../core/schedule/schedule-store.ts'
import { openDatabase } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { first } from '../../core/store/migrations/0010-first.ts'
import { roster } from '../../core/store/migrations/0020-roster.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'
import { at, linkId, makeProfile } from '../schedule/make-profile.ts'
import { makeFolder } from './temporary-folder.ts'

test('links to profiles that a roster made are kept, and meet their profiles when these arrive', (t) => {
  const store = openDatabase(`${makeFolder(t)}/station.db`, 'write')
  t.after(() => store.close())
  migrate(store, [first, roster], () => assert.fail('an empty file needs no backup'))
  store.raw.exec(`
    INSERT INTO person (id, employee_number, display_name, is_active, changed_at_ms) VALUES (1, 'E1', 'Anna', 1, 0);
    INSERT INTO person_time_profile (person_id, link_id) VALUES (1, '${linkId}');
  `)
  const outcome = migrate(store, stationMigrations, () => {})
  assert.deepEqual(outcome, { type: 'migrated', from: 20, to: stationMigrations.at(-1)?.version })
  const schedules = createPersonSchedules('Europe/Berlin')
  assert.deepEqual(schedules.judge(store.read, 1, at('2026-03-02T07:00')), { type: 'always' })
  const item = makeProfile('2026-03-02T08:00', '2026-03-02T17:00')
  store.transact((db) => ({ ok: true, value: putProfiles(db, [item], 0) }))
  assert.deepEqual(schedules.judge(store.read, 1, at('2026-03-02T07:00')), {
    type: 'not-now',
    nextMs: at('2026-03-02T08:00'),
  })
})
