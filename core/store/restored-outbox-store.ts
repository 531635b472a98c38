/** What a backup says of the outbox is older than what was told. */
import { openDatabase } from './database.ts'

/**
 * Marks every unsettled row of the copy `file` as one of which nobody knows whether it was told: it was perhaps, after the
 * backup was made. A connector asks, or takes a conflict with its own entry for what it is. A copy that cannot be written
 * so is left to whoever checks it next.
 */
export function doubtUnsettled(file: string): void {
  const database = openDatabase(file, 'write')
  try {
    const hasOutbox = database.read
      .prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'outbox'`)
      .get()
    if (!hasOutbox) return
    database.transact((db) => ({
      ok: true,
      value: db.prepare(`UPDATE outbox SET is_unknown = 1 WHERE state IN ('waiting', 'in-flight')`).run(),
    }))
  } finally {
    database.close()
  }
}
