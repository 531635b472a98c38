/**
 * Opens a database, says what a connection may do, and runs transactions. With `folder-lock.ts`, which is no store, the
 * only file that knows better-sqlite3.
 */
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { cutLogAfterLastCommit, isDiskTight } from './give-back-log.ts'
import { reserveFile } from './owner-only.ts'

declare const readable: unique symbol
declare const writable: unique symbol

type Connection = {
  prepare<Row = unknown>(sql: string): Statement<Row>
}

/** A compiled statement. Parameters are named (`@name`) and come as one object. */
export type Statement<Row> = {
  get(parameters?: object): Row | undefined
  all(parameters?: object): Row[]
  iterate(parameters?: object): IterableIterator<Row>
  run(parameters?: object): { changes: number; lastInsertRowid: number | bigint }
}

/** A function that takes this can only look. */
export type ReadableDb = Connection & { readonly [readable]: true }
/** A function that takes this can change what is stored. Only `transact` and the migrations make one. */
export type WritableDb = ReadableDb & { readonly [writable]: true }

/** An open file: read from it, or change it in a transaction. */
export type Store = {
  /** Where the file lies, for what belongs beside it. */
  folder: string
  read: ReadableDb
  transact: Transact
  /** Writes the whole database to `file`, consistent, while taps go on. */
  backUp: (file: string) => Promise<void>
  /** Moves what the write-ahead log holds into the file, as far as nobody reads it; costs some tens of milliseconds. */
  checkpoint: () => void
  /** Gives what a full disk lacks: the log of what was rolled back. Only for whoever owns the folder. */
  giveBackLog: () => void
  close: () => void
}

export type Result<Value, Refusal> = { ok: true; value: Value } | { ok: false; refusal: Refusal }

/**
 * Runs `work` in one transaction: durable when this returns. Rolls back when `work` throws and when it answers
 * `{ ok: false }`, so a refused outcome leaves nothing behind. Does not nest.
 */
export type Transact = <Value, Refusal>(work: (db: WritableDb) => Result<Value, Refusal>) => Result<Value, Refusal>

export type OpenMode = 'write' | 'read'

/**
 * Opens an existing or new file, or, only to read, the bytes of one. Throws when that is no database or cannot be opened.
 */
export function openDatabase(source: string | Buffer, mode: OpenMode): Store & { raw: Database.Database } {
  if (mode === 'write' && typeof source === 'string' && source !== ':memory:') reserveFile(source)
  const raw = new Database(source, { readonly: mode === 'read', fileMustExist: mode === 'read', timeout: 5000 })
  try {
    setPragmas(raw, mode)
    const isTight = mode === 'write' && typeof source === 'string' && isDiskTight(dirname(source))
    if (isTight) raw.pragma('wal_autocheckpoint = 50')
  } catch (error) {
    // Whoever moves a damaged file aside must find it closed.
    raw.close()
    throw error
  }
  const db = cacheStatements(raw)
  const begin = raw.prepare('BEGIN IMMEDIATE')
  const commit = raw.prepare('COMMIT')
  const rollback = raw.prepare('ROLLBACK')

  const giveBackLog = (): void => {
    try {
      if (typeof source === 'string' && source !== ':memory:') cutLogAfterLastCommit(source)
      raw.pragma('wal_checkpoint(TRUNCATE)')
    } catch {
      // There is no more room than before, and whoever was told that the disk is full knows.
    }
  }

  const transact: Transact = (work) => {
    begin.run()
    try {
      const result = work(db)
      if (result.ok) commit.run()
      else rollback.run()
      return result
    } catch (error) {
      // A failed COMMIT (disk full) may already have rolled back by itself.
      if (raw.inTransaction) rollback.run()
      if (isFull(error)) giveBackLog()
      throw error
    }
  }

  return {
    raw,
    folder: typeof source === 'string' ? dirname(source) : '',
    read: db,
    transact,
    backUp: async (target) => {
      await raw.backup(target)
    },
    checkpoint: () => {
      raw.pragma('wal_checkpoint(PASSIVE)')
    },
    giveBackLog,
    close: () => {
      raw.close()
    },
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_FULL'
}

function setPragmas(raw: Database.Database, mode: OpenMode): void {
  if (mode === 'write') {
    // Readers (the command line) never wait for a tap, and a tap never waits for them.
    raw.pragma('journal_mode = WAL')
    // A tap that was answered "yes" survives a power cut; better-sqlite3's default NORMAL may lose the last ones.
    raw.pragma('synchronous = FULL')
    // An event without its person is a bug that must not be stored.
    raw.pragma('foreign_keys = ON')
    // A tap never waits for a checkpoint: the station makes them when nobody is at the door, and this is the
    // bound (10 MiB). A longer log would be slower too: overwriting costs a sync less than growing does.
    raw.pragma('wal_autocheckpoint = 2500')
    // The write-ahead log is not kept at the size of the largest import.
    raw.pragma('journal_size_limit = 16777216')
  }
  // 64 MiB: the indexes of a million events stay in memory, so a tap reads no disk.
  raw.pragma('cache_size = -65536')
  // Sorting an export never needs a place to write to.
  raw.pragma('temp_store = MEMORY')
  // SQL functions in a tampered schema cannot run.
  raw.pragma('trusted_schema = OFF')
}

/** Compiling a statement costs as much as running it, so each text is compiled once per connection. */
function cacheStatements(raw: Database.Database): WritableDb {
  const statementsBySql = new Map<string, Statement<unknown>>()
  const prepare = (sql: string): Statement<unknown> => {
    const known = statementsBySql.get(sql)
    if (known) return known
    const statement = raw.prepare(sql)
    const made: Statement<unknown> = {
      get: (parameters) => (parameters ? statement.get(parameters) : statement.get()),
      all: (parameters) => (parameters ? statement.all(parameters) : statement.all()),
      iterate: (parameters) => (parameters ? statement.iterate(parameters) : statement.iterate()),
      run: (parameters) => (parameters ? statement.run(parameters) : statement.run()),
    }
    statementsBySql.set(sql, made)
    return made
  }
  return { prepare } as unknown as WritableDb
}
