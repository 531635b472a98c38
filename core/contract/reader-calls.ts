/** What readers are and send, for the screens and for whoever sets one up. */
import { z } from 'zod'
import { badgeNumber } from './decision.ts'

/** What a reader sent, or what that was decoded to; numbered as they came. */
export const seenReport = z.object({
  number: z.int(),
  atMs: z.int(),
  reader: z.string(),
  what: z.discriminatedUnion('type', [
    z.object({ type: z.literal('report'), hex: z.string() }),
    z.object({
      type: z.literal('presented'),
      /** As it was typed, in hex or in bits; null where it was unreadable. */
      text: z.string().nullable(),
      candidates: z.array(badgeNumber),
      why: z.string().nullable(),
    }),
  ]),
})

export const readerCalls = {
  /** Raw reports of all readers, the newest ones kept in memory, and what they came to: for `foyer readers watch`. */
  listReports: {
    role: 'owner',
    /** Absent: none yet, just the number to begin from. */
    request: z.strictObject({ after: z.int().min(0).optional() }),
    answer: z.object({ type: z.literal('reports'), last: z.int(), reports: z.array(seenReport) }),
  },
} as const
