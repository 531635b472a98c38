/** The check of a database that is in use: one table after the other, so that taps go on in between. */
import { setImmediate } from 'node:timers/promises'
import type { ReadableDb } from './database.ts'

/** Null where nothing is wrong, else the first fault in SQLite's words. */
export async function findFaultInTurns(db: ReadableDb): Promise<string | null> {
  const tables = db.prepare<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).all()
  for (const { name } of [{ name: 'sqlite_schema' }, ...tables]) {
    // A pragma takes no parameters; the name is the schema's own.
    const sql = `PRAGMA quick_check("${name.replaceAll('"', '""')}")`
    const found = db.prepare<{ quick_check: string }>(sql).get()?.quick_check ?? 'ok'
    if (found !== 'ok') return found.replaceAll(/\s+/g, ' ').replace('*** in database main *** ', '')
    await setImmediate()
  }
  return null
}
