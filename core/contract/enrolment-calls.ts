/** The calls by which the command line stages, approves and rejects batches; see `supervisor-calls.ts`. */
import { z } from 'zod'
import { refused as refusedCall } from './refused.ts'

const role = 'supervisor' as const

const refused = refusedCall.extend({
  /** Where a program may want to know. */
  why: z.enum(['unknown-batch', 'not-open']).optional(),
})

export const batchTotals = z.object({
  totalRecords: z.int(),
  totalNew: z.int(),
  totalUpdates: z.int(),
  totalErrors: z.int(),
  totalNoChange: z.int(),
  totalDuplicates: z.int(),
  totalEmpIdUpdate: z.int(),
  totalAuthValueChange: z.int(),
  totalStatusChange: z.int(),
})

/** The answer of Paperless Employee, “Stage Authentication Data”. */
const stageAnswer = z.object({
  // In the order of the page's sample: what a running station answers is printed as it is parsed.
  fileLogId: z.string(),
  totalNew: z.int(),
  totalRecords: z.int(),
  totalUpdates: z.int(),
  totalErrors: z.int(),
  totalNoChange: z.int(),
  totalEmpIdUpdate: z.int(),
  totalAuthValueChange: z.int(),
  totalStatusChange: z.int(),
  totalDuplicates: z.int(),
  duplicateAuthValues: z.array(
    z.object({
      line: z.int(),
      employeeId: z.string().nullable(),
      authValue1: z.string().nullable(),
      authValue2: z.string().nullable(),
      authValue3: z.string().nullable(),
    }),
  ),
  thresholdExceptions: z.array(z.string()),
  errorDetails: z.array(z.object({ line: z.int(), value: z.string() })),
  employeeDetails: z.array(z.object({ Key: z.string(), Value: z.string() })),
})

const batchId = z.string().max(100)
const preview = z.string().max(100)

/** In whose name it is done: a supervisor's employee number; absent, the owner of the data folder. */
const by = z.string().max(1024).optional()

export const enrolmentCalls = {
  /** What is absent is the file's own, else as in the page's example. */
  stageAuthFile: {
    role: 'owner' as const,
    request: z.strictObject({
      file: z.string(),
      fileLogId: batchId.optional(),
      validate: z.boolean().optional(),
      allowNoAuth: z.boolean().optional(),
      commit: z.boolean().optional(),
      by,
    }),
    answer: z.discriminatedUnion('type', [
      /** `preview`: the name of what the whole batch comes to now; null: nothing waits. */
      z.object({ type: z.literal('staged'), answer: stageAnswer, preview: z.string().nullable() }),
      refused,
    ]),
  },
  /** Judges a batch whose staging was cut short before it was; nothing happens to any other. */
  judgeBatch: {
    role,
    request: z.strictObject({ batch: batchId }),
    answer: z.discriminatedUnion('type', [z.object({ type: z.literal('judged') }), refused]),
  },
  /** Somebody has seen this preview, which may be approved from now on. Nothing where the batch comes to something else. */
  noteShown: {
    role,
    request: z.strictObject({ batch: batchId, preview }),
    answer: z.object({ type: z.literal('noted') }),
  },
  /** `preview`: what is to be applied; absent: what was last shown. */
  approveBatch: {
    role,
    request: z.strictObject({ batch: batchId, preview: preview.optional(), by }),
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('approved'), totals: batchTotals, preview: z.string() }),
      /** Thresholds are exceeded; the batch is settled, and nothing was applied. */
      z.object({ type: z.literal('cancelled'), thresholdExceptions: z.array(z.string()) }),
      /** It comes to something else than what was shown. Nothing was applied; these are the totals of the new preview. */
      z.object({ type: z.literal('stale'), totals: batchTotals }),
      refused,
    ]),
  },
  rejectBatch: {
    role,
    request: z.strictObject({ batch: batchId, by }),
    answer: z.discriminatedUnion('type', [z.object({ type: z.literal('rejected') }), refused]),
  },
} as const
