/** What was not done, and whatever else the station says, in words for whoever asked. */
import type { TFunction } from 'i18next'
import type { Answer, CallName, Rejection } from '../../core/contract/contract.ts'
import type { Refused } from '../../core/contract/refused.ts'
import { recognize, type SentenceCode } from '../../core/contract/sentences.ts'
import type { Lost } from '../station-client.ts'

/** `code`: the station's word for it, where it has one. */
export type Refusal = { words: string; code: SentenceCode | null }

/** Null: the answer is none. */
export function toRefusal(answer: Answer<CallName> | Rejection | Lost, t: TFunction): Refusal | null {
  switch (answer.type) {
    case 'lost':
    case 'failed':
      return { words: t('console.change.unanswered'), code: null }
    case 'not-allowed':
      return { words: t('console.change.notAllowed'), code: null }
    case 'invalid-request':
      return { words: t('console.change.notUnderstood'), code: null }
    case 'refused':
      return { words: sayRefused(answer, t), code: answer.reason?.code ?? null }
    default:
      return null
  }
}

/** In the reader's language where there are words for it, else as the station says it, in English. */
export function sayRefused({ message, reason }: Omit<Refused, 'type'>, t: TFunction): string {
  return reason ? t(`console.refusals.${reason.code}`, reason.values) : message
}

/** The same of a sentence that is stored in English; the words of a server are known to nobody and stay as they are. */
export function saySentence(text: string, t: TFunction): string {
  const reason = recognize(text)
  return sayRefused({ message: text, ...(reason && { reason }) }, t)
}

/** Whether this is no answer of the call's own: the station is gone, or nobody is signed in any more. */
export function isRejected(answer: { type: string }): boolean {
  return ['lost', 'not-allowed', 'invalid-request', 'failed'].includes(answer.type)
}
