import { CreditCard, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../core/contract/contract.ts'
import { useKiosk, useKioskState } from '../../kiosk/kiosk-context.ts'
import { TimeLeft } from '../../kiosk/time-left.tsx'
import { cardWords } from './card-words.ts'

export type ReadCard = Extract<Answer<'identifyBadge'>, { type: 'read' }>['cards'][number]

type Reading =
  | { type: 'idle' }
  | { type: 'waiting'; untilMs: number; since: number }
  /** Several cards may be meant: a person says which. */
  | { type: 'several'; cards: ReadCard[] }
  | { type: 'told'; words: string }

/** Reads the next card at the station, which clocks nobody, or takes one that a reader for it (use `enrol`) has read by itself. */
export function CardReading({ label, onRead }: { label: string; onRead: (card: ReadCard) => void }) {
  const { t } = useTranslation()
  const { call } = useKiosk()
  const lastRead = useKioskState((state) => state.lastRead)
  const [reading, setReading] = useState<Reading>({ type: 'idle' })
  const seen = useRef(lastRead?.key ?? 0)
  const isAsking = useRef(false)
  const isWaiting = reading.type === 'waiting'

  useEffect(() => {
    if (lastRead === null || lastRead.key === seen.current) return
    seen.current = lastRead.key
    const { candidates, why, isAsked } = lastRead.read
    // A reader for cards reads for whoever looks at them. What another window may have asked for is only offered.
    const isOurs = isWaiting || !isAsked
    if (candidates.length === 0) {
      if (isOurs) setReading({ type: 'told', words: t('console.cards.unreadable', { why: why ?? '' }) })
      return
    }
    void call('identifyBadge', { candidates: candidates.slice(0, 32) }).then((answer) => {
      if (answer.type !== 'read') return setReading({ type: 'told', words: t('console.failed') })
      const [only] = answer.cards
      if (isOurs && only && answer.cards.length === 1) {
        setReading({ type: 'idle' })
        onRead(only)
      } else setReading({ type: 'several', cards: answer.cards })
    })
  }, [lastRead, isWaiting, call, onRead, t])

  useEffect(() => {
    if (reading.type !== 'waiting') return
    const timer = setTimeout(
      () => setReading({ type: 'told', words: t('console.cards.noCard') }),
      Math.max(0, reading.untilMs - Date.now()),
    )
    return () => clearTimeout(timer)
  }, [reading, t])

  // Whoever leaves the page waits for no card any more, nor whoever left before the station had answered.
  useEffect(() => () => void (isWaiting && call('cancelCardRead', {})), [isWaiting, call])
  useEffect(() => () => void (isAsking.current && call('cancelCardRead', {})), [call])

  const begin = async (): Promise<void> => {
    isAsking.current = true
    const answer = await call('beginCardRead', {})
    isAsking.current = false
    if (answer.type === 'waiting') setReading({ type: 'waiting', untilMs: answer.untilMs, since: Date.now() })
    else setReading({ type: 'told', words: t('console.failed') })
  }

  return (
    <div className="card-reading" data-waiting={isWaiting || undefined}>
      <Button className="button is-filled" onPress={isWaiting ? () => setReading({ type: 'idle' }) : begin}>
        {isWaiting ? <X aria-hidden="true" /> : <CreditCard aria-hidden="true" />}
        {isWaiting ? t('console.cards.stopReading') : label}
      </Button>
      <div role="status">
        {reading.type === 'waiting' && (
          <p>
            {t('console.cards.holdCard')} <TimeLeft untilMs={reading.untilMs} />
          </p>
        )}
        {reading.type === 'told' && <p>{reading.words}</p>}
        {reading.type === 'several' && <p>{t('console.cards.several', { count: reading.cards.length })}</p>}
      </div>
      {reading.type === 'several' && (
        <ul className="deeds">
          {reading.cards.map((read) => (
            <li key={`${read.printed} ${read.card?.cardId}`}>
              <Button
                className="button"
                onPress={() => {
                  setReading({ type: 'idle' })
                  onRead(read)
                }}
              >
                {read.printed} {read.card && cardWords(read.card, t)}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
