import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatInstant } from '../../parts/format-time.ts'
import { ChangeDialog } from '../change-dialog.tsx'
import { PersonPicker } from '../people/person-picker.tsx'
import { TickBox } from '../tick-box.tsx'
import { latest, useCall } from '../use-call.ts'

/** Clocks whoever is picked in, now. Who is in already is started anew only where that is ticked. */
export function ForceInDialog({ onClose }: { onClose: (isDone: boolean) => void }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const [picked, setPicked] = useState<string | null>(null)
  const [isAnew, setAnew] = useState(false)
  const { asked, again } = useCall('getPerson', picked === null ? null : { employeeNumber: picked })
  const found = latest(asked)
  // While somebody else is asked for, the one before is still there.
  const sinceMs = found?.type === 'person' && found.person.employeeNumber === picked ? found.openSinceMs : null
  return (
    <ChangeDialog
      title={t('console.onSite.forceIn')}
      action={t('console.onSite.forceIn')}
      isReady={picked !== null && (sinceMs === null || isAnew)}
      onClose={onClose}
      change={async (ask, { reason }) => {
        const request = { direction: 'in', employeeNumber: picked ?? '', reason } as const
        const refusal = await ask('force', sinceMs !== null && isAnew ? { ...request, isAnew } : request)
        // Somebody may have come in since they were looked at: the station says so, and they are looked at again.
        if (refusal?.code === 'already-in') again()
        return refusal
      }}
    >
      <PersonPicker
        label={t('console.onSite.whom')}
        onPick={(person) => {
          setPicked(person?.employeeNumber ?? null)
          setAnew(false)
        }}
      />
      <div role="status">
        {sinceMs !== null && (
          <p className="is-warning">
            {t('console.people.inSince', { time: formatInstant(sinceMs, zone, i18n.language) })}
          </p>
        )}
      </div>
      {sinceMs !== null && (
        <TickBox isSelected={isAnew} onChange={setAnew}>
          {t('console.onSite.startAnew')}
        </TickBox>
      )}
    </ChangeDialog>
  )
}
