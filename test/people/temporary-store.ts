/** A station's file in a folder of its own, for one test. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { openDatabase, type Store, type WritableDb } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'

export type TemporaryStore = {
  store: Store
  /** Changes what is stored, in a transaction. */
  change: <Value>(work: (db: WritableDb) => Value) => Value
  /** Writes a file beside the store and answers its path. */
  write: (name: string, content: string | Uint8Array) => string
}

export function openTemporaryStore(t: TestContext): TemporaryStore {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-'))
  const store = openDatabase(join(folder, 'station.db'), 'write')
  t.after(() => {
    store.close()
    rmSync(folder, { recursive: true })
  })
  migrate(store, stationMigrations, () => {})
  return {
    store,
    change: (work) => {
      const result = store.transact((db) => ({ ok: true, value: work(db) }))
      if (!result.ok) throw new Error('never refused')
      return result.value
    },
    write: (name, content) => {
      const file = join(folder, name)
      writeFileSync(file, content)
      return file
    },
  }
}
