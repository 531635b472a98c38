/** The identifiers by which the clock's service knows people (Sonoran CMS, “Clock In Out”). */
import type { ReadableDb } from '../store/database.ts'

export type StoredClockIdentity = {
  personId: number
  employeeNumber: string
  apiId: string | null
  username: string | null
  accId: string | null
  discord: string | null
  uniqueId: number | null
}

/** By person; a person who is not stored is left out. */
export function readClockIdentities(db: ReadableDb, personIds: readonly number[]): Map<number, StoredClockIdentity> {
  const identities = db
    .prepare<StoredClockIdentity>(
      `SELECT id AS personId, employee_number AS employeeNumber, api_id AS apiId, username, acc_id AS accId, discord,
         unique_id AS uniqueId
       FROM person WHERE id IN (SELECT value FROM json_each(@ids))`,
    )
    .all({ ids: JSON.stringify(personIds) })
  return new Map(identities.map((identity) => [identity.personId, identity]))
}
