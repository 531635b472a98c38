/** A real store in a folder of its own, with people who are known by their employee number alone. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type Store, type WritableDb } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'

export type TestStore = Store & { file: string; discard: () => void }

export function openTestStore(people = 5): TestStore {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-outbox-'))
  const file = join(folder, 'station.db')
  const store = openStoreFile(file)
  write(store, (db) => {
    for (let id = 1; id <= people; id += 1) {
      db.prepare(
        `INSERT INTO person (id, employee_number, display_name, is_active, changed_at_ms) VALUES (@id, @number, @number, 1, 0)`,
      ).run({ id, number: `p${id}` })
    }
  })
  return {
    ...store,
    file,
    discard: () => {
      store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function openStoreFile(file: string): Store {
  const store = openDatabase(file, 'write')
  migrate(store, stationMigrations, () => {})
  return store
}

/** Runs `work` in a transaction that is committed. */
export function write<Value>(store: Pick<Store, 'transact'>, work: (db: WritableDb) => Value): Value {
  const result = store.transact((db) => ({ ok: true as const, value: work(db) }))
  if (!result.ok) throw new Error('not committed')
  return result.value
}
