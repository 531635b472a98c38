/** What a staged record comes to, and how it is applied. */
import type { CrossChecks } from '../enrolment/batch-totals.ts'
import type { StagedVerdict } from '../enrolment/enrolment-store.ts'
import type { WritableDb } from '../store/database.ts'

export type JudgedRecord = {
  shown: StagedVerdict
  checks: CrossChecks
  /** Null: there is nothing to do. */
  apply: ((db: WritableDb, atMs: number) => void) | null
}
