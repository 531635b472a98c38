import { authKey } from '../../core/enrolment/auth-record.ts'
import type { DuplicateKeys } from '../../core/enrolment/duplicates.ts'
import { countFilled, type RosterRecord } from '../../core/enrolment/fold-roster.ts'

/** What makes a record a duplicate of another; null for an error. Records of one employee number were folded before. */
export function rosterDuplicateKeys(record: RosterRecord): DuplicateKeys | null {
  if (record.errors.length > 0) return null
  return { employeeId: null, authKey: authKey(record.authValues), filled: countFilled(record) }
}
