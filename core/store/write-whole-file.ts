/** A file that is complete whenever it is there, also after a power cut. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ownerOnlyFile } from './owner-only.ts'

/** Writes a file for its owner alone, in the place of whatever has that name. Throws what the disk says, and leaves nothing of it then. */
export function writeWholeFile(file: string, content: string | Uint8Array): void {
  const draft = `${file}.${process.pid}`
  rmSync(draft, { force: true })
  try {
    writeDraft(draft, content)
    renameFile(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

function writeDraft(draft: string, content: string | Uint8Array): void {
  const handle = openSync(draft, 'wx', ownerOnlyFile)
  try {
    writeFileSync(handle, content)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
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
