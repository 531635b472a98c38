/** Why a supervisor did what they did, in their words: kept for ever, so it is neither nothing nor a novel. */
import { z } from 'zod'

export const longestReason = 500

/** Without the blanks around it. Ours: long enough for two or three sentences. */
export const supervisorReason = z
  .string()
  .trim()
  .min(1, 'A reason is needed.')
  .max(longestReason, `A reason has at most ${longestReason} characters.`)
  // A line that is broken, or a terminal that is told to hide one, would show an audit trail that is not so.
  .refine((text) => !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text), 'A reason is one line, without control characters.')
