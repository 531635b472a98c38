/** What the console asks about batches, and how a file that it sent becomes one; see `console-calls.ts` and `enrolment-calls.ts`. */

import { z } from 'zod'
import { batchTotals } from './enrolment-calls.ts'
import { personIdentifiers } from './person-identifiers.ts'
import { refused } from './refused.ts'
import { uploadId } from './upload-calls.ts'

const role = 'supervisor' as const

const batchId = z.string().max(100)
/** In whose name it is done: a supervisor's employee number; absent, the owner of the data folder. */
const by = z.string().max(1024).optional()

const unknownBatch = z.object({ type: z.literal('unknown-batch') })

const batchView = z.object({
  id: batchId,
  kind: z.enum(['auth', 'roster']),
  state: z.enum(['staging', 'staged', 'approved', 'rejected', 'cancelled']),
  /** The file that it was staged from, in words; null for what came over the network. */
  source: z.string().nullable(),
  records: z.int(),
  /** Null: it has to be judged before it can be shown (`judgeBatch`). */
  totals: batchTotals.nullable(),
  preview: z.string().nullable(),
  consequences: z.object({ becomeInactive: z.int(), cardsDie: z.int(), loseTimeProfiles: z.int() }).nullable(),
  warnings: z.array(z.string()),
  /** Sentences; approving would cancel the batch. */
  thresholdExceptions: z.array(z.string()),
  /** Null: the owner of the data folder. */
  stagedBy: z.string().nullable(),
  settledBy: z.string().nullable(),
  stagedAtMs: z.int(),
  judgedAtMs: z.int().nullable(),
  settledAtMs: z.int().nullable(),
})

export const verdicts = ['new', 'update', 'no-change', 'duplicate', 'error'] as const

const concerned = z.array(
  z.object({
    employeeNumber: z.string(),
    displayName: z.string(),
    /** Numbers of the cards that they hold and that can be used now. */
    cards: z.array(z.string()),
  }),
)

/** What a change is about: a column of the file, or a card whose number stands in `card`. */
export const changedFields = [
  'displayName',
  ...personIdentifiers,
  'status',
  'timeProfiles',
  'language',
  'employeeId',
  'employeeStatus',
  'authValue1',
  'authValue2',
  'authValue3',
  'card',
  'cardState',
  'externalCardNumber',
  'cardFormat',
  'cardType',
] as const

const changedField = z.object({
  /** `unknown`: one that this version has no word for, which stands in `card`. */
  field: z.enum([...changedFields, 'unknown']),
  card: z.string().nullable(),
  before: z.string().nullable(),
  after: z.string().nullable(),
})

export const consoleEnrolmentCalls = {
  /** The newest first. */
  listBatches: {
    role,
    request: z.strictObject({ limit: z.int().min(1).max(200) }),
    answer: z.object({ type: z.literal('batches'), total: z.int(), batches: z.array(batchView) }),
  },
  getBatch: {
    role,
    request: z.strictObject({ batch: batchId }),
    answer: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('batch'),
        batch: batchView,
        /** To whom that happens which `consequences` counts: the first twenty of them. */
        concerned: z.object({ becomeInactive: concerned, loseTimeProfiles: concerned }),
      }),
      unknownBatch,
    ]),
  },
  /** What approving changes, record by record in the order of the file; `after`: the `place` of the last one seen, -1 at first. */
  listBatchRecords: {
    role,
    request: z.strictObject({
      batch: batchId,
      /** Of which preview: of another one the records would not be what was approved. */
      preview: z.string().max(100),
      verdict: z.enum(verdicts).nullable(),
      after: z.int().min(-1),
      limit: z.int().min(1).max(200),
    }),
    answer: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('records'),
        records: z.array(
          z.object({
            place: z.int(),
            line: z.int(),
            employeeId: z.string().nullable(),
            /** As the file has it, else as the station knows it; null where neither has one. */
            displayName: z.string().nullable(),
            verdict: z.enum(verdicts),
            change: z.string(),
            errors: z.array(z.object({ line: z.int(), reason: z.string() })).readonly(),
            /** Never an authentication value. Of somebody new: all that they bring. Time profiles and holders by name. */
            differences: z.array(changedField),
          }),
        ),
        isLast: z.boolean(),
      }),
      /** It comes to something else by now. */
      z.object({ type: z.literal('stale') }),
      unknownBatch,
    ]),
  },
  /** Stages what was sent, as a roster or as authentication data; `getStaging` says how far it is. */
  stageUpload: {
    role,
    request: z.strictObject({ upload: uploadId, kind: z.enum(['roster', 'auth']), by }),
    answer: z.discriminatedUnion('type', [z.object({ type: z.literal('staging') }), refused]),
  },
  getStaging: {
    role,
    request: z.strictObject({ upload: uploadId }),
    answer: z.discriminatedUnion('type', [
      /** Bytes while the file is read, records afterwards. */
      z.object({
        type: z.literal('staging'),
        step: z.enum(['read', 'judge', 'apply']),
        done: z.int(),
        total: z.int(),
      }),
      /** `batch` null: the file holds nobody, and nothing waits. */
      z.object({ type: z.literal('staged'), batch: batchId.nullable() }),
      refused,
      /** Of another window, or too long ago. */
      z.object({ type: z.literal('unknown-upload') }),
    ]),
  },
} as const
