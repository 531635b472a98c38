/** What is not granted, as an answer: in English, and as a word with its values for whoever says it in another language. */
import type { Refused } from '../contract/refused.ts'
import { recognize, type SentenceCode, type SentenceValues, say } from '../contract/sentences.ts'

export function refuse<Code extends SentenceCode>(code: Code, ...values: SentenceValues<Code>): Refused {
  return { type: 'refused', message: say(code, ...values), reason: { code, values: { ...values[0] } } }
}

/** A sentence that was made elsewhere. */
export function refuseInWords(message: string): Refused {
  const reason = recognize(message)
  return { type: 'refused', message, ...(reason && { reason }) }
}
