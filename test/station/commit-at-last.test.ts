import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { commitAtLast } from '../../core/station/commit-at-last.ts'
import { openDatabase, type WritableDb } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'
import { makeFolder } from '../store/temporary-folder.ts'

const never = new Promise<void>(() => {})

/** A database that may not grow, and something to write that needs it to. */
function openFull(t: TestContext) {
  const store = openDatabase(join(makeFolder(t), 'foyer.sqlite'), 'write')
  t.after(store.close)
  migrate(store, stationMigrations, () => {})
  store.raw.pragma(`max_page_count = ${store.raw.pragma('page_count', { simple: true })}`)
  const reports: string[] = []
  const parts = {
    store,
    upstream: 'clock' as const,
    report: ({ message }: { message: string }) => void reports.push(message),
  }
  const write = (db: WritableDb) =>
    db.prepare(`INSERT INTO station_fact (name, value) VALUES ('large', @value)`).run({ value: 'x'.repeat(100_000) })
  return { store, parts, reports, write }
}

test('what finds no room is written once there is some', async (t) => {
  const { store, parts, reports, write } = openFull(t)
  const sleep = async (): Promise<void> => void store.raw.pragma('max_page_count = 100000')
  assert.equal((await commitAtLast({ ...parts, sleep }, write)).changes, 1)
  assert.deepEqual(reports, [
    'an outcome could not be stored: The disk is full: nothing more can be stored in the data folder.',
  ])
})

test('a station that stops does not wait for a full disk', async (t) => {
  const { parts, write } = openFull(t)
  const stopping = new AbortController()
  const sleep = (): Promise<void> => {
    stopping.abort()
    return never
  }
  await assert.rejects(commitAtLast({ ...parts, sleep, stopping: stopping.signal }, write), { code: 'SQLITE_FULL' })
})
