/** Judges staged authentication data against what the station has stored. */
import { gatherAuthData, putAuthData } from '../enrolment/auth-data-store.ts'
import { type AuthRecord, authKey } from '../enrolment/auth-record.ts'
import { noCrossChecks } from '../enrolment/batch-totals.ts'
import { describeAuthDifferences } from '../enrolment/differences.ts'
import type { Duplicates } from '../enrolment/duplicates.ts'
import { type AuthJudgement, authJudgementToChange, judgeAuthRecord } from '../enrolment/judge-auth.ts'
import type { StagedRecord } from '../enrolment/staged-record-store.ts'
import type { ReadableDb } from '../store/database.ts'
import { type Apply, type JudgedRecord, toChange } from './judged-record.ts'

/** What a record says besides its id and its values, as it is kept. */
export type AuthContent = {
  employeeStatus: string | null
  /** The encrypted values, where an upstream is to hear of them; until the batch is settled. */
  sealed?: string
}

export function judgeAuthPage(db: ReadableDb, page: readonly StagedRecord[], duplicates: Duplicates): JudgedRecord[] {
  const lookups = gatherAuthData(
    db,
    page.flatMap(({ employeeId }) => employeeId ?? []),
    page.flatMap(({ authValues }) => authKey(authValues) ?? []),
  )
  return page.map((record) => {
    const judgement = judgeAuthRecord(toAuthRecord(record), duplicates.isSkipped(record.place), duplicates, lookups)
    const differences = describeAuthDifferences(judgement)
    return {
      shown: {
        verdict: judgement.type,
        change: authJudgementToChange(judgement),
        differences: differences.length > 0 ? JSON.stringify(differences) : null,
        checks: judgement.type === 'update' ? judgement.checks : noCrossChecks,
      },
      apply: toApply(judgement),
      isAppliedLast: false,
    }
  })
}

function toAuthRecord({ line, employeeId, authValues, content, errors }: StagedRecord): AuthRecord {
  const { employeeStatus } = JSON.parse(content) as AuthContent
  return { line, employeeId, employeeStatus, authValues, errors: errors.map(({ reason }) => reason) }
}

function toApply(judgement: AuthJudgement): Apply | null {
  switch (judgement.type) {
    case 'new':
      return toChange((db, atMs) => putAuthData(db, judgement.after, judgement.after.employeeId, atMs))
    case 'update':
      return toChange((db, atMs) => putAuthData(db, judgement.after, judgement.before.employeeId, atMs))
    case 'no-change':
    case 'duplicate':
    case 'error':
      return null
  }
}
