import { type AuthRecord, type ScrubRules, scrubRecord } from '../../core/enrolment/auth-record.ts'

/** Submitted records, of which the first has the line number `firstLine`; those without data are left out. */
export function scrub(submitted: readonly unknown[], firstLine: number, rules: ScrubRules): AuthRecord[] {
  return submitted.flatMap((given, index) => scrubRecord(given, firstLine + index, rules) ?? [])
}
