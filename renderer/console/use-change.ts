import type { TFunction } from 'i18next'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer, CallName, Rejection, Request } from '../../core/contract/contract.ts'
import { useKiosk } from '../kiosk/kiosk-context.ts'
import type { Lost } from '../station-client.ts'

/** `why`: the station's word for it, where it has one. */
export type Refusal = { words: string; why: string | null }

/** Null: it was done. Else what was refused, in words for whoever asked. */
export type AskChange = <N extends CallName>(name: N, request: Request<N>) => Promise<Refusal | null>

/** Asks the station for a change, one at a time. */
export function useChange(): { ask: AskChange; isBusy: boolean } {
  const { call } = useKiosk()
  const { t } = useTranslation()
  const [isBusy, setBusy] = useState(false)
  const ask: AskChange = useCallback(
    async (name, request) => {
      setBusy(true)
      const answer = await call(name, request)
      setBusy(false)
      return toRefusal(answer, t)
    },
    [call, t],
  )
  return { ask, isBusy }
}

function toRefusal(answer: Answer<CallName> | Rejection | Lost, t: TFunction): Refusal | null {
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
