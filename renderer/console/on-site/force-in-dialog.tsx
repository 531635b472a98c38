import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKiosk, useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatInstant } from '../../parts/format-time.ts'
import { ChangeDialog } from '../change-dialog.tsx'
import { PersonPicker } from '../people/person-picker.tsx'
import { TickBox } from '../tick-box.tsx'

/** Clocks whoever is picked in, now. Who is in already is started anew only where that is ticked. */
export function ForceInDialog({ onClose }: { onClose: (isDone: boolean) => void }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const [picked, setPicked] = useState<string | null>(null)
  const [isAnew, setAnew] = useState(false)
  // Somebody may have come in since they were looked at: the station says so, and they are looked at again.
  const [refusals, setRefusals] = useState(0)
  const sinceMs = useOpenSince(picked, refusals)
  return (
    <ChangeDialog
      title={t('console.onSite.forceIn')}
      action={t('console.onSite.forceIn')}
      isReady={picked !== null && (sinceMs === null || isAnew)}
      onClose={onClose}
      change={async (ask, { reason }) => {
        const request = { direction: 'in', employeeNumber: picked ?? '', reason } as const
        const refusal = await ask('force', sinceMs !== null && isAnew ? { ...request, isAnew } : request)
        if (refusal?.code === 'already-in') setRefusals((before) => before + 1)
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

/** Since when somebody is in, looked at again with every `turn`; null: they are not, or it is not known yet. */
function useOpenSince(employeeNumber: string | null, turn: number): number | null {
  const { call } = useKiosk()
  const [found, setFound] = useState<{ employeeNumber: string; sinceMs: number | null } | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is the reason to look again
  useEffect(() => {
    if (employeeNumber === null) return
    let isWanted = true
    void call('getPerson', { employeeNumber }).then((answer) => {
      if (isWanted && answer.type === 'person') setFound({ employeeNumber, sinceMs: answer.openSinceMs })
    })
    return () => {
      isWanted = false
    }
  }, [call, employeeNumber, turn])
  return found !== null && found.employeeNumber === employeeNumber ? found.sinceMs : null
}
