import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer, CallName, Request } from '../../core/contract/contract.ts'
import { useKiosk } from '../kiosk/kiosk-context.ts'

/** What came of the last change, in words for beside its button. */
export type Told = { type: 'done' | 'refused'; words: string[] } | null

/**
 * Asks the station to change something. `judge` says what an answer means; what no call should answer (the station is gone,
 * nobody is signed in any more) is told by itself.
 */
export function useToldChange() {
  const { t } = useTranslation()
  const { call } = useKiosk()
  const [isBusy, setBusy] = useState(false)
  const [told, setTold] = useState<Told>(null)

  async function change<N extends CallName>(
    name: N,
    request: Request<N>,
    judge: (answer: Answer<N>) => Told,
  ): Promise<Told> {
    if (isBusy) return null
    setBusy(true)
    setTold(null)
    const answer = await call(name, request)
    setBusy(false)
    const next = isRejected(answer)
      ? { type: 'refused' as const, words: [t('console.failed')] }
      : judge(answer as Answer<N>)
    setTold(next)
    return next
  }
  return { isBusy, told, setTold, change }
}

/** Whether this is no answer of the call's own. */
export function isRejected(answer: { type: string }): boolean {
  return ['lost', 'not-allowed', 'invalid-request', 'failed'].includes(answer.type)
}

/** What was refused, in the station's words; else `done`. */
export function toTold(answer: { type: string; message?: string }, done: string): Told {
  return answer.type === 'refused'
    ? { type: 'refused', words: [answer.message ?? ''] }
    : { type: 'done', words: [done] }
}
