/**
 * `foyer.sqlite` of a data folder: checked, recovered and brought to today's schema before anyone reads a row. A bad file
 * is moved aside, never deleted; the newest good backup takes its place, else an empty file, and the outcome says so in
 * words for the screen.
 */
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { backUpBeforeMigration, listBackups, stampFileName, syncFile } from './backups.ts'
import { isCheckStillGood, readCheckRecord, takeFingerprint, writeCheckRecord } from './check-record.ts'
import { openDatabase, type Store } from './database.ts'
import type { FolderLock } from './folder-lock.ts'
import { cutLogAfterLastCommit } from './give-back-log.ts'
import { type Migration, migrate, schemaVersion } from './migrate.ts'
import { stationMigrations } from './migrations/station-migrations.ts'
import { tightenFolder } from './owner-only.ts'
import { doubtUnsettled } from './restored-outbox-store.ts'
import { isDamage, type StorageFault, toStorageFault } from './storage-fault.ts'

export const stationFileName = 'foyer.sqlite'

export type StationFile = {
  store: Store
  file: string
  /** `restored` and `emptied` lost taps or may have: `notice` tells an operator. */
  condition: 'new' | 'good' | 'restored' | 'emptied'
  notice: string | null
  /** `full`: every page was read. `light`: the file is as it was when it was last found good and closed in order. */
  check: { depth: 'full' | 'light'; durationMs: number }
  schemaVersion: number
}

export type StationFileOpening = { type: 'opened'; stationFile: StationFile } | { type: 'failed'; fault: StorageFault }

type Database = ReturnType<typeof openDatabase>
type Depth = 'full' | 'light'
type Recovered = Pick<StationFile, 'condition' | 'notice'> & { database: Database }

/** Opens the folder that `lock` owns. Closing the store closes the file in order; the lock stays its owner's. */
export function openStationFile(
  lock: FolderLock,
  nowMs: number,
  migrations: readonly Migration[] = stationMigrations,
): StationFileOpening {
  const file = join(lock.dir, stationFileName)
  tightenFolder(lock.dir)
  let database: Database | null = null
  try {
    const record = readCheckRecord(lock.dir)
    const isLight = isCheckStillGood(record, takeFingerprint(file), nowMs)
    const opening = { checkedAtMs: record?.checkedAtMs ?? 0, closed: null }
    try {
      writeCheckRecord(lock.dir, opening)
    } catch (error) {
      if (toStorageFault(error, lock.dir)?.type !== 'full') throw error
      reclaimLog(file)
      writeCheckRecord(lock.dir, opening)
    }
    const startedMs = performance.now()
    const depth: Depth = isLight ? 'light' : 'full'
    const recovered = openOrRecover(lock.dir, file, depth, migrations, nowMs)
    database = recovered.database
    const check = { depth, durationMs: performance.now() - startedMs }
    const checkedAtMs = isLight && record ? record.checkedAtMs : nowMs
    const migrated = migrate(database, migrations, () => backUpBeforeMigration(recovered.database, lock.dir, nowMs))
    if (migrated.type === 'from-the-future') {
      database.close()
      return { type: 'failed', fault: sayFuture(file, migrated.version, migrated.known) }
    }
    const { condition, notice } = recovered
    const store = closeInOrder(database, lock.dir, file, checkedAtMs)
    const version = migrated.type === 'current' ? migrated.version : migrated.to
    return { type: 'opened', stationFile: { store, file, condition, notice, check, schemaVersion: version } }
  } catch (error) {
    database?.close()
    const fault = toStorageFault(error, lock.dir)
    if (!fault) throw error
    return { type: 'failed', fault }
  }
}

export type StationReading =
  /** `findFault` reads every page: null where nothing is wrong, else the first fault in SQLite's words. */
  | { type: 'opened'; store: Pick<Store, 'read' | 'close'>; schemaVersion: number; findFault: () => string | null }
  | { type: 'failed'; fault: StorageFault }

