/** A file that is complete whenever it is there, also after a power cut. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ownerOnlyFile } from './owner-only.ts'

/** Writes a file for its owner alone, in the place of whatever has that name. Throws what the disk says. */
export function writeWholeFile(file: string, content: string): void {
  const draft = `${file}.${process.pid}`
  rmSync(draft, { force: true })
  const handle = openSync(draft, 'wx', ownerOnlyFile)
  try {
    writeFileSync(handle, content)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameFile(draft, file)
}

/** Renames within a folder, and waits until the disk knows. */
export function renameFile(from: string, to: string): void {
  renameSync(from, to)
  // Windows opens no folder, and needs none.
  if (process.platform === 'win32') return
  const folder = openSync(dirname(to), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
