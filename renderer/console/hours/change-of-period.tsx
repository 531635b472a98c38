import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { earliestMs, earliestYear } from '../../../core/contract/earliest-instant.ts'
import { floorToMinute } from '../../../core/contract/whole-minute.ts'
import { formatInstant } from '../../parts/format-time.ts'
import { ChangeDialog } from '../change-dialog.tsx'
import { InstantField } from '../instant-field.tsx'
import { type DoneChange, describeDone, findUndo, type PeriodChange, type Whose } from './period-change.ts'

const hourMs = 3_600_000
/** A day of work, which is what is most often missing: the hand has less to put right (ours). */
const usualShiftMs = 8 * hourMs

/** One change to somebody's hours, with its reason. What the station does not grant stays on screen, with its words. */
export function ChangeOfPeriod(props: {
  whose: Whose
  change: PeriodChange
  zone: string
  /** Null: nothing was changed. */
  onClose: (done: DoneChange | null) => void
}) {
  const { whose, change, zone, onClose } = props
  const { employeeNumber, displayName } = whose
  const { t, i18n } = useTranslation()
  const [atMs, setAtMs] = useState(() => proposeStart(change))
  const [untilMs, setUntilMs] = useState(() => floorToMinute(atMs + hourMs))
  const events = useRef<readonly string[]>([])
  const noteEvents = (answer: { type: string; events?: readonly string[] }) => {
    events.current = answer.events ?? []
  }
  const action = t(titleOf(change))
  const sayDone = (): DoneChange => {
    const [key, instants] = describeDone(change, { atMs, untilMs })
    const values = Object.entries(instants).map(([name, ms]) => [name, formatInstant(ms, zone, i18n.language)] as const)
    return { ...whose, words: String(t(key, Object.fromEntries(values))), undo: findUndo(change, events.current, atMs) }
  }
  const frame = {
    title: t('console.hours.titleOf', { title: action, name: displayName, number: employeeNumber }),
    action,
    onClose: (isDone: boolean) => onClose(isDone ? sayDone() : null),
  }
  switch (change.type) {
    case 'settle':
      return (
        <ChangeDialog
          {...frame}
          change={(ask, words) => ask('settleEvent', { eventId: change.eventId, atMs, ...words }, noteEvents)}
        >
          <p>
            {t(change.missing === 'out' ? 'console.hours.cameAt' : 'console.hours.leftAt', {
              time: formatInstant(change.aroundMs, zone, i18n.language),
            })}
          </p>
          <HourField label={t(`console.hours.ends.${change.missing}`)} valueMs={atMs} zone={zone} onChange={setAtMs} />
        </ChangeDialog>
      )
    case 'move':
      return (
        <ChangeDialog
          {...frame}
          change={(ask, words) =>
            ask(
              'correctAttendance',
              {
                employeeNumber,
                change: { type: 'move', eventId: change.eventId, atMs },
                ...words,
              },
              noteEvents,
            )
          }
        >
          <p>{t('console.hours.wasAt', { time: formatInstant(change.atMs, zone, i18n.language) })}</p>
          <HourField label={t(`console.hours.ends.${change.kind}`)} valueMs={atMs} zone={zone} onChange={setAtMs} />
        </ChangeDialog>
      )
    case 'undo':
      return (
        <ChangeDialog {...frame} change={(ask, { reason }) => ask('undoEvent', { eventId: change.eventId, reason })}>
          <p>{t('console.hours.wasAt', { time: formatInstant(change.atMs, zone, i18n.language) })}</p>
        </ChangeDialog>
      )
    case 'remove':
      return (
        <ChangeDialog
          {...frame}
          change={(ask, { reason }) =>
            ask('correctAttendance', { employeeNumber, change: { type: 'remove', eventId: change.eventId }, reason })
          }
        >
          <p>{t('console.hours.removeWords')}</p>
        </ChangeDialog>
      )
    case 'add':
      return (
        <ChangeDialog
          {...frame}
          change={(ask, words) =>
            ask(
              'correctAttendance',
              {
                employeeNumber,
                change: { type: 'add', fromMs: atMs, untilMs },
                ...words,
              },
              noteEvents,
            )
          }
        >
          <HourField label={t('console.hours.ends.in')} valueMs={atMs} zone={zone} onChange={setAtMs} />
          <HourField label={t('console.hours.ends.out')} valueMs={untilMs} zone={zone} onChange={setUntilMs} />
        </ChangeDialog>
      )
    default:
      return change satisfies never
  }
}

/** An instant of somebody's hours: none of long ago, which is a slip of the hand. */
function HourField(props: { label: string; valueMs: number; zone: string; onChange: (ms: number) => void }) {
  const { t } = useTranslation()
  const fault = props.valueMs < earliestMs ? t('console.refusals.too-long-ago', { year: earliestYear }) : null
  return <InstantField {...props} fault={fault} />
}

function titleOf(change: PeriodChange): string {
  switch (change.type) {
    case 'settle':
      return `console.hours.titles.settle.${change.missing}`
    case 'move':
      return `console.hours.titles.move.${change.kind}`
    case 'undo':
      return `console.hours.titles.undo.${change.kind}`
    default:
      return `console.hours.titles.${change.type}`
  }
}

function proposeStart(change: PeriodChange): number {
  switch (change.type) {
    case 'settle':
      return change.missing === 'out'
        ? floorToMinute(Math.min(Date.now(), change.aroundMs + usualShiftMs))
        : floorToMinute(change.aroundMs - usualShiftMs)
    case 'move':
      return change.atMs
    case 'add':
      return floorToMinute(change.aroundMs - hourMs)
    default:
      return 0
  }
}
