import { Camera } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { formatInstant, formatTime } from '../../parts/format-time.ts'
import { AskedAgain } from '../asked-again.tsx'
import { sayRefused } from '../refusal.ts'
import { latest, useCall } from '../use-call.ts'

type Tap = { eventId: string; kind: 'in' | 'out'; atMs: number }

/** Whoever badged there: asked for when somebody wants to see it, and noted by the station then. */
export function PhotoOfTap({ tap, name, zone }: { tap: Tap; name: string; zone: string }) {
  const { t, i18n } = useTranslation()
  const [isShown, setShown] = useState(false)
  const time = formatTime(tap.atMs, zone, i18n.language)
  return (
    <div className="period-photo">
      <Button className="button" onPress={() => setShown(!isShown)}>
        <Camera aria-hidden="true" />
        {t(`console.photo.${isShown ? 'hide' : 'show'}.${tap.kind}`, { time })}
      </Button>
      {isShown && <Photo tap={tap} name={name} zone={zone} />}
    </div>
  )
}

function Photo({ tap, name, zone }: { tap: Tap; name: string; zone: string }) {
  const { t, i18n } = useTranslation()
  const { asked, again } = useCall('getPhoto', { eventId: tap.eventId })
  const answer = latest(asked)
  if (asked.type === 'failed' || answer === null) return <AskedAgain asked={asked} again={again} />
  if (answer.type === 'refused') return <p className="console-note">{sayRefused(answer, t)}</p>
  if (answer.type === 'no-photo') return <p className="console-note">{t('console.photo.gone')}</p>
  const time = formatInstant(tap.atMs, zone, i18n.language)
  return (
    <figure className="photo">
      <img src={`data:image/jpeg;base64,${answer.jpeg}`} alt={t(`console.photo.alt.${tap.kind}`, { name, time })} />
      <figcaption>
        <strong>{t(`console.photo.caption.${tap.kind}`, { name, time })}</strong>
        <span>{t('console.photo.noted')}</span>
      </figcaption>
    </figure>
  )
}
