import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNow } from '../parts/use-now.ts'
import { useKiosk } from './kiosk-context.ts'
import { countFault } from './reload-delay.ts'

/** A screen could not be drawn. Badges count meanwhile, because the station decides; the page is loaded anew by itself. */
export function Faulty() {
  const { t, i18n } = useTranslation()
  const nowMs = useNow()
  const kiosk = useKiosk()
  const [untilMs, setUntilMs] = useState<number | null>(null)
  useEffect(() => {
    // Whoever was about to sign in here would have their next badge taken for that, and no supervisor stays signed in unseen.
    kiosk.cancelSignIn()
    kiosk.signOut()
  }, [kiosk])
  useEffect(() => {
    const atMs = Date.now()
    const delayMs = readDelay(atMs)
    setUntilMs(atMs + delayMs)
    const timer = setTimeout(() => location.reload(), delayMs)
    return () => clearTimeout(timer)
  }, [])
  const hasWords = i18n.exists('outOfOrder.fault.title')
  return (
    <main className="out-of-order" {...(!hasWords && { lang: 'en', dir: 'ltr' })}>
      <div role="alert">
        <h1>{hasWords ? t('outOfOrder.fault.title') : wordless.title}</h1>
        <p>{hasWords ? t('outOfOrder.fault.text') : wordless.text}</p>
      </div>
      {hasWords && untilMs !== null && (
        <p className="out-of-order-next" aria-hidden="true">
          {t('outOfOrder.next', { count: Math.max(0, Math.ceil((untilMs - nowMs) / 1000)) })}
        </p>
      )}
    </main>
  )
}

/** Where it failed before the words of any language were there. */
const wordless = { title: 'This screen has a fault', text: 'Badges still count. The screen is loaded again by itself.' }

function readDelay(atMs: number): number {
  try {
    return countFault(sessionStorage, atMs)
  } catch {
    // A browser that keeps nothing.
    return countFault(null, atMs)
  }
}
