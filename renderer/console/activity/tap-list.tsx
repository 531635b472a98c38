import '../../styles/console-parts.css'
import '../../styles/console-taps.css'
import { parseDate, today } from '@internationalized/date'
import type { TFunction } from 'i18next'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../core/contract/contract.ts'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatShortDate, formatTime } from '../../parts/format-time.ts'
import { FailedNote } from '../failed-note.tsx'
import { PersonPicker } from '../people/person-picker.tsx'
import { usePages } from '../use-pages.ts'

type Tap = Extract<Answer<'listTaps'>, { type: 'taps' }>['taps'][number]

const pageSize = 50

/** Taps one by one, a day at a time, the newest first, refused ones with the reason. `of`: of one person alone, by employee number. */
export function TapList({ of }: { of?: string }) {
  const { t } = useTranslation()
  const heading = useId()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const shownKey = useKioskState((state) => state.shown?.key ?? 0)
  const [picked, setPicked] = useState<string | null>(null)
  const [date, setDate] = useState(() => today(zone).toString())
  const employeeNumber = of ?? picked
  const taps = usePages<'listTaps', Tap>({
    call: 'listTaps',
    key: `${date} ${employeeNumber}`,
    request: (last) => ({
      date,
      limit: pageSize,
      ...(employeeNumber !== null && { employeeNumber }),
      ...(last && { before: last.eventId }),
    }),
    read: (answer) => (answer.type === 'taps' ? { items: answer.taps, hasMore: answer.hasMore } : null),
  })
  const again = useRef(taps.again)
  again.current = taps.again
  // A new result on screen is one more tap.
  const seen = useRef(shownKey)
  useEffect(() => {
    if (seen.current !== shownKey) again.current()
    seen.current = shownKey
  }, [shownKey])
  return (
    <section className="taps" aria-labelledby={heading}>
      <h4 id={heading}>{t('console.taps.title')}</h4>
      <DayChoice date={date} zone={zone} onChange={setDate} />
      {of === undefined && (
        <PersonPicker label={t('console.taps.whose')} onPick={(person) => setPicked(person?.employeeNumber ?? null)} />
      )}
      {taps.hasFailed && <FailedNote again={taps.again} />}
      {taps.items.length === 0 && (
        <p className="console-note" role="status">
          {taps.isThere ? t('console.taps.none') : !taps.hasFailed && t('console.loading')}
        </p>
      )}
      <ol className="tap-lines">
        {taps.items.map((tap) => (
          <TapLine key={tap.eventId} tap={tap} zone={zone} isNamed={of === undefined} />
        ))}
      </ol>
      {taps.hasMore && (
        <Button className="button" onPress={taps.loadMore} isPending={taps.isLoading}>
          {t('console.taps.more')}
        </Button>
      )}
    </section>
  )
}

function DayChoice({ date, zone, onChange }: { date: string; zone: string; onChange: (date: string) => void }) {
  const { t, i18n } = useTranslation()
  const day = parseDate(date)
  const isToday = day.compare(today(zone)) >= 0
  const name = formatShortDate(day.toDate(zone).getTime(), zone, i18n.language)
  return (
    <div className="week-head">
      <Button
        className="button is-square"
        aria-label={t('console.taps.dayBefore')}
        onPress={() => onChange(day.subtract({ days: 1 }).toString())}
      >
        <ChevronLeft aria-hidden="true" className="points-back" />
      </Button>
      <p role="status">
        <strong>{isToday ? t('console.taps.today', { date: name }) : name}</strong>
      </p>
      <Button
        className="button is-square"
        aria-label={t('console.taps.dayAfter')}
        isDisabled={isToday}
        onPress={() => onChange(day.add({ days: 1 }).toString())}
      >
        <ChevronRight aria-hidden="true" className="points-back" />
      </Button>
    </div>
  )
}

function TapLine({ tap, zone, isNamed }: { tap: Tap; zone: string; isNamed: boolean }) {
  const { t, i18n } = useTranslation()
  const { atMs, outcome, person, card, reader, isByPin } = tap
  const reason = sayReason(tap, t)
  return (
    <li className="tap-line" data-outcome={outcome}>
      <time>{formatTime(atMs, zone, i18n.language)}</time>
      <strong className={outcome === 'refused' ? 'is-warning' : undefined}>
        {t(`console.taps.outcomes.${outcome}`)}
      </strong>
      {isNamed && (
        <span className="tap-who">
          <bdi>{person?.displayName ?? card ?? t('console.taps.nobody')}</bdi>{' '}
          {person && <bdi className="tap-number">{person.employeeNumber}</bdi>}
        </span>
      )}
      <span className="tap-why">{reason}</span>
      <span className="tap-reader">
        {isByPin ? t('console.taps.byPin') : reader !== null && <bdi>{t('console.taps.reader', { reader })}</bdi>}
      </span>
    </li>
  )
}

function sayReason({ outcome, reason }: Tap, t: TFunction): string {
  if (reason === null) return ''
  if (reason === 'missed-clock-out' || reason === 'missed-clock-in') return t(`console.taps.${reason}`)
  return outcome === 'refused' ? t(`word.refused.${reason}`) : ''
}
