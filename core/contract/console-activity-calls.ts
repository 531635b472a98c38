/** What the console shows of what was done: the taps of today, and the audit trail with its verification. */
import { z } from 'zod'

const role = 'supervisor' as const

/** How far a chain had come: so many entries, and the hash of the last. */
const head = z.strictObject({
  count: z.int().min(0).max(999_999_999_999_999),
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits'),
})

export const consoleActivityCalls = {
  /** The newest first; `before`: the running number of the last entry that is there already. */
  listAudit: {
    role,
    request: z.strictObject({ before: z.int().min(1).optional(), limit: z.int().min(1).max(500) }),
    answer: z.object({
      type: z.literal('entries'),
      entries: z.array(
        z.object({
          sequence: z.int(),
          atMs: z.int(),
          /** An employee number; null: the owner of the data folder. */
          by: z.string().nullable(),
          byName: z.string().nullable(),
          action: z.string(),
          subject: z.string().nullable(),
          /** Of whoever has the subject for an employee number now. */
          subjectName: z.string().nullable(),
          content: z.record(z.string(), z.json()),
        }),
      ),
      hasMore: z.boolean(),
    }),
  },
  /** Against itself, every backup in the folder, and `kept`: heads that somebody wrote down earlier. */
  verifyAudit: {
    role,
    request: z.strictObject({ kept: z.array(head).max(20) }),
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('intact'), head, backups: z.int() }),
      z.object({
        type: z.literal('broken'),
        fault: z.enum(['changed', 'missing', 'cut-off', 'no-head', 'beyond-head', 'another-chain']),
        sequence: z.int(),
      }),
    ]),
  },
  /** A piece of `foyer export audit`: lines of text from the entry after `after` on. */
  exportAudit: {
    role,
    request: z.strictObject({ after: z.int().min(0), format: z.enum(['csv', 'jsonl']) }),
    answer: z.object({ type: z.literal('piece'), text: z.string(), last: z.int(), hasMore: z.boolean() }),
  },
  /** Every quarter hour of today in the station's zone that has begun. */
  getTapsToday: {
    role,
    request: z.strictObject({}),
    answer: z.object({
      type: z.literal('taps'),
      atMs: z.int(),
      untilMs: z.int(),
      quarters: z.array(z.object({ startMs: z.int(), in: z.int(), out: z.int(), refused: z.int() })),
    }),
  },
} as const
