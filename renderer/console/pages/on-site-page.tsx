import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatTime } from '../../parts/format-time.ts'
import { AskedAgain } from '../asked-again.tsx'
import { latest, useCall } from '../use-call.ts'

/** Who is here, since when. Looks again with every tap. */
export default function OnSitePage() {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const shownKey = useKioskState((state) => state.shown?.key ?? 0)
  const { asked, again } = useCall('listOnSite', {})
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new result on screen is the reason to look again
  useEffect(() => again(), [shownKey])
  const answer = latest(asked)
  if (asked.type === 'failed' || answer === null) return <AskedAgain asked={asked} again={again} />
  return (
    <>
      <p className="console-count">{t('console.onSite.count', { count: answer.people.length })}</p>
      <ul className="console-list">
        {answer.people.map(({ employeeNumber, displayName, startedMs, isOverdue }) => (
          <li key={employeeNumber} className={isOverdue ? 'is-warning' : undefined}>
            <strong>{displayName}</strong>
            <span>{employeeNumber}</span>
            <span>{t('console.onSite.since', { time: formatTime(startedMs, zone, i18n.language) })}</span>
            {isOverdue && <span>{t('console.onSite.overdue')}</span>}
          </li>
        ))}
      </ul>
    </>
  )
}
