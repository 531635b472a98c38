import { useTranslation } from 'react-i18next'
import { Clock } from '../parts/clock.tsx'
import { useNow } from '../parts/use-now.ts'
import type { Connection } from '../station-client.ts'

type Broken = Extract<Connection, { type: 'lost' | 'not-let-in' }>

/** The station is away. Says so, goes on showing the time, and leaves by itself. */
export function OutOfOrder({ connection, zone }: { connection: Broken; zone: string | null }) {
  const { t } = useTranslation()
  const isNotLetIn = connection.type === 'not-let-in'
  return (
    <main className="out-of-order">
      <svg className="out-of-order-picture" viewBox="0 0 160 160" aria-hidden="true">
        <path d="M36 152 V72 a44 44 0 0 1 88 0 V152 M16 152 H144" />
        <circle cx="102" cy="104" r="6" />
      </svg>
      <div role="alert">
        <h1>{isNotLetIn ? t('outOfOrder.notLetIn.title') : t('outOfOrder.title')}</h1>
        <p>{isNotLetIn ? t('outOfOrder.notLetIn.text') : t('outOfOrder.text')}</p>
        {!isNotLetIn && <p>{t('outOfOrder.safe')}</p>}
      </div>
      {connection.type === 'lost' && <NextTry retryAtMs={connection.retryAtMs} />}
      {zone !== null && <Clock zone={zone} />}
    </main>
  )
}

function NextTry({ retryAtMs }: { retryAtMs: number | null }) {
  const { t } = useTranslation()
  const nowMs = useNow()
  if (retryAtMs === null) return <p className="out-of-order-next">{t('outOfOrder.waitingForShell')}</p>
  const seconds = Math.max(0, Math.ceil((retryAtMs - nowMs) / 1000))
  return (
    <p className="out-of-order-next" aria-hidden="true">
      {t('outOfOrder.next', { count: seconds })}
    </p>
  )
}
