/**
 * What a batch of authentication data would change (Paperless Employee, “Stage Authentication Data”). Pure, and one
 * function for the station and the reference service: the caller gathers what is stored of the employees that the batch
 * names (`judgeBatch` says whom it asks for), and writes what comes out.
 */
import { type AuthRecord, authKey, countFilled } from './auth-record.ts'
import { type BatchTotals, type CrossChecks, countRecords, noCrossChecks, startTotals } from './batch-totals.ts'
import { type Duplicates, findDuplicates } from './duplicates.ts'
import type { AuthValues } from './roster-entry.ts'

/** What is stored of an employee. */
export type KnownAuth = {
  employeeId: string
  employeeStatus: string | null
  /** Hashes. */
  authValues: AuthValues
}

export type AuthLookups = {
  /** `employeeId` is matched exactly, letter case included (ours). */
  byEmployeeId: (employeeId: string) => KnownAuth | null
  /** Everybody who has this whole tuple, by its `authKey`. */
  byAuthKey: (authKey: string) => readonly KnownAuth[]
}

export type AuthJudgement =
  | { type: 'new'; after: KnownAuth }
  | { type: 'update'; before: KnownAuth; after: KnownAuth; checks: CrossChecks }
  | { type: 'no-change' }
  | { type: 'duplicate' }
  | { type: 'error' }

/** The words of `employeeDetails`; of those for an update the first that applies. Only `Status Updated` is ours. */
export type AuthChange =
  | 'New Record'
  | 'Employee Id Updated'
  | 'Auth Value Updated'
  | 'Status Updated'
  | 'No Change'
  | 'Duplicate'
  | 'Error'

export type JudgedBatch = { judgements: AuthJudgement[]; totals: BatchTotals }

/** Judges a whole batch as one set; `records` hold hashes. One judgement per record, in order. */
export function judgeBatch(records: readonly AuthRecord[], lookups: AuthLookups): JudgedBatch {
  const duplicates = findDuplicates(
    records.map((record) => (record.errors.length > 0 ? null : toDuplicateKeys(record))),
  )
  const totals = startTotals()
  const judgements = records.map((record, place) => {
    const judgement = judgeAuthRecord(record, duplicates.isSkipped(place), duplicates, lookups)
    countRecords(totals, judgement.type, judgement.type === 'update' ? judgement.checks : noCrossChecks)
    return judgement
  })
  return { judgements, totals }
}

/** What makes a record a duplicate of another. */
export function toDuplicateKeys(record: AuthRecord) {
  return { employeeId: record.employeeId, authKey: authKey(record.authValues), filled: countFilled(record) }
}

/**
 * Judges one record of a batch.
 *
 * An employee who is known is judged by the id alone. One who is not, but whose whole tuple exactly one other has, is that
 * other under a new id, unless a record of this batch speaks of the other too (ours): then both are there. An empty
 * authentication value means "none"; an empty status says nothing, and the stored one stays (ours).
 */
export function judgeAuthRecord(
  record: AuthRecord,
  isDuplicate: boolean,
  { isNamed }: Pick<Duplicates, 'isNamed'>,
  lookups: AuthLookups,
): AuthJudgement {
  const { employeeId, employeeStatus, authValues } = record
  if (record.errors.length > 0 || employeeId === null) return { type: 'error' }
  if (isDuplicate) return { type: 'duplicate' }
  const before = lookups.byEmployeeId(employeeId) ?? findRenamed(record, isNamed, lookups)
  if (!before) return { type: 'new', after: { employeeId, employeeStatus, authValues } }
  const after = { employeeId, employeeStatus: employeeStatus ?? before.employeeStatus, authValues }
  const checks = {
    isEmpIdUpdate: before.employeeId !== employeeId,
    isAuthValueChange: authKey(before.authValues) !== authKey(authValues),
    isStatusChange: before.employeeStatus !== after.employeeStatus,
  }
  const isChanged = checks.isEmpIdUpdate || checks.isAuthValueChange || checks.isStatusChange
  return isChanged ? { type: 'update', before, after, checks } : { type: 'no-change' }
}

/** The word for a judgement. */
export function authJudgementToChange(judgement: AuthJudgement): AuthChange {
  switch (judgement.type) {
    case 'new':
      return 'New Record'
    case 'update':
      if (judgement.checks.isEmpIdUpdate) return 'Employee Id Updated'
      return judgement.checks.isAuthValueChange ? 'Auth Value Updated' : 'Status Updated'
    case 'no-change':
      return 'No Change'
    case 'duplicate':
      return 'Duplicate'
    case 'error':
      return 'Error'
  }
}

function findRenamed(record: AuthRecord, isNamed: Duplicates['isNamed'], lookups: AuthLookups): KnownAuth | null {
  const key = authKey(record.authValues)
  if (key === null) return null
  const [only, ...others] = lookups.byAuthKey(key).filter(({ employeeId }) => !isNamed(employeeId))
  return only && others.length === 0 ? only : null
}
