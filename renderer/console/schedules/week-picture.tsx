import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import type { Answer, Request } from '../../../core/contract/contract.ts'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatDate, formatTime } from '../../parts/format-time.ts'
import { AskedAgain } from '../asked-again.tsx'
import { latest, useCall } from '../use-call.ts'

type Day = Extract<Answer<'getScheduleWeek'>, { type: 'week' }>['days'][number]

const weekMs = 7 * 24 * 3_600_000
const hours = [0, 6, 12, 18, 24]

/** What a profile or a person's profiles allow in a week: hours across, days down; beside each picture the same in words. */
export function WeekPicture({ of, atMs }: { of: Request<'getScheduleWeek'>['of']; atMs: number }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const [weeks, setWeeks] = useState(0)
  const shownMs = atMs + weeks * weekMs
  const { asked, again } = useCall('getScheduleWeek', { of, atMs: shownMs })
  const answer = latest(asked)
  if (asked.type === 'failed' || answer === null) return <AskedAgain asked={asked} again={again} />
  if (answer.type !== 'week') return <p className="console-note">{t('console.schedules.gone')}</p>
  return (
    <div className="pane">
      <div className="deeds">
        <Button className="button" onPress={() => setWeeks(weeks - 1)}>
          <ChevronLeft aria-hidden="true" className="turns" />
          {t('console.schedules.weekBefore')}
        </Button>
        <Button className="button" onPress={() => setWeeks(0)} isDisabled={weeks === 0}>
          {t('console.schedules.thisWeek')}
        </Button>
        <Button className="button" onPress={() => setWeeks(weeks + 1)}>
          {t('console.schedules.weekAfter')}
          <ChevronRight aria-hidden="true" className="turns" />
        </Button>
      </div>
      <table className="table week-table">
        <caption>{t('console.schedules.week')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('console.schedules.day')}</th>
            <td className="week-hours" aria-hidden="true">
              <div>
                {hours.map((hour) => (
                  <span key={hour}>{hour}</span>
                ))}
              </div>
            </td>
            <th scope="col">{t('console.schedules.allowed')}</th>
          </tr>
        </thead>
        <tbody>
          {answer.days.map((day) => (
            <tr key={day.date} data-today={(day.fromMs <= atMs && atMs < day.untilMs) || undefined}>
              <th scope="row">{formatDate(day.fromMs, zone, i18n.language)}</th>
              <td aria-hidden="true">
                <DayPicture day={day} markMs={atMs} />
              </td>
              <td>
                {day.allowed.length === 0
                  ? t('console.schedules.never')
                  : day.allowed
                      .map((range) => sayRange(range, day, zone, i18n.language, t('console.schedules.allDay')))
                      .join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function sayRange(
  { fromMs, untilMs }: Day['allowed'][number],
  day: Day,
  zone: string,
  language: string,
  allDay: string,
): string {
  if (fromMs === day.fromMs && untilMs === day.untilMs) return allDay
  const end = untilMs === day.untilMs ? '24:00' : formatTime(untilMs, zone, language)
  return `${formatTime(fromMs, zone, language)}–${end}`
}

/** As long as the clocks make the day. The mark is the instant that was asked about. */
function DayPicture({ day, markMs }: { day: Day; markMs: number }) {
  const { fromMs, untilMs, allowed } = day
  const share = (atMs: number) => ((atMs - fromMs) / (untilMs - fromMs)) * 240
  return (
    <svg className="day" viewBox="0 0 240 20" preserveAspectRatio="none" aria-hidden="true">
      <rect className="day-ground" width="240" height="20" />
      {allowed.map((range) => (
        <rect
          key={range.fromMs}
          className="day-allowed"
          x={share(range.fromMs)}
          width={share(range.untilMs) - share(range.fromMs)}
          height="20"
        />
      ))}
      {[60, 120, 180].map((x) => (
        <line key={x} className="day-line" x1={x} x2={x} y2="20" />
      ))}
      {fromMs <= markMs && markMs < untilMs && (
        <rect className="day-mark" x={share(markMs) - 1} width="2" height="20" />
      )}
    </svg>
  )
}
