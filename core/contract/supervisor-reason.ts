/** Why a supervisor did what they did, in their words: kept for ever, so it is neither nothing nor a novel. */
import { z } from 'zod'

export const longestReason = 500

/** Without the blanks around it. Ours: long enough for two or three sentences. */
export const supervisorReason = z
  .string()
  .trim()
  .min(1, 'A reason is needed.')
  .max(longestReason, `A reason has at most ${longestReason} characters.`)
