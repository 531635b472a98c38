/** What the command line hands to the station that owns the folder, beside the calls of `supervisor-calls.ts`. */
import { z } from 'zod'
import { decision } from './decision.ts'
import { batchTotals } from './enrolment-calls.ts'
import { refused } from './refused.ts'

const empty = z.strictObject({})

export const importReport = z.object({
  // What a roster's batch has of the totals: it changes no employee's id, values or status of its own.
  ...batchTotals.omit({ totalEmpIdUpdate: true, totalAuthValueChange: true, totalStatusChange: true }).shape,
  isApplied: z.boolean(),
  errors: z.array(z.object({ line: z.int(), reason: z.string() })),
  people: z.array(z.object({ employeeNumber: z.string(), change: z.string() })),
  /** People who are active, and are not afterwards. */
  becomeInactive: z.int(),
  /** Cards that can be used, and cannot afterwards. */
  cardsDie: z.int(),
  /** People who may badge at any time afterwards, because their time profiles are taken away. */
  loseTimeProfiles: z.int(),
  /** What is no error and probably not meant; `line` is null where it is about the whole file. */
  warnings: z.array(z.object({ line: z.int().nullable(), reason: z.string() })),
  /** Present where a threshold is exceeded: approving it would cancel it. */
  thresholdExceptions: z.array(z.string()).optional(),
})

export const upstreamCounts = z.object({
  delivered: z.int(),
  retry: z.int(),
  refused: z.int(),
  unknown: z.int(),
  waiting: z.int(),
})

const wrong = z.object({ type: z.literal('wrong'), message: z.string() })

export const folderCalls = {
  /** The command line's `import`, handed to the running station. `file` is an absolute path on this machine. */
  importRoster: {
    role: 'owner',
    request: z.strictObject({ file: z.string(), isApproved: z.boolean(), by: z.string().max(1024).optional() }),
    answer: z.discriminatedUnion('type', [
      /**
       * `batch`: the id under which it waits for approval, or was approved, and `preview` what it comes to; null: the file
       * holds nobody, and nothing waits.
       */
      z.object({
        type: z.literal('imported'),
        report: importReport,
        batch: z.string().nullable(),
        preview: z.string().nullable(),
      }),
      /** Thresholds are exceeded; the batch is settled, and nothing was applied. */
      z.object({ type: z.literal('cancelled'), report: importReport, batch: z.string() }),
      refused,
      wrong,
    ]),
  },
  /** One line of the command line's `replay`; the decisions come back in order. */
  replayLine: {
    role: 'owner',
    request: z.strictObject({ line: z.string() }),
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('decided'), decisions: z.array(decision) }),
      wrong,
    ]),
  },
  syncOnce: {
    role: 'owner',
    request: empty,
    answer: z.object({ type: z.literal('synced'), counts: z.record(z.string(), upstreamCounts) }),
  },
  /** Pulls once from the central service; empty where `station.json` has no `pull`. */
  pullOnce: {
    role: 'owner',
    request: empty,
    answer: z.object({
      type: z.literal('pulled'),
      counts: z.record(
        z.string(),
        z.object({ items: z.int(), fault: z.string().nullable(), warning: z.string().nullable() }),
      ),
    }),
  },
} as const
