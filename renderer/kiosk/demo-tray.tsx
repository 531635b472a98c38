import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../core/contract/contract.ts'
import { useKiosk } from './kiosk-context.ts'

type DemoBadge = NonNullable<StationView['demo']>['badges'][number]

/** Sample badges to tap. Looks like nothing of a real station, so that nobody mistakes the one for the other. */
export function DemoTray({ badges }: { badges: DemoBadge[] }) {
  const { t } = useTranslation()
  const kiosk = useKiosk()
  return (
    <aside className="tray" aria-label={t('demo.title')}>
      <div className="tray-label">
        <strong>{t('demo.title')}</strong>
        <span>{t('demo.hint')}</span>
      </div>
      <ul className="tray-badges">
        {badges.map(({ id, label, note, printed }) => (
          <li key={id}>
            <Button
              className="tray-badge"
              // Whoever speaks to the screen says what stands there.
              aria-label={t('demo.tap', { label: `${label} ${note ?? printed}` })}
              data-badge={id}
              onPress={() => kiosk.tapDemoBadge(id)}
            >
              <span className="tray-badge-label">{label}</span>{' '}
              <span className="tray-badge-note">{note ?? printed}</span>
            </Button>
          </li>
        ))}
      </ul>
    </aside>
  )
}
