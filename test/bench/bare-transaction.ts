/** The limit: a bare better-sqlite3 transaction that inserts rows of a tap's size, durable like a tap. No reading, no rules, no index. */
import Database from 'better-sqlite3'

export type BareTransaction = {
  /** One transaction with `rows` inserts. Answers how long it took, in milliseconds. */
  run: () => number
  close: () => void
}

/** Bytes of text in a row; what the five rows of a tap hold on average. */
const textBytes = 170

export function openBareTransaction(file: string, rows: number): BareTransaction {
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec('CREATE TABLE bare (id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, text TEXT NOT NULL) STRICT')
  const insert = database.prepare('INSERT INTO bare (at_ms, text) VALUES (?, ?)')
  const text = 'x'.repeat(textBytes)
  const insertAll = database.transaction((atMs: number) => {
    for (let row = 0; row < rows; row += 1) insert.run(atMs, text)
  })
  return {
    run: () => {
      const startedMs = performance.now()
      insertAll((startedMs * 1000) | 0)
      return performance.now() - startedMs
    },
    close: () => database.close(),
  }
}
