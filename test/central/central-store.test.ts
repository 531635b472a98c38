/** The SQLite store of the central service: the contract of all such stores, and what only a file can show. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { type CentralStore, openCentralStore } from '../../core/central/central-store.ts'
import { openDatabase } from '../../core/store/database.ts'
import { testCentralStore } from '../contracts/central-store-contract.ts'
import { ada, temporaryFolder } from './open-central.ts'

function open(file: string): CentralStore {
  const opening = openCentralStore(file)
  assert.ok(opening.type === 'opened')
  return opening.store
}

testCentralStore('SQLite', async (t) => {
  const file = join(temporaryFolder(t), 'central.sqlite')
  const opened: CentralStore[] = []
  t.after(() => Promise.all(opened.map((store) => store.close())))
  return {
    open: async () => {
      const store = open(file)
      opened.push(store)
      return store
    },
  }
})

test('the file keeps every answer through a power cut: write-ahead log, flushed at each commit', async (t) => {
  const file = join(temporaryFolder(t), 'central.sqlite')
  const store = open(file)
  t.after(() => store.close())
  const database = openDatabase(file, 'write')
  t.after(() => database.close())
  assert.equal(database.raw.pragma('journal_mode', { simple: true }), 'wal')
  assert.equal(database.raw.pragma('synchronous', { simple: true }), 2)
})

test('clock events can be neither changed nor deleted, not even by hand', async (t) => {
  const file = join(temporaryFolder(t), 'central.sqlite')
  const store = open(file)
  t.after(() => store.close())
  await store.putPeople([ada])
  const punch = { identifiers: { username: 'ada' }, isForced: false, occurredAtMs: null, key: null, fingerprint: 'x' }
  await store.applyPunches([punch], 1)
  const database = openDatabase(file, 'write')
  t.after(() => database.close())
  assert.throws(() => database.raw.exec('UPDATE clock_event SET occurred_at_ms = 0'), /never changed/)
  assert.throws(() => database.raw.exec('DELETE FROM clock_event'), /never deleted/)
})
