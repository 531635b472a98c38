/** What a row for authentication data says, for its connector: its values are opened here, shortly before they are sent. */
import { z } from 'zod'
import { say } from '../contract/sentences.ts'
import type { AuthValues } from '../enrolment/roster-entry.ts'
import type { OutboxRow } from '../outbox/outbox-row.ts'
import { type AuthDataPayload, valuesNotKept } from '../outbox/tell-auth-data.ts'
import { openAuthHash } from '../staging/auth-hash.ts'
import type { UnsealValues } from '../staging/auth-seal.ts'
import type { ReadableDb, Store } from '../store/database.ts'
import type { AuthDataFact } from '../upstream/auth-data.ts'
import type { ReadFacts } from './sync-lane.ts'

export const authDataPayload = z.object({
  employeeId: z.string().min(1),
  employeeStatus: z.string().nullable(),
  formerId: z.string().optional(),
  sealed: z.string().nullish(),
}) satisfies z.ZodType<AuthDataPayload>

const noValues: AuthValues = [null, null, null]

/** The folder's key is read when the first value is opened; null while it is not there. */
export function createUnseal(store: Pick<Store, 'read' | 'transact' | 'folder'>): UnsealValues {
  let unseal: UnsealValues | null = null
  return (sealed, employeeId) => {
    if (unseal === null) {
      const hashing = openAuthHash(store)
      if (hashing.type === 'wrong') return null
      unseal = hashing.unseal
    }
    return unseal(sealed, employeeId)
  }
}

/** @param unseal Null: values stay sealed, for a dry run. */
export function readAuthDataFacts(unseal: UnsealValues | null): ReadFacts<AuthDataFact> {
  return (_db: ReadableDb, rows: readonly OutboxRow[]) =>
    rows.map((row) => {
      const payload = authDataPayload.safeParse(row.payload)
      if (!payload.success) return { type: 'refused', reason: say('row-no-auth-data') }
      const { sealed, ...said } = payload.data
      // Without them it would be a record that says that there are none.
      if (sealed === undefined) return { type: 'refused', reason: valuesNotKept }
      const authValues = sealed === null ? noValues : unseal === null ? 'sealed' : unseal(sealed, said.employeeId)
      if (authValues === null) {
        return { type: 'refused', reason: say('row-key-differs') }
      }
      return { type: 'fact', fact: { ...said, authValues } }
    })
}
