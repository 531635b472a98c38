/** What a database says of the setup that made it. */
import type { ReadableDb, WritableDb } from '../store/database.ts'

/** Which `station.json` the first supervisor was named with, by its SHA-256 in hex; null: by none. */
export function readSetupMark(db: ReadableDb): string | null {
  if (!hasTables(db)) return null
  return db.prepare<{ value: string }>("SELECT value FROM station_fact WHERE name = 'setup'").get()?.value ?? null
}

export function writeSetupMark(db: WritableDb, value: string): void {
  db.prepare("INSERT INTO station_fact (name, value) VALUES ('setup', @value)").run({ value })
}

/** Whether anybody is known there, also in a file of an older version. */
export function knowsAnybody(db: ReadableDb): boolean {
  return hasTables(db) && db.prepare('SELECT 1 FROM person LIMIT 1').get() !== undefined
}

/** False for a database that was cut short while it was made. */
function hasTables(db: ReadableDb): boolean {
  const row = db
    .prepare<{ tables: number }>(
      "SELECT count(*) AS tables FROM sqlite_schema WHERE name IN ('person', 'station_fact')",
    )
    .get()
  return row?.tables === 2
}
