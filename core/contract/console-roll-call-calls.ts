/** A roll call that was held, for the audit trail; see `console-calls.ts`. */
import { z } from 'zod'
import { refused } from './refused.ts'

const employeeNumber = z.string().max(1024)

export const consoleRollCallCalls = {
  /** It is over: how many were counted, and who was not. */
  endRollCall: {
    role: 'supervisor' as const,
    request: z.strictObject({
      begunAtMs: z.int(),
      counted: z.int().min(0),
      /** By employee number. */
      missing: z.array(employeeNumber).max(10_000),
      by: employeeNumber.optional(),
    }),
    answer: z.discriminatedUnion('type', [z.object({ type: z.literal('ended') }), refused]),
  },
} as const
