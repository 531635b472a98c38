/** Copies of a store beside it, in `backups/`: made while taps go on, found again by their names. */
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Store } from './database.ts'
import { ownerOnlyFolder, reserveFile } from './owner-only.ts'
import { type StorageFault, toStorageFault } from './storage-fault.ts'

export type Backup = { file: string; atMs: number }

export type BackupOutcome =
  | { type: 'backed-up'; file: string; durationMs: number }
  /** The store was closed meanwhile; nothing is left of the copy. */
  | { type: 'interrupted' }
  | { type: 'failed'; fault: StorageFault }

const folderName = 'backups'
const namePattern = /^foyer-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z(?:-before-migration)?\.sqlite$/

/**
 * Writes a consistent copy of `store` into `dir/backups` and deletes all but the `keep` newest. A copy that was cut
 * short never bears a backup's name.
 */
export async function backUpNow(store: Store, dir: string, keep: number, nowMs: number): Promise<BackupOutcome> {
  const startedMs = performance.now()
  const unfinished = join(dir, folderName, `unfinished-${process.pid}.sqlite`)
  try {
    mkdirSync(join(dir, folderName), { recursive: true, mode: ownerOnlyFolder })
    rmSync(unfinished, { force: true })
    reserveFile(unfinished)
    await store.backUp(unfinished)
    const file = finishBackup(unfinished, dir, nowMs, '')
    for (const old of listBackups(dir).slice(keep)) rmSync(old.file, { force: true })
    return { type: 'backed-up', file, durationMs: performance.now() - startedMs }
  } catch (error) {
    removeIfThere(unfinished)
    // better-sqlite3's own words, a TypeError without a code.
    if (error instanceof TypeError && /connection is not open/.test(error.message)) return { type: 'interrupted' }
    const fault = toStorageFault(error, join(dir, folderName))
    if (!fault) throw error
    return { type: 'failed', fault }
  }
}

/** The copy before a migration, made while nothing else runs. Throws what the disk says. */
export function backUpBeforeMigration(store: Store, dir: string, nowMs: number): string {
  const unfinished = join(dir, folderName, `unfinished-${process.pid}.sqlite`)
  mkdirSync(join(dir, folderName), { recursive: true, mode: ownerOnlyFolder })
  rmSync(unfinished, { force: true })
  reserveFile(unfinished)
  store.read.prepare('VACUUM INTO @file').run({ file: unfinished })
  return finishBackup(unfinished, dir, nowMs, '-before-migration')
}

/** Newest first. A folder that cannot be read has none. */
export function listBackups(dir: string): Backup[] {
  const backups: Backup[] = []
  for (const name of readNames(join(dir, folderName))) {
    const match = namePattern.exec(name)
    if (!match) continue
    const [, year, month, day, hour, minute, second, milli] = match
    const atMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milli}Z`)
    if (!Number.isNaN(atMs)) backups.push({ file: join(dir, folderName, name), atMs })
  }
  return backups.sort((a, b) => b.atMs - a.atMs)
}

/** An instant in a file's name: `20260302T080000000Z`, which every file system takes. */
export function stampFileName(atMs: number): string {
  return new Date(atMs).toISOString().replaceAll(/[-:.]/g, '')
}

/** Waits until the disk has the file, so that a rename never gives a good name to half a copy. */
export function syncFile(file: string): void {
  const handle = openSync(file, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function finishBackup(unfinished: string, dir: string, nowMs: number, suffix: string): string {
  syncFile(unfinished)
  const file = join(dir, folderName, `foyer-${stampFileName(nowMs)}${suffix}.sqlite`)
  renameSync(unfinished, file)
  return file
}

/** The disk has just failed: that this fails too says nothing new. */
function removeIfThere(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {}
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