/** For commands that only look, while a station runs or not: never migrates, never repairs, never writes. */
export function openStationFileToRead(
  dir: string,
  migrations: readonly Migration[] = stationMigrations,
): StationReading {
  const file = join(dir, stationFileName)
  try {
    if (!statSync(file, { throwIfNoEntry: false })) {
      return { type: 'failed', fault: { type: 'missing', message: `There is no ${stationFileName} in ${dir} yet.` } }
    }
    const database = openToRead(file)
    const version = schemaVersion(database)
    const known = migrations.at(-1)?.version ?? 0
    if (version === known) {
      const findAnyFault = () => findFault(database, 'full') ?? findSchemaFault(database, migrations)
      return { type: 'opened', store: database, schemaVersion: version, findFault: findAnyFault }
    }
    database.close()
    if (version > known) return { type: 'failed', fault: sayFuture(file, version, known) }
    const message = `${file} is of an older version (schema ${version}, known is ${known}); a start brings it up to date.`
    return { type: 'failed', fault: { type: 'failing', message } }
  } catch (error) {
    const fault = toStorageFault(error, dir)
    if (!fault) throw error
    return { type: 'failed', fault }
  }
}

/**
 * SQLite writes beside a file even to read it. In a folder that cannot be written (a medium that was sent in) the file is
 * read into memory instead, which is all of it if its log is empty.
 */
function openToRead(file: string): Database {
  try {
    const database = openDatabase(file, 'read')
    schemaVersion(database)
    return database
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const isFolderClosed = code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY')
    if (!isFolderClosed || !takeFingerprint(file)) throw error
    const bytes = readFileSync(file)
    // Bytes 18 and 19 say "with a log"; 1 says "without" (SQLite, “Database File Format”, 1.3.3).
    bytes.fill(1, 18, 20)
    return openDatabase(bytes, 'read')
  }
}

function openOrRecover(
  dir: string,
  file: string,
  depth: Depth,
  migrations: readonly Migration[],
  nowMs: number,
): Recovered {
  const sizeBytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (sizeBytes > 0) {
    const opened = openChecked(file, depth, migrations)
    if (opened.type === 'good') return { database: opened.database, condition: 'good', notice: null }
    const aside = moveAside(dir, file, nowMs)
    return restore(
      dir,
      file,
      migrations,
      `The database was damaged (${opened.why}). It was moved to ${basename(aside)}.`,
    )
  }
  if (listBackups(dir).length === 0) {
    return { database: openDatabase(file, 'write'), condition: 'new', notice: null }
  }
  // An empty or vanished file beside backups is a loss, not a beginning.
  return restore(dir, file, migrations, 'The database was missing.')
}

function restore(dir: string, file: string, migrations: readonly Migration[], whatHappened: string): Recovered {
  const known = migrations.at(-1)?.version ?? 0
  for (const backup of listBackups(dir)) {
    removeDatabase(file)
    // Renamed when it is whole: a restore that was cut short must not look like a second damaged database.
    if (!copyInDoubt(backup.file, `${file}.restoring`)) continue
    renameSync(`${file}.restoring`, file)
    const opened = openChecked(file, 'full', migrations)
    if (opened.type === 'bad') continue
    if (schemaVersion(opened.database) > known) {
      opened.database.close()
      continue
    }
    const at = new Date(backup.atMs).toISOString().slice(0, 16).replace('T', ' ')
    const notice = `${whatHappened} The backup of ${at} UTC was restored: taps since then are not in it.`
    return { database: opened.database, condition: 'restored', notice }
  }
  removeDatabase(file)
  const notice = `${whatHappened} There was no good backup: the station started empty. Import the roster again.`
  return { database: openDatabase(file, 'write'), condition: 'emptied', notice }
}

/** False where the backup is no database any more. Throws what the disk says about everything else. */
function copyInDoubt(backup: string, copy: string): boolean {
  removeDatabase(copy)
  copyFileSync(backup, copy)
  try {
    doubtUnsettled(copy)
  } catch (error) {
    sayDamage(error)
    removeDatabase(copy)
    return false
  }
  syncFile(copy)
  return true
}

