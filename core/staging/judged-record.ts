/** What a staged record comes to, and how it is applied. */
import type { StagedVerdict } from '../enrolment/staged-record-store.ts'
import type { Newcomer } from '../people/roster-people-store.ts'
import type { WritableDb } from '../store/database.ts'

/** `newcomer`: somebody who can be added together with others, which is how a first import comes to be quick. */
export type Apply =
  | { type: 'newcomer'; newcomer: Newcomer }
  | { type: 'change'; change: (db: WritableDb, atMs: number) => void }

export type JudgedRecord = {
  shown: StagedVerdict
  /** Null: there is nothing to do. */
  apply: Apply | null
  /** After all others: somebody leaves, and the cards that nobody has taken over by then die. */
  isAppliedLast: boolean
}

export function toChange(change: (db: WritableDb, atMs: number) => void): Apply {
  return { type: 'change', change }
}
