/** What a staged record comes to, and how it is applied. */
import type { StagedVerdict } from '../enrolment/enrolment-store.ts'
import type { WritableDb } from '../store/database.ts'

export type JudgedRecord = {
  shown: StagedVerdict
  /** Null: there is nothing to do. */
  apply: ((db: WritableDb, atMs: number) => void) | null
  /** After all others: somebody leaves, and the cards that nobody has taken over by then die. */
  isAppliedLast: boolean
}
