/** What was not done, in words for whoever asked. */
import type { TFunction } from 'i18next'
import type { Answer, CallName, Rejection } from '../../core/contract/contract.ts'
import type { Lost } from '../station-client.ts'

/** `why`: the station's word for it, where it has one. */
export type Refusal = { words: string; why: string | null }

/** Null: the answer is none. */
export function toRefusal(answer: Answer<CallName> | Rejection | Lost, t: TFunction): Refusal | null {
  switch (answer.type) {
    case 'lost':
    case 'failed':
      return { words: t('console.change.unanswered'), why: null }
    case 'not-allowed':
      return { words: t('console.change.notAllowed'), why: null }
    case 'invalid-request':
      return { words: t('console.change.notUnderstood'), why: null }
    case 'refused': {
      const why = 'why' in answer && typeof answer.why === 'string' ? answer.why : null
      // In the reader's language where there are words for it, else in the station's own.
      return { words: why === null ? answer.message : t(`console.refusals.${why}`, answer.message), why }
    }
    default:
      return null
  }
}

/** Whether this is no answer of the call's own: the station is gone, or nobody is signed in any more. */
export function isRejected(answer: { type: string }): boolean {
  return ['lost', 'not-allowed', 'invalid-request', 'failed'].includes(answer.type)
}
