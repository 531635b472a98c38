/** Photos of taps, for supervisors alone; see `console-calls.ts`. */
import { z } from 'zod'
import { cameraStates } from './photo-calls.ts'
import { refused } from './refused.ts'

export const consolePhotoCalls = {
  /** Every time that somebody looks is written into the audit trail. */
  getPhoto: {
    role: 'supervisor' as const,
    request: z.strictObject({ eventId: z.string().max(100), by: z.string().max(1024).optional() }),
    answer: z.discriminatedUnion('type', [
      /** `jpeg`: in base64. */
      z.object({ type: z.literal('photo'), jpeg: z.string() }),
      /** There was none, or its time is over. */
      z.object({ type: z.literal('no-photo') }),
      refused,
    ]),
  },
} as const

/** How the photos stand; in the report of the station. */
export const photoReport = z.object({
  keepDays: z.int(),
  mostBytes: z.int(),
  kept: z.int(),
  bytes: z.int(),
  /** Of the oldest tap; null: there is no photo. */
  oldestAtMs: z.int().nullable(),
  /** Since the station was started: taps that counted, and how many of them have a photo. */
  taps: z.int(),
  photographed: z.int(),
  /** Why the last photo that came could not be kept, or else that some could not be deleted; null: all is well. */
  fault: z.enum(['disk-full', 'not-stored', 'not-deleted']).nullable(),
  /** One for each screen that has said how its camera is. */
  cameras: z.array(z.object({ state: z.enum(cameraStates), sinceMs: z.int() })),
})
