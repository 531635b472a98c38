/** The calls by which the command line does what a supervisor does to somebody's attendance; see `supervisor-calls.ts`. */
import { z } from 'zod'
import { refused } from './refused.ts'
import { supervisorReason } from './supervisor-reason.ts'

const role = 'supervisor' as const

/** A period that is longer than the longest shift, and is meant to be. */
const isLong = z.boolean().optional()

/** In whose name, an employee number (absent: the owner of the data folder), and why. */
const words = { by: z.string().max(1024).optional(), reason: supervisorReason }

const employeeNumber = z.string().max(1024)
const eventId = z.string().max(100)
/** What can be said as a date at all. */
const instantMs = z.int().min(-8_640_000_000_000_000).max(8_640_000_000_000_000)

const answer = z.discriminatedUnion('type', [
  /** `events`: what was written, in order. `isIn`: how they stand afterwards. */
  z.object({
    type: z.literal('done'),
    events: z.array(z.string()),
    employeeNumber: z.string(),
    isIn: z.boolean(),
    /** A forced clock-out of somebody who had been in for longer than the longest shift: what is to be settled now. */
    toSettle: z.object({ eventId: z.string(), startedMs: z.int() }).optional(),
  }),
  refused,
])

export const attendanceCalls = {
  /**
   * `atMs`: when an *out* really was; absent: now. `isAnew`: an *in* of somebody who is in is meant, and leaves a missed
   * clock-out; absent, it is refused.
   */
  force: {
    role,
    request: z.strictObject({
      direction: z.enum(['in', 'out']),
      employeeNumber,
      atMs: instantMs.optional(),
      isAnew: z.boolean().optional(),
      isLong,
      ...words,
    }),
    answer,
  },
  undoEvent: { role, request: z.strictObject({ eventId, ...words }), answer },
  /** `atMs`: the end that is missing. */
  settleEvent: { role, request: z.strictObject({ eventId, atMs: instantMs, isLong, ...words }), answer },
  correctAttendance: {
    role,
    request: z.strictObject({
      employeeNumber,
      change: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('move'), eventId, atMs: instantMs }),
        z.strictObject({ type: z.literal('add'), fromMs: instantMs, untilMs: instantMs }),
        z.strictObject({ type: z.literal('remove'), eventId }),
      ]),
      isLong,
      ...words,
    }),
    answer,
  },
} as const
