/** The answer of a call, with exactly the fields and names of Paperless Employee, “Stage Authentication Data”. */
import type { BatchTotals } from './batch-totals.ts'
import type { AuthChange } from './judge-auth.ts'
import type { AuthValues } from './roster-entry.ts'

export type StageAnswer = BatchTotals & {
  fileLogId: string
  /** One per skipped record, in input order. Values are null where the record was staged by an earlier call. */
  duplicateAuthValues: DuplicateAuthValue[]
  thresholdExceptions: string[]
  /** Every error, by the line that it was found in. */
  errorDetails: { line: number; value: string }[]
  /** One per record that was not skipped, in input order; `Key` is the employee id, empty where the record has none. */
  employeeDetails: { Key: string; Value: AuthChange }[]
}

export type DuplicateAuthValue = {
  line: number
  employeeId: string | null
  authValue1: string | null
  authValue2: string | null
  authValue3: string | null
}

/** A record as judged, in the batch's order. */
export type AnsweredRecord = {
  line: number
  employeeId: string | null
  change: AuthChange
  errors: readonly string[]
}

/** @param valuesOf The authentication values of a skipped record by its line; null where only their hashes are kept. */
export function composeAnswer(
  fileLogId: string,
  totals: BatchTotals,
  thresholdExceptions: readonly string[],
  records: Iterable<AnsweredRecord>,
  valuesOf: (line: number) => AuthValues | null,
): StageAnswer {
  const duplicateAuthValues: DuplicateAuthValue[] = []
  const errorDetails: StageAnswer['errorDetails'] = []
  const employeeDetails: StageAnswer['employeeDetails'] = []
  for (const { line, employeeId, change, errors } of records) {
    for (const value of errors) errorDetails.push({ line, value })
    if (change === 'Duplicate') {
      const [authValue1, authValue2, authValue3] = valuesOf(line) ?? [null, null, null]
      duplicateAuthValues.push({ line, employeeId, authValue1, authValue2, authValue3 })
    } else employeeDetails.push({ Key: employeeId ?? '', Value: change })
  }
  // In the order of the page's sample.
  return {
    fileLogId,
    totalNew: totals.totalNew,
    totalRecords: totals.totalRecords,
    totalUpdates: totals.totalUpdates,
    totalErrors: totals.totalErrors,
    totalNoChange: totals.totalNoChange,
    totalEmpIdUpdate: totals.totalEmpIdUpdate,
    totalAuthValueChange: totals.totalAuthValueChange,
    totalStatusChange: totals.totalStatusChange,
    totalDuplicates: totals.totalDuplicates,
    duplicateAuthValues,
    thresholdExceptions: [...thresholdExceptions],
    errorDetails,
    employeeDetails,
  }
}
