/**
 * The keyed hash under which authentication values are kept: HMAC-SHA-256 with 32 random bytes that only the owner of the
 * data folder may read (ours). Whoever has the database alone cannot try values out.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { readKeyProof, setKeyProof } from '../enrolment/auth-data-store.ts'
import type { AuthHash } from '../enrolment/auth-record.ts'
import type { Store } from '../store/database.ts'
import { createAuthSeal, type SealValues, type UnsealValues } from './auth-seal.ts'

export const authKeyFileName = 'auth-key'
const keyBytes = 32

export type AuthHashing =
  | { type: 'ready'; hash: AuthHash; seal: SealValues; unseal: UnsealValues }
  /** The key that the stored hashes were made with is not there: everybody would look changed. */
  | { type: 'wrong'; message: string }

/** Reads the folder's key, or makes it where nothing was hashed yet. Throws what the disk says. */
export function openAuthHash(store: Pick<Store, 'read' | 'transact' | 'folder'>): AuthHashing {
  const file = join(store.folder, authKeyFileName)
  const proof = readKeyProof(store.read)
  const key = readKey(file) ?? (proof === null ? makeKey(file) : null)
  if (key === null) {
    return { type: 'wrong', message: `The key of the authentication values, ${file}, is missing or damaged.` }
  }
  const hash: AuthHash = (text) => createHmac('sha256', key).update(text).digest('base64url')
  const ownProof = hash('proof')
  if (proof === null) {
    store.transact((db) => {
      setKeyProof(db, ownProof)
      return { ok: true, value: null }
    })
  } else if (proof !== ownProof) {
    return { type: 'wrong', message: `${file} is not the key that the stored authentication values were hashed with.` }
  }
  return { type: 'ready', hash, ...createAuthSeal(key) }
}

/** Null where there is none, or not a whole one. */
function readKey(file: string): Buffer | null {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (!stat) return null
  // A copy made by hand may have become readable for others.
  if ((stat.mode & 0o077) !== 0) chmodSync(file, 0o600)
  const key = readFileSync(file)
  return key.length === keyBytes ? key : null
}

/** Renamed when it is whole, so that no key is ever half a key. */
function makeKey(file: string): Buffer {
  const key = randomBytes(keyBytes)
  const descriptor = openSync(`${file}.new`, 'w', 0o600)
  try {
    writeSync(descriptor, key)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(`${file}.new`, file)
  return key
}
