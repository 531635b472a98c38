/** Stages and processes authentication data at the reference service, by the rules that a station has. */
import type { AuthPatterns } from '../enrolment/auth-record.ts'
import type { StageAnswer } from '../enrolment/stage-answer.ts'
import type { StageRequest } from '../enrolment/stage-request.ts'
import type { Thresholds } from '../enrolment/thresholds.ts'
import { approveBatch } from '../staging/batches.ts'
import { stageRequest } from '../staging/stage-auth-data.ts'
import type { Store } from '../store/database.ts'

/** What the site has set (ours; nothing by default). */
export type AuthDataRules = { thresholds: Thresholds; patterns: AuthPatterns }

export type AuthDataStaged =
  | { type: 'staged'; answer: StageAnswer }
  | { type: 'unknown-batch' }
  /** The batch was processed or cancelled, and takes no more records. */
  | { type: 'not-open'; state: string }

export type AuthDataProcessed = Awaited<ReturnType<typeof approveBatch>>

export type AuthDataStore = {
  /** Appends to the batch, judges all of it as one set, and resolves when that is durable. */
  stageAuthData: (request: StageRequest, rules: AuthDataRules, nowMs: number) => Promise<AuthDataStaged>
  /** Applies a batch as its last answer had it: all of it, or nothing. */
  processAuthData: (fileLogId: string, rules: AuthDataRules, nowMs: number) => Promise<AuthDataProcessed>
}

export function createAuthDataStore(store: Store): AuthDataStore {
  return {
    stageAuthData: async (request, rules, nowMs) => {
      const staged = await stageRequest({ store, ...rules, nowMs, isService: true }, request)
      if (staged.type === 'wrong') throw new Error(staged.message)
      return staged.type === 'staged' ? { type: 'staged', answer: staged.answer } : staged
    },
    processAuthData: (fileLogId, { thresholds }, nowMs) =>
      approveBatch(store, fileLogId, { nowMs, thresholds, isRefusalShown: true }),
  }
}
