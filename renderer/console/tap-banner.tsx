import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { describeDecision, describeUndone } from '../kiosk/describe-result.ts'
import { useKioskState } from '../kiosk/kiosk-context.ts'

/** Whoever badges while the console is open is clocked in or out as ever, and sees so in one line. */
export function TapBanner() {
  const { t, i18n } = useTranslation()
  const shown = useKioskState((state) => state.shown)
  const screen = useKioskState((state) => state.station?.screen)
  const result = useMemo(() => {
    if (!shown || !screen) return null
    return shown.type === 'decision'
      ? describeDecision(shown.decision, screen, t, i18n.language)
      : describeUndone(shown.displayName, screen, t)
  }, [shown, screen, t, i18n.language])
  return (
    <div className="tap-banner" data-tone={result?.tone} role="status">
      {result && (
        <p>
          <strong>{result.word}</strong> {result.cardNumber !== null && <strong dir="ltr">{result.cardNumber}</strong>}{' '}
          {result.who} {result.note}
        </p>
      )}
    </div>
  )
}
