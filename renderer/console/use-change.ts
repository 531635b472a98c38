import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer, CallName, Request } from '../../core/contract/contract.ts'
import { useKiosk } from '../kiosk/kiosk-context.ts'
import { type Refusal, toRefusal } from './refusal.ts'

/** Null: it was done, as `onDone` is told before. Else what was refused, in words for whoever asked. */
export type AskChange = <N extends CallName>(
  name: N,
  request: Request<N>,
  onDone?: (answer: Answer<N>) => void,
) => Promise<Refusal | null>

/** Asks the station for a change, one at a time. */
export function useChange(): { ask: AskChange; isBusy: boolean } {
  const { call } = useKiosk()
  const { t } = useTranslation()
  const [isBusy, setBusy] = useState(false)
  const ask: AskChange = useCallback(
    async (name, request, onDone) => {
      setBusy(true)
      const answer = await call(name, request)
      setBusy(false)
      const refusal = toRefusal(answer, t)
      // Whatever no answer of the call's own is, is a refusal.
      if (refusal === null) onDone?.(answer as Answer<typeof name>)
      return refusal
    },
    [call, t],
  )
  return { ask, isBusy }
}
