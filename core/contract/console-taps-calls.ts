/** What the console shows of single taps: who was let in or out when, who was refused, and why. */
import { z } from 'zod'
import { tapReasons } from './decision.ts'

const role = 'supervisor' as const

export const consoleTapsCalls = {
  /** The taps of a local date (absent: today), the newest first; `before`: the event of the last one that is there already. */
  listTaps: {
    role,
    request: z.strictObject({
      date: z.iso.date().optional(),
      /** Of this person alone. */
      employeeNumber: z.string().max(1024).optional(),
      before: z.string().max(36).optional(),
      limit: z.int().min(1).max(200),
    }),
    answer: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('taps'),
        date: z.string(),
        taps: z.array(
          z.object({
            eventId: z.string(),
            atMs: z.int(),
            outcome: z.enum(['in', 'out', 'refused', 'undo']),
            /** Of a refusal, or what is to be settled although it counted. */
            reason: z.enum(tapReasons).nullable(),
            /** The reader's id; null: it was no reader. */
            reader: z.string().nullable(),
            /** By number and PIN, without a badge. */
            isByPin: z.boolean(),
            /** Whose it was then; null: nobody's. */
            person: z.object({ employeeNumber: z.string(), displayName: z.string() }).nullable(),
            /** What was read, where nobody is known by it. */
            card: z.string().nullable(),
          }),
        ),
        hasMore: z.boolean(),
      }),
      z.object({ type: z.literal('unknown-person') }),
    ]),
  },
} as const
