import { useCallback, useEffect, useRef, useState } from 'react'
import type { Answer, CallName, Request } from '../../core/contract/contract.ts'
import { useKiosk } from '../kiosk/kiosk-context.ts'
import { isRejected } from './refusal.ts'

export type Asked<N extends CallName> =
  | { type: 'loading'; before: Answer<N> | null }
  | { type: 'answer'; answer: Answer<N> }
  | { type: 'failed' }

/**
 * Asks the station as often as the request changes, and again with `again`. While a new answer is on its way the one before
 * stays in `before`, so that a list does not vanish under the hand. An answer that is overtaken is dropped.
 *
 * @param request Null: there is nothing to ask yet.
 */
export function useCall<N extends CallName>(
  name: N,
  request: Request<N> | null,
): { asked: Asked<N>; again: () => void } {
  const { call } = useKiosk()
  const [asked, setAsked] = useState<Asked<N>>({ type: 'loading', before: null })
  const newest = useRef(0)
  const key = request && JSON.stringify(request)

  const ask = useCallback(async () => {
    newest.current += 1
    const own = newest.current
    if (key === null) return
    setAsked((was) => ({ type: 'loading', before: latest(was) }))
    const answer = await call(name, JSON.parse(key))
    if (own !== newest.current) return
    setAsked(isRejected(answer) ? { type: 'failed' } : { type: 'answer', answer: answer as Answer<N> })
  }, [call, name, key])

  useEffect(() => {
    void ask()
    return () => {
      newest.current += 1
    }
  }, [ask])
  return { asked, again: () => void ask() }
}

/** The last good answer, also while the next one is on its way; null before the first. */
export function latest<N extends CallName>(asked: Asked<N>): Answer<N> | null {
  if (asked.type === 'answer') return asked.answer
  return asked.type === 'loading' ? asked.before : null
}
