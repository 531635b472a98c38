/**
 * What the upstream `authData` hears of an approved batch (ours: the vendor's page does not speak of stations): one row
 * for each record that was applied, with what was submitted. Authentication values lie in it encrypted.
 */
import { say } from '../contract/sentences.ts'

/** The payload of an `authData` row. */
export type AuthDataPayload = {
  employeeId: string
  /** Null: nothing was said of it. */
  employeeStatus: string | null
  /** The former id, where that is what changed. */
  formerId?: string | undefined
  /** Null: there are no values. Absent: they are not kept (any more), as once the row is delivered. */
  sealed?: string | null | undefined
}

/** Rows of one employee leave in order. A new id goes in the order of the former, until it is told. */
export const employeeFencePrefix = 'employee:'

export function employeeFence(employeeId: string): string {
  return `${employeeFencePrefix}${employeeId}`
}

/** The key of the row about a batch's record; lines are counted from 1 within all that was submitted to the batch. */
export function authDataKey(batchId: string, line: number): string {
  return `${batchId}:${line}`
}

/** Where values cannot be told because nobody kept them. */
export const valuesNotKept = say('row-values-not-kept')
