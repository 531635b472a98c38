import { CalendarPlus, ChevronLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatShortDate } from '../../parts/format-time.ts'
import { AskedAgain } from '../asked-again.tsx'
import { latest, useCall } from '../use-call.ts'
import { ChangeDone } from './change-done.tsx'
import { ChangeOfPeriod } from './change-of-period.tsx'
import type { DoneChange, PeriodChange } from './period-change.ts'
import { PeriodRow } from './period-row.tsx'
import { useDuration } from './use-duration.ts'

/** Somebody's week: hours by date, the periods that they come from, and what may be put right about them. */
export function WeekOfPerson({ employeeNumber, onChanged }: { employeeNumber: string; onChanged?: () => void }) {
  const { t, i18n } = useTranslation()
  const sayDuration = useDuration()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const [week, setWeek] = useState<string | null>(null)
  const [change, setChange] = useState<PeriodChange | null>(null)
  const [done, setDone] = useState<DoneChange | null>(null)
  const { asked, again } = useCall('getHours', { employeeNumber, ...(week !== null && { week }) })
  const answer = latest(asked)
  if (asked.type === 'failed' || answer === null) return <AskedAgain asked={asked} again={again} />
  if (answer.type !== 'hours') return <p className="console-note">{t('console.refusals.unknown-person')}</p>
  const { days, periods, workedMs, weekBefore, weekAfter } = answer
  const [first, last] = [days[0], days.at(-1)]
  const dates = [first, last].map((day) => formatShortDate(day?.startMs ?? 0, zone, i18n.language))
  return (
    <div className="week">
      <div className="week-head">
        <Button
          className="button is-square"
          aria-label={t('console.hours.weekBefore')}
          onPress={() => setWeek(weekBefore)}
        >
          <ChevronLeft aria-hidden="true" className="points-back" />
        </Button>
        <p className="week-name" role="status">
          <strong>{t('console.hours.weekNumber', { number: Number(answer.week.slice(-2)) })}</strong>{' '}
          {dates.join(' – ')}
          <span className="week-sum">{t('console.hours.sum', { duration: sayDuration(workedMs) })}</span>
        </p>
        <Button
          className="button is-square"
          aria-label={t('console.hours.weekAfter')}
          isDisabled={weekAfter === null}
          onPress={() => setWeek(weekAfter)}
        >
          <ChevronRight aria-hidden="true" className="points-back" />
        </Button>
      </div>
      <table className="plain-table">
        <caption className="for-ears">{t('console.hours.byDate')}</caption>
        <thead>
          <tr>
            {days.map(({ date, startMs }) => (
              <th key={date} scope="col">
                {formatShortDate(startMs, zone, i18n.language)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            {days.map(({ date, workedMs: ms, isOpen, toSettle }) => (
              <td key={date}>
                {ms > 0 || isOpen ? sayDuration(ms) : '–'}
                {isOpen && toSettle === 0 && <span className="cell-note">{t('console.hours.goesOn')}</span>}
                {toSettle > 0 && (
                  <span className="cell-note is-warning">{t('console.hours.toSettle', { count: toSettle })}</span>
                )}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
      <ChangeDone done={done} onUndo={setChange} />
      {periods.length === 0 ? (
        <p className="console-note">{t('console.hours.noPeriods')}</p>
      ) : (
        <ul className="periods">
          {periods.map((period) => (
            <PeriodRow
              key={period.inEvent ?? period.outEvent}
              period={period}
              name={answer.displayName}
              zone={zone}
              onChange={(wish) => setChange(wish)}
            />
          ))}
        </ul>
      )}
      <Button
        className="button"
        onPress={() => setChange({ type: 'add', aroundMs: Math.min(Date.now(), (last?.startMs ?? 0) + 43_200_000) })}
      >
        <CalendarPlus aria-hidden="true" />
        {t('console.hours.add')}
      </Button>
      {change !== null && (
        <ChangeOfPeriod
          whose={answer}
          change={change}
          zone={zone}
          onClose={(nowDone) => {
            setChange(null)
            if (nowDone === null) return
            setDone(nowDone)
            again()
            onChanged?.()
          }}
        />
      )}
    </div>
  )
}
