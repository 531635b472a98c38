import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNow } from '../parts/use-now.ts'
import { useKiosk } from './kiosk-context.ts'

const loadAgainAfterMs = 8000

/** A screen could not be drawn. Badges count meanwhile, because the station decides; the page is loaded anew by itself. */
export function Faulty() {
  const { t } = useTranslation()
  const nowMs = useNow()
  const [untilMs] = useState(() => Date.now() + loadAgainAfterMs)
  const kiosk = useKiosk()
  useEffect(() => {
    // Whoever was about to sign in here would have their next badge taken for that, and no supervisor stays signed in unseen.
    kiosk.cancelSignIn()
    kiosk.signOut()
    const timer = setTimeout(() => location.reload(), loadAgainAfterMs)
    return () => clearTimeout(timer)
  }, [kiosk])
  return (
    <main className="out-of-order">
      <div role="alert">
        <h1>{t('outOfOrder.fault.title')}</h1>
        <p>{t('outOfOrder.fault.text')}</p>
      </div>
      <p className="out-of-order-next" aria-hidden="true">
        {t('outOfOrder.next', { count: Math.max(0, Math.ceil((untilMs - nowMs) / 1000)) })}
      </p>
    </main>
  )
}
