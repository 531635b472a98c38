import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { countByState, summarise } from '../../core/outbox/outbox-store.ts'
import { openDatabase } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'

test('rows of before stay what they were: what was refused is still to be looked at', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-0080-'))
  const store = openDatabase(join(folder, 'station.db'), 'write')
  t.after(() => {
    store.close()
    rmSync(folder, { recursive: true })
  })
  migrate(
    store,
    stationMigrations.filter(({ version }) => version < 80),
    () => assert.fail('an empty file needs no backup'),
  )
  store.raw.exec(`
    INSERT INTO outbox (upstream, fence, key, payload, state, is_first, enqueued_at_ms, due_at_ms, scheduled_at_ms, reason)
    VALUES ('clock', 'a', 'k1', '{}', 'refused', 0, 1, 1, 1, 'nobody'), ('clock', 'a', 'k2', '{}', 'waiting', 1, 1, 1, 1, NULL),
      ('clock', 'b', 'k3', '{}', 'delivered', 0, 1, 1, 1, NULL);
  `)
  assert.equal(migrate(store, stationMigrations, () => {}).type, 'migrated')
  assert.deepEqual(
    countByState(store.read).map(({ state, rows }) => [state, rows]),
    [
      ['delivered', 1],
      ['refused', 1],
      ['waiting', 1],
    ],
  )
  assert.equal(summarise(store.read).refused, 1)
})
