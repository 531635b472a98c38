import { CreditCard, X } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { useKiosk, useKioskState } from '../../kiosk/kiosk-context.ts'
import { TimeLeft } from '../../kiosk/time-left.tsx'
import { CardOptions } from './card-options.tsx'
import type { ReadCard } from './card-words.ts'

type Reading =
  | { type: 'idle' }
  | { type: 'waiting'; untilMs: number; since: number }
  /** Several cards may be meant: a person says which. */
  | { type: 'several'; cards: ReadCard[] }
  | { type: 'told'; words: string }

/** Reads the next card at the station, which clocks nobody, or takes one that a reader for it (use `enrol`) has read by itself. */
export function CardReading(props: {
  label: string
  /** What is said while the station waits. */
  waitingWords?: string
  /** It waits as soon as it is there, because nothing else would be done with a card now. */
  isEager?: boolean
  onRead: (card: ReadCard) => void
}) {
  const { t } = useTranslation()
  const { label, waitingWords = t('console.cards.holdCard'), isEager = false, onRead } = props
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

  const begin = useCallback(async (): Promise<void> => {
    isAsking.current = true
    const answer = await call('beginCardRead', {})
    isAsking.current = false
    if (answer.type === 'waiting') setReading({ type: 'waiting', untilMs: answer.untilMs, since: Date.now() })
    else setReading({ type: 'told', words: t('console.failed') })
  }, [call, t])
  useEffect(() => {
    if (isEager) void begin()
  }, [isEager, begin])

  return (
    <div className="card-reading" data-waiting={isWaiting || undefined}>
      <Button
        className={isWaiting ? 'button' : 'button is-filled'}
        onPress={isWaiting ? () => setReading({ type: 'idle' }) : begin}
      >
        {isWaiting ? <X aria-hidden="true" /> : <CreditCard aria-hidden="true" />}
        {isWaiting ? t('console.cards.stopReading') : label}
      </Button>
      <div role="status">
        {reading.type === 'waiting' && (
          <p>
            {waitingWords} <TimeLeft untilMs={reading.untilMs} />
          </p>
        )}
        {reading.type === 'told' && <p>{reading.words}</p>}
        {reading.type === 'several' && <p>{t('console.cards.several', { count: reading.cards.length })}</p>}
      </div>
      {reading.type === 'several' && (
        <CardOptions
          cards={reading.cards}
          onChoose={(read) => {
            setReading({ type: 'idle' })
            onRead(read)
          }}
        />
      )}
    </div>
  )
}