/** `bad`: the bytes are not what SQLite wrote. Throws what the disk says about everything else. */
function openChecked(
  file: string,
  depth: Depth,
  migrations: readonly Migration[],
): { type: 'good'; database: Database } | { type: 'bad'; why: string } {
  let database: Database | null = null
  try {
    database = openDatabase(file, 'write')
    const why = findFault(database, depth) ?? (depth === 'full' ? findSchemaFault(database, migrations) : null)
    if (why === null) return { type: 'good', database }
    database.close()
    return { type: 'bad', why }
  } catch (error) {
    database?.close()
    return { type: 'bad', why: sayDamage(error) }
  }
}

/** Null where nothing is wrong; else the first fault in SQLite's words. Throws what the disk says. */
function findFault(database: Database, depth: Depth): string | null {
  try {
    if (depth === 'light') {
      database.read.prepare('SELECT count(*) FROM sqlite_schema').get()
      return null
    }
    const answer = String(database.raw.pragma('quick_check(1)', { simple: true }))
    return answer === 'ok' ? null : answer.replaceAll(/\s+/g, ' ').replace('*** in database main *** ', '')
  } catch (error) {
    return sayDamage(error)
  }
}

/**
 * Null where every table has the columns that its version says. A byte that changed within the schema can leave a file
 * that SQLite finds sound and no statement fits. Names and types are compared, not the text, which may hold comments.
 */
function findSchemaFault(database: Database, migrations: readonly Migration[]): string | null {
  const version = schemaVersion(database)
  const applied = migrations.filter((migration) => migration.version <= version)
  if (applied.at(-1)?.version !== version) return null
  const model = openDatabase(':memory:', 'write')
  try {
    migrate(model, applied, () => {})
    return readColumns(database) === readColumns(model) ? null : 'its tables are not those of its version'
  } catch (error) {
    return sayDamage(error)
  } finally {
    model.close()
  }
}

function readColumns({ read }: Pick<Database, 'read'>): string {
  const columns = read
    .prepare<{ name: string; type: string; column: string }>(
      `SELECT made.name, made.type, coalesce(info.name || ' ' || info.type, '') AS "column"
       FROM sqlite_schema AS made LEFT JOIN pragma_table_xinfo(made.name) AS info
       WHERE made.name NOT LIKE 'sqlite_%' ORDER BY made.name, info.cid`,
    )
    .all()
  return JSON.stringify(columns)
}

/** SQLite's words for a file that is not what it wrote; throws every other error again. */
function sayDamage(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  // The checks' own statements are right, so an error of meaning comes from the file: a byte changed within its schema.
  if (!(error instanceof Error) || !(isDamage(code) || code === 'SQLITE_ERROR')) throw error
  return error.message
}

/** The log belongs to the file: without it the last taps would be missing from what may still be rescued. */
function moveAside(dir: string, file: string, nowMs: number): string {
  const aside = join(dir, `foyer-damaged-${stampFileName(nowMs)}.sqlite`)
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix)
  }
  return aside
}

function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
}

/** On a disk that is full of a log that nobody needs any more. */
function reclaimLog(file: string): void {
  if (!existsSync(`${file}-wal`)) return
  let database: Database | null = null
  try {
    cutLogAfterLastCommit(file)
    database = openDatabase(file, 'write')
    database.giveBackLog()
  } catch {
    // It was no such log; whoever comes next says what is wrong.
  } finally {
    database?.close()
  }
}

function closeInOrder(database: Database, dir: string, file: string, checkedAtMs: number): Store {
  let isOpen = true
  const close = (): void => {
    if (!isOpen) return
    isOpen = false
    try {
      database.checkpoint()
      database.close()
      writeCheckRecord(dir, { checkedAtMs, closed: takeFingerprint(file) })
    } catch (error) {
      database.giveBackLog()
      database.close()
      // A full disk only costs the next start its short cut: what was committed is in the log.
      if (!toStorageFault(error, dir)) throw error
    }
  }
  return { ...database, close }
}

function sayFuture(file: string, version: number, known: number): StorageFault {
  const message = `${file} was written by a newer Foyer (schema ${version}, known is ${known}); nothing was touched.`
  return { type: 'from-the-future', message }
}
