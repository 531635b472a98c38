import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { listUnknownTaps } from '../../core/attendance/unknown-card-store.ts'
import { openDatabase } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'
import { makeFolder } from './temporary-folder.ts'

test('an unknown card that was tapped before is found, however many taps came after it, and by its index', (t) => {
  const store = openDatabase(join(makeFolder(t), 'station.db'), 'write')
  t.after(() => store.close())
  migrate(
    store,
    stationMigrations.filter(({ version }) => version < 190),
    () => assert.fail('an empty file needs no backup'),
  )
  store.raw.exec(`
    INSERT INTO event (id, station_id, kind, at_ms, zone, cause, is_clock_trusted, reader, reason, badge_format, card_number)
      VALUES ('a', 'front', 'refused', 1000, 'UTC', 'tap', 1, 'front', 'unknown-card', 'em4100', 7);
    WITH RECURSIVE taps (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM taps WHERE n < 25000)
    INSERT INTO event (id, station_id, kind, at_ms, zone, cause, is_clock_trusted)
      SELECT 'tap' || n, 'front', 'in', 1000 + n, 'UTC', 'tap', 1 FROM taps;
  `)
  assert.equal(migrate(store, stationMigrations, () => {}).type, 'migrated')
  const [tap] = listUnknownTaps(store.read, 500, 10)
  assert.deepEqual([tap?.badge.cardNumber, tap?.times, tap?.lastAtMs], [7, 1, 1000])
  assert.deepEqual(listUnknownTaps(store.read, 1001, 10), [])
  const plan = store.read
    .prepare<{ detail: string }>(
      `EXPLAIN QUERY PLAN SELECT max(at_ms) FROM event
       WHERE kind = 'refused' AND reason = 'unknown-card' AND at_ms >= 500 GROUP BY card_number`,
    )
    .all()
  assert.match(plan.map(({ detail }) => detail).join(), /event_unknown_card/)
})
