import { useTranslation } from 'react-i18next'
import { formatDate, formatTime } from './format-time.ts'
import { useNow } from './use-now.ts'

/** The time at the station, whatever zone the computer behind the screen is set to. */
export function Clock({ zone }: { zone: string }) {
  const { i18n } = useTranslation()
  const nowMs = useNow()
  return (
    <time className="clock" dateTime={new Date(nowMs - (nowMs % 60_000)).toISOString()}>
      <span className="clock-time">{formatTime(nowMs, zone, i18n.language)}</span>
      <span className="clock-date">{formatDate(nowMs, zone, i18n.language)}</span>
    </time>
  )
}
