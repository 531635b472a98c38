import { useTranslation } from 'react-i18next'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatInstant } from '../../parts/format-time.ts'
import { ChangeDialog } from '../change-dialog.tsx'
import { ForceInDialog } from './force-in-dialog.tsx'
import type { PersonOnSite } from './use-on-site.ts'

export type Forcing = { type: 'in' } | { type: 'out'; person: PersonOnSite }

/** Clocks somebody in or out in the supervisor's name, now, with the reason. */
export function ForceDialog({ forcing, onClose }: { forcing: Forcing; onClose: (isDone: boolean) => void }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  if (forcing.type === 'in') return <ForceInDialog onClose={onClose} />
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
