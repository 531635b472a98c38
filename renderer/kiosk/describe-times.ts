/** What "my times" says: words only, so that each can be tested without a screen. */
import type { TFunction } from 'i18next'
import type { Answer } from '../../core/contract/contract.ts'
import { formatDate, formatTime, sayDuration } from '../parts/format-time.ts'

export type Times = Extract<Answer<'listMyTimes'>, { type: 'times' }>
export type TimesDay = { localDate: string; date: string; periods: string[]; worked: string }
export type TimesView = { week: string; days: TimesDay[] }

/** Today first: it is what most people look for. */
export function describeTimes({ weekMs, days, zone }: Times, t: TFunction, language: string): TimesView {
  const time = (atMs: number | null): string => (atMs === null ? '' : formatTime(atMs, zone, language))
  const sayPeriod = ({ state, startedMs, endedMs }: Times['days'][number]['periods'][number]): string => {
    switch (state) {
      case 'open':
        return t('times.open', { from: time(startedMs) })
      case 'closed':
        return t('times.closed', { from: time(startedMs), until: time(endedMs) })
      case 'missed-out':
        return t('times.missedOut', { from: time(startedMs) })
      case 'missed-in':
        return t('times.missedIn', { until: time(endedMs) })
    }
  }
  return {
    week: sayDuration(weekMs, t),
    days: days.toReversed().map(({ localDate, workedMs, periods }) => ({
      localDate,
      // Noon of the date, wherever: a date has no zone.
      date: formatDate(Date.parse(`${localDate}T12:00:00Z`), 'UTC', language),
      periods: periods.map(sayPeriod),
      worked: sayDuration(workedMs, t),
    })),
  }
}
