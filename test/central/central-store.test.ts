/** The SQLite store of the central service: the contract of all such stores, and what only a file can show. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type CentralStore, centralMigrations, openCentralStore } from '../../core/central/central-store.ts'
import { openDatabase } from '../../core/store/database.ts'
import { type Migration, migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'
import { testCentralAuthData } from '../contracts/central-auth-data-contract.ts'
import { testCentralCards } from '../contracts/central-cards-contract.ts'
import { testCentralPresence } from '../contracts/central-presence-contract.ts'
import { testCentralPull } from '../contracts/central-pull-contract.ts'
import { type CentralStorePlace, testCentralStore } from '../contracts/central-store-contract.ts'
import { testCentralTimeProfiles } from '../contracts/central-time-profiles-contract.ts'
import { ada, temporaryFolder } from './open-central.ts'

function open(file: string): CentralStore {
  const opening = openCentralStore(file)
  assert.ok(opening.type === 'opened')
  return opening.store
}

const makePlace = async (t: TestContext): Promise<CentralStorePlace> => {
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
}

testCentralStore('SQLite', makePlace)
testCentralPresence('SQLite', makePlace)
testCentralTimeProfiles('SQLite', makePlace)
testCentralCards('SQLite', makePlace)
testCentralAuthData('SQLite', makePlace)
testCentralPull('SQLite', makePlace)

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

test('a file of accounts becomes one of people, with every clock event and the entry that is open', async (t) => {
  const file = join(temporaryFolder(t), 'central.sqlite')
  const old = openDatabase(file, 'write')
  migrate(old, centralMigrations.slice(0, 1), () => {})
  old.raw.exec(`
    INSERT INTO account (id, employee_number, display_name, is_active, username, acc_id)
      VALUES (7, 'E-7', 'Gus', 1, 'E-7', NULL), (8, 'E-8', 'Hal', 0, 'hal', 'acc-8');
    INSERT INTO clock_event VALUES (1, 'k1', 8, 'in', 1000, 1001, 'CLOCKED IN', 'print');
    INSERT INTO clock_row VALUES (1, 8, 1000, NULL, 'open', 1, NULL);`)
  old.close()
  const store = open(file)
  t.after(() => store.close())
  assert.deepEqual(await store.readOpenClocks([{ username: 'E-7' }, { accId: 'acc-8', username: 'hal' }]), [
    { type: 'not-clocked-in' },
    { type: 'clocked-in', rowId: 1, startedAtMs: 1000 },
  ])
  const repeat = {
    identifiers: { username: 'hal' },
    isForced: false,
    occurredAtMs: null,
    key: 'k1',
    fingerprint: 'print',
  }
  assert.deepEqual(await store.applyPunches([repeat], 2000), [{ type: 'repeated', kind: 'in', answer: 'CLOCKED IN' }])
  assert.equal(existsSync(`${file}.before-10`), true)
})

test('the tables that the service shares with a station are the same in both files', (t) => {
  const folder = temporaryFolder(t)
  const columnsOf = (name: string, migrations: readonly Migration[]): string[] => {
    const database = openDatabase(join(folder, name), 'write')
    t.after(() => database.close())
    migrate(database, migrations, () => {})
    return database.read
      .prepare<{ column: string }>(
        `SELECT made.name || '.' || info.name || ' ' || info.type AS "column"
         FROM sqlite_schema AS made JOIN pragma_table_xinfo(made.name) AS info WHERE made.type = 'table'`,
      )
      .all()
      .map(({ column }) => column)
  }
  const central = new Set(columnsOf('central.sqlite', centralMigrations))
  assert.deepEqual(
    columnsOf('foyer.sqlite', stationMigrations).filter((column) => !central.has(column)),
    [],
  )
})

test('a user id is looked up in an index, however its letters are written', (t) => {
  const database = openDatabase(join(temporaryFolder(t), 'central.sqlite'), 'write')
  t.after(() => database.close())
  migrate(database, centralMigrations, () => {})
  const plan = database.read
    .prepare<{ detail: string }>(
      'EXPLAIN QUERY PLAN SELECT id FROM person WHERE user_id IS NOT NULL AND lower(user_id) = @userId ORDER BY id',
    )
    .all({ userId: 'x' })
  assert.match(plan.map(({ detail }) => detail).join(), /SEARCH person USING INDEX person_by_folded_user_id/)
})
