/**
 * What a station keeps is nobody else's business: hashes of PINs, sealed values, who came when. Its files are the owner's
 * alone. Windows knows no such modes; there the folder's own rights decide.
 */
import { chmodSync, closeSync, lstatSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export const ownerOnlyFile = 0o600
export const ownerOnlyFolder = 0o700

/** Makes the file, empty, where there is none yet: whoever writes it next would leave it open to all. */
export function reserveFile(file: string): void {
  try {
    closeSync(openSync(file, 'a', ownerOnlyFile))
  } catch {
    // Why it cannot be written, whoever writes it says better.
  }
}

/** Files that Foyer itself makes, in a data folder or in its `backups`. */
const ours =
  /^(?:(?:foyer|central|lock|central-lock|unfinished)\b.*\.sqlite(?:-wal|-shm|-journal)?|foyer\.check\.json)$/

/** Takes from everybody else what an earlier version, or a copy, left open to them. Never follows a link. */
export function tightenFolder(dir: string): void {
  if (process.platform === 'win32') return
  for (const folder of [dir, join(dir, 'backups')]) {
    for (const name of readNames(folder)) {
      if (ours.test(name)) tighten(join(folder, name), ownerOnlyFile)
      else if (folder === dir && name === 'backups') tighten(join(dir, name), ownerOnlyFolder)
    }
  }
}

function tighten(path: string, mode: number): void {
  try {
    const stat = lstatSync(path)
    const isKind = mode === ownerOnlyFolder ? stat.isDirectory() : stat.isFile()
    if (isKind && (stat.mode & 0o077) !== 0 && stat.uid === process.getuid?.()) chmodSync(path, mode)
  } catch {
    // Gone meanwhile, or on a medium that keeps no modes.
  }
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
