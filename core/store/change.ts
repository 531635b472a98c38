import type { Store, WritableDb } from './database.ts'

/** Runs `work`, which never refuses, in a transaction. */
export function change<Value>(store: Pick<Store, 'transact'>, work: (db: WritableDb) => Value): Value {
  const done = store.transact<Value, never>((db) => ({ ok: true, value: work(db) }))
  if (!done.ok) throw new Error('it was never refused')
  return done.value
}
