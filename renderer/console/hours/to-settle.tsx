import { PencilLine } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatInstant } from '../../parts/format-time.ts'
import { AskedAgain } from '../asked-again.tsx'
import { latest, useCall } from '../use-call.ts'
import { ChangeDone } from './change-done.tsx'
import { ChangeOfPeriod } from './change-of-period.tsx'
import type { DoneChange, PeriodChange, Whose } from './period-change.ts'

/** So many at once: the oldest are settled first, and the next ones come then (ours). */
const mostShown = 200

/** What counts nothing until somebody says when they came or left. */
export function ToSettle() {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const { asked, again } = useCall('listToSettle', { limit: mostShown })
  const [opened, setOpened] = useState<{ whose: Whose; change: PeriodChange } | null>(null)
  const [done, setDone] = useState<DoneChange | null>(null)
  const answer = latest(asked)
  if (asked.type === 'failed' || answer === null) return <AskedAgain asked={asked} again={again} />
  const { periods, total } = answer
  const at = (ms: number | null) => (ms === null ? t('console.hours.missing') : formatInstant(ms, zone, i18n.language))
  return (
    <>
      <p className="console-count" role="status">
        {total === 0 ? t('console.hours.nothingToSettle') : t('console.hours.toSettle', { count: total })}
        {total > periods.length && ` ${t('console.hours.oldestShown', { count: periods.length })}`}
      </p>
      <ChangeDone done={done} onUndo={(change) => done && setOpened({ whose: done, change })} />
      <ul className="periods">
        {periods.map(({ employeeNumber, displayName, eventId, state, startedMs, endedMs }) => (
          <li key={eventId} className="period">
            <strong>{displayName}</strong>
            <span className="row-number">{employeeNumber}</span>
            <span className="period-times">
              {at(startedMs)} – {at(endedMs)}
            </span>
            <span className="is-warning">
              {t(state === 'open' ? 'console.onSite.overdue' : `console.hours.states.${state}`)}
            </span>
            <Button
              className="button"
              aria-label={t('console.hours.settleOf', { name: displayName })}
              onPress={() =>
                setOpened({
                  whose: { employeeNumber, displayName },
                  change: {
                    type: 'settle',
                    eventId,
                    missing: state === 'missed-in' ? 'in' : 'out',
                    aroundMs: startedMs ?? endedMs ?? 0,
                  },
                })
              }
            >
              <PencilLine aria-hidden="true" />
              {t('console.hours.settle')}
            </Button>
          </li>
        ))}
      </ul>
      {opened && (
        <ChangeOfPeriod
          {...opened}
          zone={zone}
          onClose={(nowDone) => {
            setOpened(null)
            if (nowDone === null) return
            setDone(nowDone)
            again()
          }}
        />
      )}
    </>
  )
}
