/** How many rows each table of a database in use has, one table after the other, so that taps go on in between. */
import { setImmediate } from 'node:timers/promises'
import type { ReadableDb } from './database.ts'

export async function countRowsInTurns(db: ReadableDb): Promise<Record<string, number>> {
  const tables = db
    .prepare<{ name: string }>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .all()
  const counts: Record<string, number> = {}
  for (const { name } of tables) {
    // A table's name takes no parameter; it is the schema's own.
    const sql = `SELECT count(*) AS rows FROM "${name.replaceAll('"', '""')}"`
    counts[name] = db.prepare<{ rows: number }>(sql).get()?.rows ?? 0
    await setImmediate()
  }
  return counts
}
