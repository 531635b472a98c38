/**
 * What a data folder remembers of the last check of its database, so that a start does not read a million rows again
 * for nothing: when it was checked, and how the file looked when it was last closed in order.
 */
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ownerOnlyFile } from './owner-only.ts'

export type Fingerprint = { sizeBytes: number; modifiedNs: string }

/** `closed` is null while the file is open, and after a process that could not close it. */
export type CheckRecord = { checkedAtMs: number; closed: Fingerprint | null }

/** A check this old is done again (ours). Bits rot without touching a file's date. */
const checkIsGoodForMs = 24 * 3_600_000

/** Null where there is none or it cannot be understood, which is as good as none. */
export function readCheckRecord(dir: string): CheckRecord | null {
  try {
    const record: unknown = JSON.parse(readFileSync(toFile(dir), 'utf8'))
    return isCheckRecord(record) ? record : null
  } catch {
    return null
  }
}

/** Throws what the disk says. */
export function writeCheckRecord(dir: string, record: CheckRecord): void {
  const file = toFile(dir)
  writeFileSync(`${file}.new`, JSON.stringify(record), { mode: ownerOnlyFile })
  renameSync(`${file}.new`, file)
}

/** Null where the file is missing, or its log was not written back and the file alone says nothing. */
export function takeFingerprint(file: string): Fingerprint | null {
  const main = statSync(file, { bigint: true, throwIfNoEntry: false })
  if (!main) return null
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })
  if (log && log.size > 0) return null
  return { sizeBytes: Number(main.size), modifiedNs: String(main.mtimeNs) }
}

/** Whether nothing has happened to the file since it was found good and closed in order. */
export function isCheckStillGood(record: CheckRecord | null, now: Fingerprint | null, nowMs: number): boolean {
  if (!record?.closed || !now) return false
  const ageMs = nowMs - record.checkedAtMs
  // A clock that went back proves nothing about the age.
  if (ageMs < 0 || ageMs > checkIsGoodForMs) return false
  return record.closed.sizeBytes === now.sizeBytes && record.closed.modifiedNs === now.modifiedNs
}

function toFile(dir: string): string {
  return join(dir, 'foyer.check.json')
}

function isCheckRecord(value: unknown): value is CheckRecord {
  if (typeof value !== 'object' || value === null || !('checkedAtMs' in value) || !('closed' in value)) return false
  if (typeof value.checkedAtMs !== 'number') return false
  const { closed } = value
  if (closed === null) return true
  return typeof closed === 'object' && closed !== undefined && 'sizeBytes' in closed && 'modifiedNs' in closed
}
