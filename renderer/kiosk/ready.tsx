import { Camera, Hash, KeyRound, Undo2 } from 'lucide-react'
import { type RefObject, useEffect, useRef } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import type { StationView } from '../../core/contract/contract.ts'
import { BadgePicture } from '../parts/badge-picture.tsx'
import { Clock } from '../parts/clock.tsx'
import { driftAt } from './drift.ts'
import { useKiosk, useKioskState } from './kiosk-context.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { StatusStrip } from './status-strip.tsx'
import { TimeLeft } from './time-left.tsx'

/** `hasLeftConsole`: what had the focus is gone with it, and whoever goes by keyboard or ear begins at the top. */
export function Ready(props: { station: StationView; hasLeftConsole: RefObject<boolean> }) {
  const { station, hasLeftConsole } = props
  const { name, location, zone, languages } = station.station
  const { x, y } = driftAt(useKioskState((state) => state.driftStep))
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (hasLeftConsole.current) heading.current?.focus()
    hasLeftConsole.current = false
  }, [hasLeftConsole])
  return (
    <section className="ready" style={{ translate: `${x}px ${y}px` }}>
      <header className="ready-place">
        <h1 ref={heading} tabIndex={-1}>
          {name}
        </h1>
        <p>{location}</p>
      </header>
      <div className="ready-tools">
        <LanguageSwitch languages={languages} />
        <div className="ready-buttons">
          <NoBadgeButton />
          <SupervisorButton />
        </div>
      </div>
      <div className="ready-clock">
        <Clock zone={zone} />
      </div>
      <Doorway isPhotographed={station.photo !== null} />
      <StatusStrip />
    </section>
  )
}

function NoBadgeButton() {
  const { t } = useTranslation()
  const kiosk = useKiosk()
  return (
    <Button className="ready-tool" onPress={kiosk.openPinTap}>
      <Hash aria-hidden="true" />
      {t('ready.noBadge')}
    </Button>
  )
}

function SupervisorButton() {
  const { t } = useTranslation()
  const kiosk = useKiosk()
  return (
    <Button className="ready-tool" onPress={kiosk.beginSignIn}>
      <KeyRound aria-hidden="true" />
      {t('ready.supervisor')}
    </Button>
  )
}

/** The invitation, and for a few seconds after a tap the way to take it back. */
function Doorway({ isPhotographed }: { isPhotographed: boolean }) {
  const { t } = useTranslation()
  const kiosk = useKiosk()
  const lastTap = useKioskState((state) => state.lastTap)
  const armedUntilMs = useKioskState((state) => state.armedUntilMs)
  const isNothingToUndo = useKioskState((state) => state.isNothingToUndo)
  const isArmed = armedUntilMs !== null
  return (
    <div className={isArmed ? 'doorway is-armed' : 'doorway'}>
      <div className="doorway-light" aria-hidden="true" />
      <BadgePicture />
      <p className="doorway-words" role="status">
        {isArmed ? t('ready.inviteAgain') : t('ready.invite')}
      </p>
      {isPhotographed && (
        <p className="doorway-photo">
          <Camera aria-hidden="true" />
          {t('ready.photo')}
        </p>
      )}
      <div className="doorway-foot">
        {isArmed && (
          <p className="doorway-note">
            {t('ready.inviteAgainWhy')}
            <TimeLeft untilMs={armedUntilMs} />
          </p>
        )}
        {!isArmed && lastTap?.isByBadge && (
          <Button className="button is-quiet" onPress={kiosk.armUndo}>
            <Undo2 aria-hidden="true" />
            {t('ready.undoLast')}
            <TimeLeft untilMs={lastTap.untilMs} />
          </Button>
        )}
        {!isArmed && !lastTap?.isByBadge && isNothingToUndo && (
          <p className="doorway-note" role="status">
            {t('ready.nothingToUndo')}
          </p>
        )}
      </div>
    </div>
  )
}
