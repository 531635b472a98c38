/**
 * Authentication values that have to be told are kept encrypted until they are: AES-256-GCM by a key that is derived from
 * the folder's own (HKDF-SHA-256), so that whoever has the database or a backup alone cannot read them (ours).
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { AuthValues } from '../enrolment/roster-entry.ts'

/** Whom the values belong to is sealed along: a sealed text that is put to somebody else does not open. */
export type SealValues = (values: AuthValues, employeeId: string) => string
/** Null: sealed with another key, for somebody else, or damaged. */
export type UnsealValues = (sealed: string, employeeId: string) => AuthValues | null

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

export function createAuthSeal(folderKey: Buffer): { seal: SealValues; unseal: UnsealValues } {
  const key = Buffer.from(hkdfSync('sha256', folderKey, '', 'authentication values on their way upstream', 32))
  return {
    seal: (values, employeeId) => {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(employeeId))
      const sealed = Buffer.concat([cipher.update(JSON.stringify(values)), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
    },
    unseal: (sealed, employeeId) => {
      const bytes = Buffer.from(sealed, 'base64url')
      if (bytes.length < nonceBytes + tagBytes) return null
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
      decipher.setAAD(Buffer.from(employeeId)).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
      try {
        const open = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()])
        return JSON.parse(open.toString()) as AuthValues
      } catch {
        return null
      }
    },
  }
}
