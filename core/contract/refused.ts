/** A request that was understood and not granted. */
import { z } from 'zod'
import { type SentenceCode, sentences } from './sentences.ts'

const codes = Object.keys(sentences) as [SentenceCode, ...SentenceCode[]]

export const refused = z.object({
  type: z.literal('refused'),
  /** In English, for the command line and the log. */
  message: z.string(),
  /** The same for whoever says it in another language; absent: there are no words for it but these. */
  reason: z.object({ code: z.enum(codes), values: z.record(z.string(), z.union([z.string(), z.number()])) }).optional(),
})

export type Refused = z.output<typeof refused>
