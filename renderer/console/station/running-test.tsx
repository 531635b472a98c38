import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatBadge } from '../../../core/badge/read-badge.ts'
import type { Answer } from '../../../core/contract/contract.ts'
import { useKiosk, useKioskState } from '../../kiosk/kiosk-context.ts'
import { TimeLeft } from '../../kiosk/time-left.tsx'
import { formatTime } from '../../parts/format-time.ts'
import { cardWords } from '../cards/card-words.ts'

type Seen = Answer<'testReader'>['reports'][number]
type Presented = Seen & { what: { type: 'presented' } }

const askEveryMs = 400
/** Without a card for so long the readers go back to their work; a console is locked after a minute without a hand on it. */
const waitMs = 45_000
/** A badge is some thirty reports. */
const mostShown = 120

/** All that is sent while the test goes on, raw and decoded: every number that it can mean, and whose card it is. */
export function RunningTest(props: {
  reader: string | null
  isRunning: boolean
  nameOf: (reader: string) => string
  onTimeout: () => void
}) {
  const { reader, isRunning, nameOf, onTimeout } = props
  const { t } = useTranslation()
  const { seen, hasFailed } = useSeen(reader, isRunning)
  const presented = seen.filter((report): report is Presented => report.what.type === 'presented')
  const raw = seen.filter(({ what }) => what.type === 'report').slice(-mostShown)
  const untilMs = useTimeout(isRunning, presented.length, onTimeout)
  const name = reader === null ? null : nameOf(reader)
  const waiting =
    name === null ? t('console.station.readers.testingAll') : t('console.station.readers.testing', { name })
  const label = name === null ? t('console.station.readers.tapNow') : t('console.station.readers.testOf', { name })
  return (
    <section className="reader-test" aria-label={label}>
      <p className={hasFailed ? 'is-warning' : undefined} role="status">
        {hasFailed ? t('console.failed') : isRunning ? waiting : t('console.station.readers.ended')}
        {isRunning && <TimeLeft key={untilMs} untilMs={untilMs} />}
      </p>
      <h3>{t('console.station.readers.decoded')}</h3>
      <ol className="badges-seen" aria-live="polite">
        {presented.map((report) => (
          <li key={report.number}>
            <WhatWasRead report={report} name={nameOf(report.reader)} />
          </li>
        ))}
      </ol>
      <h3>{t('console.station.readers.raw')}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so a keyboard must be able to. */}
      <section className="raw-reports" aria-label={t('console.station.readers.raw')} tabIndex={0}>
        <pre dir="ltr">{raw.map(({ what }) => (what.type === 'report' ? what.hex : '')).join('\n')}</pre>
      </section>
    </section>
  )
}

function WhatWasRead({ report: { what, atMs }, name }: { report: Presented; name: string }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const { text, candidates, why } = what
  return (
    <>
      <p>
        {t('console.station.readers.readAt', { reader: name, time: formatTime(atMs, zone, i18n.language) })}{' '}
        <code>
          <bdi>{text}</bdi>
        </code>{' '}
        {why !== null && <span className="is-warning">{t('console.station.readers.unreadable', { why })}</span>}
      </p>
      {why === null && (
        <>
          <ul>
            {candidates.map((badge) => (
              <li key={JSON.stringify(badge)}>
                {t('console.station.readers.badge', { format: badge.format, number: formatBadge(badge) })}
                {badge.facilityCode !== null &&
                  ` · ${t('console.station.readers.facility', { code: badge.facilityCode })}`}
              </li>
            ))}
          </ul>
          <WhoseCard candidates={candidates} />
        </>
      )}
    </>
  )
}

/** As the door would find it among the cards that are known. */
function WhoseCard({ candidates }: { candidates: Presented['what']['candidates'] }) {
  const { t } = useTranslation()
  const { call } = useKiosk()
  const [cards, setCards] = useState<Extract<Answer<'identifyBadge'>, { type: 'read' }>['cards'] | null>(null)
  const asked = useRef(candidates)
  useEffect(() => {
    let isOver = false
    void call('identifyBadge', { candidates: asked.current.slice(0, 32) }).then((answer) => {
      if (!isOver && answer.type === 'read') setCards(answer.cards)
    })
    return () => {
      isOver = true
    }
  }, [call])
  if (cards === null) return null
  const known = cards.flatMap(({ card }) => card ?? [])
  if (known.length === 0) return <p>{t('console.station.readers.unknown')}</p>
  return known.map((card) => (
    <p key={card.cardId}>
      <strong>{cardWords(card, t)}</strong>
    </p>
  ))
}

/** Until when the test waits for the next card; every card begins the time anew. */
function useTimeout(isRunning: boolean, cards: number, onTimeout: () => void): number {
  const [untilMs, setUntilMs] = useState(() => Date.now() + waitMs)
  const over = useRef(onTimeout)
  over.current = onTimeout
  // biome-ignore lint/correctness/useExhaustiveDependencies: a further card is the reason to wait anew
  useEffect(() => {
    if (!isRunning) return
    setUntilMs(Date.now() + waitMs)
    const timer = setTimeout(() => over.current(), waitMs)
    return () => clearTimeout(timer)
  }, [isRunning, cards])
  return untilMs
}

/** All that was sent since the test began, the newest kept. Asking is what keeps the test going. */
function useSeen(reader: string | null, isRunning: boolean): { seen: readonly Seen[]; hasFailed: boolean } {
  const { call } = useKiosk()
  const [seen, setSeen] = useState<readonly Seen[]>([])
  const [hasFailed, setFailed] = useState(false)
  useEffect(() => {
    if (!isRunning) return
    let after: number | null = null
    let isOver = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async () => {
      const answer = await call('testReader', { reader, ...(after !== null && { after }) })
      if (isOver) return
      setFailed(answer.type !== 'reports')
      if (answer.type === 'reports') {
        after = answer.last
        if (answer.reports.length > 0) setSeen((before) => [...before, ...answer.reports].slice(-4 * mostShown))
      }
      timer = setTimeout(() => void ask(), askEveryMs)
    }
    void ask()
    return () => {
      isOver = true
      clearTimeout(timer)
      // The next badge counts again at once.
      void call('testReader', { reader, isOver: true })
    }
  }, [call, reader, isRunning])
  return { seen, hasFailed }
}
