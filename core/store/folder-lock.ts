/**
 * One owner per data folder. The lock is a transaction held open on `lock.sqlite`, thus a lock of the operating system's:
 * it dies with its process however that ends, and no stale file is left that somebody must delete at the door.
 */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { reserveFile } from './owner-only.ts'
import { type StorageFault, toStorageFault } from './storage-fault.ts'

/** Whoever has one may write in the folder. */
export type FolderLock = {
  dir: string
  /** Looks whether its file is still there. A lock on a file that was deleted by hand, or replaced, keeps nobody out: it is taken again. */
  look: () => LockSight
  release: () => void
}

export type LockSight =
  | { type: 'held' | 'taken-again' }
  /** Somebody else has locked the file that stands there now. */
  | { type: 'lost'; owner: FolderOwner }
  | { type: 'failing'; fault: StorageFault }

/** Who holds a folder; null where that cannot be read just now. */
export type FolderOwner = { pid: number; purpose: string } | null

export type FolderLocking =
  | { type: 'locked'; lock: FolderLock }
  | { type: 'taken'; owner: FolderOwner }
  | { type: 'failed'; fault: StorageFault }

/** A central service that shares a folder with a station has another one. */
export type LockName = 'lock.sqlite' | 'central-lock.sqlite'

/** Longer than anyone looks whether a folder is free, shorter than anyone waits for a command. */
const patienceMs = 400

/** @param purpose One word for whoever finds the folder taken, such as `station` or `import`. */
export function lockFolder(dir: string, purpose: string, name: LockName = 'lock.sqlite'): FolderLocking {
  const file = join(dir, name)
  const taking = takeLock(file, dir, purpose, patienceMs)
  if (taking.type !== 'taken-now') return taking
  let { held, identity } = taking
  const look = (): LockSight => {
    if (identify(file) === identity) return { type: 'held' }
    const again = takeLock(file, dir, purpose, 0)
    if (again.type === 'failed') return { type: 'failing', fault: again.fault }
    // A medium that numbers its files anew, and not another program.
    if (again.type === 'taken' && again.owner?.pid === process.pid) return { type: 'held' }
    if (again.type === 'taken') return { type: 'lost', owner: again.owner }
    held.close()
    held = again.held
    identity = again.identity
    return { type: 'taken-again' }
  }
  return { type: 'locked', lock: { dir, look, release: () => held.close() } }
}

type LockTaking =
  | { type: 'taken-now'; held: Database.Database; identity: string | null }
  | Exclude<FolderLocking, { type: 'locked' }>

function takeLock(file: string, dir: string, purpose: string, timeoutMs: number): LockTaking {
  for (;;) {
    let raw: Database.Database | null = null
    try {
      // Opening and closing a file drops what this process has locked of it.
      if (!existsSync(file)) reserveFile(file)
      const identity = identify(file)
      raw = new Database(file, { timeout: timeoutMs })
      // Said and committed first, so that others can read it; then the lock proper, which stays.
      raw.exec('BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS owner (pid INTEGER NOT NULL, purpose TEXT NOT NULL) STRICT')
      raw.exec('DELETE FROM owner')
      raw.prepare('INSERT INTO owner (pid, purpose) VALUES (@pid, @purpose)').run({ pid: process.pid, purpose })
      raw.exec('COMMIT; BEGIN IMMEDIATE')
      if (identify(file) === identity) return { type: 'taken-now', held: raw, identity }
      // It was deleted in between.
      raw.close()
    } catch (error) {
      const owner = raw ? readOwner(raw) : null
      raw?.close()
      return isBusy(error) ? { type: 'taken', owner } : { type: 'failed', fault: sayFault(error, dir) }
    }
  }
}

/** Which file stands there now, whatever its name; null: none. */
function identify(file: string): string | null {
  try {
    const { dev, ino } = statSync(file, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    // Why it cannot be had, whoever opens it is told.
    return null
  }
}

/** Whether somebody owns the folder now. Null owner and `isTaken`: somebody does, but who cannot be read. */
export function findFolderOwner(dir: string): { isTaken: boolean; owner: FolderOwner } {
  let raw: Database.Database | null = null
  try {
    raw = new Database(join(dir, 'lock.sqlite'), { fileMustExist: true, timeout: 0 })
    raw.exec('BEGIN IMMEDIATE; ROLLBACK')
    return { isTaken: false, owner: null }
  } catch (error) {
    // No lock file, or none that can be opened: nobody who writes can have locked it.
    return isBusy(error) ? { isTaken: true, owner: raw ? readOwner(raw) : null } : { isTaken: false, owner: null }
  } finally {
    raw?.close()
  }
}

/** The beginning of a sentence: who uses `dir`. */
export function describeOwner(dir: string, owner: FolderOwner): string {
  return `${dir} is in use by ${owner ? `process ${owner.pid} (${owner.purpose})` : 'another program'}`
}

function readOwner(raw: Database.Database): FolderOwner {
  try {
    return raw.prepare<[], { pid: number; purpose: string }>('SELECT pid, purpose FROM owner').get() ?? null
  } catch {
    return null
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
}

function sayFault(error: unknown, dir: string): StorageFault {
  // better-sqlite3's own check, a TypeError without a code.
  if (error instanceof TypeError && /directory does not exist/.test(error.message)) {
    return { type: 'missing', message: `The folder ${dir} does not exist.` }
  }
  const fault = toStorageFault(error, dir)
  if (!fault) throw error
  return fault
}
