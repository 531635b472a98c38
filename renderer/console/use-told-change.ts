import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer, CallName, Request } from '../../core/contract/contract.ts'
import { useKiosk } from '../kiosk/kiosk-context.ts'
import { toRefusal } from './refusal.ts'

/** What came of the last change, in words for beside its button. */
export type Told = { type: 'done' | 'refused'; words: string[] } | null

/** An answer of the call's own that is no refusal. */
export type Granted<N extends CallName> = Exclude<Answer<N>, { type: 'refused' }>

/**
 * Asks the station to change something. `judge` says what an answer means that is no refusal; a refusal is told by itself, and
 * so is what no call should answer (the station is gone, nobody is signed in any more).
 */
export function useToldChange() {
  const { t } = useTranslation()
  const { call } = useKiosk()
  const [isBusy, setBusy] = useState(false)
  const [told, setTold] = useState<Told>(null)

  async function change<N extends CallName>(
    name: N,
    request: Request<N>,
    judge: (answer: Granted<N>) => Told,
  ): Promise<Told> {
    if (isBusy) return null
    setBusy(true)
    setTold(null)
    const answer = await call(name, request)
    setBusy(false)
    const refusal = toRefusal(answer, t)
    const next: Told = refusal ? { type: 'refused', words: [refusal.words] } : judge(answer as Granted<N>)
    setTold(next)
    return next
  }
  return { isBusy, told, setTold, change }
}
