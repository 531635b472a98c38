import { EllipsisVertical } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../core/contract/contract.ts'
import { floorToMinute } from '../../../core/contract/whole-minute.ts'
import { formatInstant, formatShortDate, formatTime } from '../../parts/format-time.ts'
import type { PeriodChange } from './period-change.ts'
import { PhotoOfTap } from './photo-of-tap.tsx'
import { useDuration } from './use-duration.ts'

export type Period = Extract<Answer<'getHours'>, { type: 'hours' }>['periods'][number]
type Mark = Period['marks'][number]

/** One period: when, for how long, what a supervisor has done about it and why, and what may be done. */
export function PeriodRow(props: {
  period: Period
  name: string
  zone: string
  onChange: (change: PeriodChange) => void
}) {
  const { period, name, zone, onChange } = props
  const { t, i18n } = useTranslation()
  const sayDuration = useDuration()
  const { state, startedMs, endedMs, isOverdue, marks } = period
  const at = (ms: number | null): string =>
    ms === null ? t('console.hours.missing') : formatInstant(ms, zone, i18n.language)
  const until = endedMs === null && state === 'open' ? t('console.hours.now') : at(endedMs)
  const dateOf = (ms: number): string => formatShortDate(ms, zone, i18n.language)
  const isOneDate = startedMs !== null && endedMs !== null && dateOf(startedMs) === dateOf(endedMs)
  const isMissing = isOverdue || state === 'missed-in' || state === 'missed-out'
  const changes = listChanges(period)
  const photographed = marks.filter(({ hasPhoto }) => hasPhoto)
  const supervised = marks.filter(({ act }) => act !== null)
  return (
    <li className="period">
      <span className="period-times">
        {at(startedMs)} – {isOneDate ? formatTime(endedMs, zone, i18n.language) : until}
      </span>
      <span>
        {startedMs !== null && endedMs !== null && sayDuration(floorToMinute(endedMs) - floorToMinute(startedMs))}
      </span>
      <span className={isMissing ? 'is-warning' : undefined}>
        {t(isOverdue ? 'console.onSite.overdue' : `console.hours.states.${state}`)}
      </span>
      <MenuTrigger>
        <Button className="button is-square" aria-label={t('console.hours.actionsOf', { from: at(startedMs), until })}>
          <EllipsisVertical aria-hidden="true" />
        </Button>
        <Popover className="menu-frame" placement="bottom end">
          <Menu
            className="menu"
            onAction={(key) => {
              const chosen = changes[Number(key)]
              if (chosen) onChange(chosen.change)
            }}
          >
            {changes.map(({ words, at: atMs }, index) => (
              <MenuItem key={`${words} ${atMs}`} id={index} className="menu-item">
                {t(words, { time: atMs === null ? '' : formatTime(atMs, zone, i18n.language) })}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      {supervised.length > 0 && (
        <ul className="period-changes">
          {supervised.map(({ eventId, act, kind, atMs, by, reason }) => (
            <li key={eventId}>
              {t(`console.hours.acts.${act}.${kind}`, { time: formatInstant(atMs, zone, i18n.language) })}{' '}
              {t('console.hours.byWhom', { who: by ?? t('console.hours.owner') })}: “{reason}”
            </li>
          ))}
        </ul>
      )}
      {photographed.length > 0 && (
        <div className="period-photos">
          {photographed.map((mark) => (
            <PhotoOfTap key={mark.eventId} tap={mark} name={name} zone={zone} />
          ))}
        </div>
      )}
    </li>
  )
}

type Offer = { words: string; at: number | null; change: PeriodChange }

/** What may be done about a period, in the order of the menu. */
function listChanges({ state, startedMs, endedMs, inEvent, outEvent, marks, isOverdue }: Period): Offer[] {
  const offers: Offer[] = []
  const missingOf = state === 'missed-in' ? outEvent : inEvent
  if (missingOf !== null && (state === 'missed-in' || state === 'missed-out' || state === 'open')) {
    const missing = state === 'missed-in' ? 'in' : 'out'
    const aroundMs = startedMs ?? endedMs ?? 0
    const words = state === 'open' && !isOverdue ? 'console.hours.menu.endAt' : `console.hours.menu.settle.${missing}`
    offers.push({ words, at: null, change: { type: 'settle', eventId: missingOf, missing, aroundMs } })
  }
  if (inEvent !== null && startedMs !== null) {
    const change = { type: 'move', eventId: inEvent, kind: 'in', atMs: startedMs } as const
    offers.push({ words: 'console.hours.menu.move.in', at: startedMs, change })
  }
  if (outEvent !== null && endedMs !== null) {
    const change = { type: 'move', eventId: outEvent, kind: 'out', atMs: endedMs } as const
    offers.push({ words: 'console.hours.menu.move.out', at: endedMs, change })
  }
  for (const mark of newestOfEach(marks)) {
    const change = { type: 'undo', eventId: mark.eventId, kind: mark.kind, atMs: mark.atMs } as const
    offers.push({ words: `console.hours.menu.undo.${mark.act ?? 'tapped'}.${mark.kind}`, at: mark.atMs, change })
  }
  const whole = inEvent ?? outEvent
  if (whole !== null) {
    offers.push({ words: 'console.hours.menu.remove', at: null, change: { type: 'remove', eventId: whole, startedMs } })
  }
  return offers
}

/** Of each end, the event that counts for it now; what it was before comes back when that one is taken back. */
function newestOfEach(marks: readonly Mark[]): Mark[] {
  return (['in', 'out'] as const).flatMap((kind) => marks.filter((mark) => mark.kind === kind).at(-1) ?? [])
}
