/**
 * The write-ahead log keeps the space of a transaction that was rolled back, which on a full disk is all that there was.
 * What follows the last commit is cut off, so that the commits before it have room to move into the file. Layout of the log:
 * SQLite, “Database File Format”, 4.1.
 */
import { closeSync, ftruncateSync, openSync, readSync, statfsSync } from 'node:fs'

const headerBytes = 32
const frameHeaderBytes = 24

/** Cuts the log of `file` after its last commit. Only for whoever owns the folder, between two transactions. */
export function cutLogAfterLastCommit(file: string): void {
  let log: number
  try {
    log = openSync(`${file}-wal`, 'r+')
  } catch {
    return
  }
  try {
    const header = Buffer.alloc(headerBytes)
    if (readSync(log, header, 0, headerBytes, 0) < headerBytes) return
    const frame = Buffer.alloc(frameHeaderBytes)
    const frameBytes = frameHeaderBytes + header.readUInt32BE(8)
    let committedBytes = headerBytes
    for (let at = headerBytes; readSync(log, frame, 0, frameHeaderBytes, at) === frameHeaderBytes; at += frameBytes) {
      // What an earlier round of the log has left has other salts.
      if (frame.compare(header, 16, 24, 8, 16) !== 0) break
      if (frame.readUInt32BE(4) !== 0) committedBytes = at + frameBytes
    }
    ftruncateSync(log, committedBytes)
  } finally {
    closeSync(log)
  }
}

/** Below this much free space (ours) what is written is moved into the file at once: the log would hold it twice. */
const roomyBytes = 64 * 1024 * 1024

export function isDiskTight(folder: string): boolean {
  return countFreeBytes(folder) < roomyBytes
}

/** So much is left free (ours), in which the log finds room to move into the file when everything else is taken back. */
const reservedBytes = 512 * 1024

/** Throws, as a full disk does, where a large write would take what is left. */
export function requireRoom(folder: string): void {
  if (countFreeBytes(folder) >= reservedBytes) return
  throw Object.assign(new Error('what is left of the disk is kept free'), { code: 'ENOSPC' })
}

function countFreeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
