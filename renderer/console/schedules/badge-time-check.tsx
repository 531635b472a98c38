import { CircleCheck, CircleX } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../core/contract/contract.ts'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatDayTime } from '../../parts/format-time.ts'
import { AskedAgain } from '../asked-again.tsx'
import { InstantChoice } from '../instant-choice.tsx'
import { PersonPicker, type PickedPerson } from '../people/person-picker.tsx'
import { latest, useCall } from '../use-call.ts'
import { WeekPicture } from './week-picture.tsx'

/** “Allowed now?” of anybody, at any instant. */
export function BadgeTimeCheck() {
  const { t } = useTranslation()
  const [person, setPerson] = useState<PickedPerson | null>(null)
  const [atMs, setAtMs] = useState(() => toMinute(Date.now()))
  const presets = [{ label: t('console.schedules.now'), atMs: () => toMinute(Date.now()) }]
  return (
    <section className="pane" aria-labelledby="check">
      <h3 id="check">{t('console.schedules.check')}</h3>
      <PersonPicker label={t('console.schedules.whom')} onPick={setPerson} />
      <InstantChoice label={t('console.schedules.when')} atMs={atMs} onChange={setAtMs} presets={presets} />
      {person && <Checked person={person} atMs={atMs} />}
      {person && (
        <WeekPicture
          key={`${person.employeeNumber} ${atMs}`}
          of={{ type: 'person', employeeNumber: person.employeeNumber }}
          atMs={atMs}
        />
      )}
    </section>
  )
}

function Checked({ person, atMs }: { person: PickedPerson; atMs: number }) {
  const { t } = useTranslation()
  const { asked, again } = useCall('checkBadgeTime', { employeeNumber: person.employeeNumber, atMs })
  const say = useBadgeTimeWords()
  const answer = latest(asked)
  if (asked.type === 'failed' || answer === null) return <AskedAgain asked={asked} again={again} />
  if (answer.type === 'unknown-person') return <p className="console-note">{t('console.pick.nobody')}</p>
  const { time, profiles, missingLinks } = answer
  const isAllowed = time.type !== 'not-now'
  return (
    <div className="told" data-type={isAllowed ? 'done' : 'refused'} role="status">
      {isAllowed ? <CircleCheck aria-hidden="true" /> : <CircleX aria-hidden="true" />}
      <div>
        <p>
          <strong>{person.displayName}</strong>: {say(time)}
        </p>
        {profiles.length > 0 && (
          <p>{t('console.schedules.byProfiles', { names: profiles.map(({ name }) => name).join(', ') })}</p>
        )}
        {missingLinks.length > 0 && (
          <p className="is-warning">{t('console.schedules.missing', { links: missingLinks.join(', ') })}</p>
        )}
      </div>
    </div>
  )
}

type Time = Extract<Answer<'checkBadgeTime'>, { type: 'checked' }>['time']

function useBadgeTimeWords(): (time: Time) => string {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const at = (atMs: number) => formatDayTime(atMs, zone, i18n.language)
  return (time) => {
    switch (time.type) {
      case 'always':
        return t('console.schedules.time.always')
      case 'allowed':
        return time.last === null
          ? t('console.schedules.time.forAWeek')
          : t('console.schedules.time.until', { time: at(time.last.atMs) })
      case 'not-now':
        return time.next === null
          ? t('console.schedules.time.neverAgain')
          : t('console.schedules.time.next', { time: at(time.next.atMs) })
      default:
        return time satisfies never
    }
  }
}

function toMinute(atMs: number): number {
  return Math.floor(atMs / 60_000) * 60_000
}
