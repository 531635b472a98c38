import { X } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { BadgePicture } from '../parts/badge-picture.tsx'
import { PinField } from '../parts/pin-field.tsx'
import { useEscape } from '../parts/use-escape.ts'
import type { Desk } from './desk-state.ts'
import { useKiosk } from './kiosk-context.ts'
import { TimeLeft } from './time-left.tsx'

/** A supervisor's badge, then their PIN. Nobody is clocked in or out here, and the screen says so. */
export default function SignIn({ desk }: { desk: Exclude<Desk, { type: 'closed' | 'open' }> }) {
  const { t } = useTranslation()
  const kiosk = useKiosk()
  useEscape(kiosk.cancelSignIn)
  const cancel = (
    <Button className="button is-quiet" onPress={kiosk.cancelSignIn}>
      <X aria-hidden="true" />
      {t(desk.type === 'refused' ? 'times.close' : 'signIn.cancel')}
    </Button>
  )
  if (desk.type === 'pin') {
    return (
      <section className="sign-in">
        <PinField
          label={t('signIn.pin')}
          action={t('signIn.enter')}
          isBusy={desk.isChecking}
          closedUntilMs={desk.nextTryAtMs}
          onPin={kiosk.enterPin}
          cancel={cancel}
          words={
            <>
              <h1>{t('signIn.title')}</h1>
              <p className="sign-in-words">{desk.supervisor.displayName}</p>
              <p className="sign-in-note" role="status">
                {desk.nextTryAtMs !== null && t('signIn.wrongPin')}
                {desk.nextTryAtMs !== null && <TimeLeft key={desk.nextTryAtMs} untilMs={desk.nextTryAtMs} />}
              </p>
            </>
          }
        />
      </section>
    )
  }
  return (
    <section className="sign-in">
      <h1>{t('signIn.title')}</h1>
      {desk.type === 'badge' && (
        <>
          <BadgePicture />
          <p className="sign-in-words" role="status">
            {t('signIn.badge')}
          </p>
          <p className="sign-in-note">
            {t('signIn.clocksNobody')}
            <TimeLeft untilMs={desk.untilMs} />
          </p>
        </>
      )}
      {desk.type === 'refused' && (
        <p className="sign-in-words" role="alert">
          {t(`signIn.refused.${desk.why}`)}
        </p>
      )}
      {cancel}
    </section>
  )
}
