/** Brings a database to the schema that this version knows: numbered steps, each in a transaction of its own. */
import type { Store } from './database.ts'

export type Migration = {
  /** By tens, so that a step can be put between two. */
  version: number
  name: string
  sql: string
}

export type MigrationOutcome =
  | { type: 'migrated'; from: number; to: number }
  | { type: 'current'; version: number }
  /** Written by a newer version of the program; nothing was touched. */
  | { type: 'from-the-future'; version: number; known: number }

type RawStore = Store & {
  raw: { exec(sql: string): unknown; pragma(text: string, options?: { simple?: boolean }): unknown }
}

/** The schema's version; 0 for an empty file. */
export function schemaVersion(store: RawStore): number {
  return Number(store.raw.pragma('user_version', { simple: true }))
}

/**
 * Applies what is missing of `migrations`, ascending. `backUpBefore` is called once if there is something to apply and
 * the file holds data already.
 */
export function migrate(
  store: RawStore,
  migrations: readonly Migration[],
  backUpBefore: (version: number) => void,
): MigrationOutcome {
  const from = schemaVersion(store)
  const newest = migrations.at(-1)?.version ?? 0
  if (from > newest) return { type: 'from-the-future', version: from, known: newest }
  const missing = migrations.filter((migration) => migration.version > from)
  if (missing.length === 0) return { type: 'current', version: from }
  if (from > 0) backUpBefore(from)
  for (const migration of missing) {
    store.transact(() => {
      store.raw.exec(migration.sql)
      store.raw.pragma(`user_version = ${migration.version}`)
      return { ok: true, value: null }
    })
  }
  return { type: 'migrated', from, to: newest }
}
