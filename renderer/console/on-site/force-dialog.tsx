import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatInstant } from '../../parts/format-time.ts'
import { ChangeDialog } from '../change-dialog.tsx'
import { PersonPicker } from '../people/person-picker.tsx'
import type { PersonOnSite } from './use-on-site.ts'

export type Forcing = { type: 'in' } | { type: 'out'; person: PersonOnSite }

/** Clocks somebody in or out in the supervisor's name, now, with the reason. */
export function ForceDialog({ forcing, onClose }: { forcing: Forcing; onClose: (isDone: boolean) => void }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const [picked, setPicked] = useState<string | null>(null)
  if (forcing.type === 'out') {
    const { employeeNumber, displayName, startedMs, isOverdue } = forcing.person
    return (
      <ChangeDialog
        title={t('console.onSite.forceOutOf', { name: displayName })}
        action={t('console.onSite.forceOut')}
        onClose={onClose}
        change={(ask, { reason }) => ask('force', { direction: 'out', employeeNumber, reason })}
      >
        <p>{t('console.people.inSince', { time: formatInstant(startedMs, zone, i18n.language) })}</p>
        {isOverdue && <p className="is-warning">{t('console.onSite.overdueWords')}</p>}
      </ChangeDialog>
    )
  }
  return (
    <ChangeDialog
      title={t('console.onSite.forceIn')}
      action={t('console.onSite.forceIn')}
      isReady={picked !== null}
      onClose={onClose}
      change={(ask, { reason }) => ask('force', { direction: 'in', employeeNumber: picked ?? '', reason })}
    >
      <PersonPicker label={t('console.onSite.whom')} onPick={(person) => setPicked(person?.employeeNumber ?? null)} />
    </ChangeDialog>
  )
}
