import { type CalendarDate, startOfWeek, toCalendarDate, today } from '@internationalized/date'
import { Download, ListChecks } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { DateField, DateInput, DateSegment } from 'react-aria-components/DateField'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { Label } from 'react-aria-components/Label'
import { useTranslation } from 'react-i18next'
import { useKiosk, useKioskState } from '../../kiosk/kiosk-context.ts'
import type { Call } from '../../station-client.ts'
import { latest, useCall } from '../use-call.ts'

type Exporting =
  | { type: 'idle' }
  | { type: 'busy'; people: number }
  | { type: 'done'; people: number; unsettled: number }
  | { type: 'failed' }
  | { type: 'wrong-dates' }

/** Hours by person and date for payroll, as `foyer hours export` writes them, into a file of the browser. */
export function HoursExport({ onShowUnsettled }: { onShowUnsettled: () => void }) {
  const { t } = useTranslation()
  const { call } = useKiosk()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const [{ from, to }, setDates] = useState(() => lastMonth(zone))
  const [state, setState] = useState<Exporting>({ type: 'idle' })
  const choose = (dates: Dates) => {
    setDates(dates)
    setState({ type: 'idle' })
  }
  const run = async () => {
    if (from.compare(to) > 0) return setState({ type: 'wrong-dates' })
    setState({ type: 'busy', people: 0 })
    const dates = { from: from.toString(), to: to.toString() }
    setState(await exportAll(call, dates, (people) => setState({ type: 'busy', people })))
  }
  return (
    <div className="export">
      <p>{t('console.hours.exportWords', { zone })}</p>
      <div className="export-dates">
        <DayField label={t('console.hours.exportFrom')} value={from} onChange={(date) => choose({ from: date, to })} />
        <DayField label={t('console.hours.exportTo')} value={to} onChange={(date) => choose({ from, to: date })} />
        <Button className="button" onPress={() => choose(lastWeek(zone))}>
          {t('console.hours.lastWeek')}
        </Button>
        <Button className="button" onPress={() => choose(lastMonth(zone))}>
          {t('console.hours.lastMonth')}
        </Button>
      </div>
      <Unsettled from={from.toString()} to={to.toString()} onShow={onShowUnsettled} />
      <Button className="button is-filled" isPending={state.type === 'busy'} onPress={() => void run()}>
        <Download aria-hidden="true" />
        {t('console.hours.export')}
      </Button>
      <p className={state.type === 'failed' || state.type === 'wrong-dates' ? 'is-warning' : undefined} role="status">
        {state.type === 'busy' && t('console.hours.exporting', { count: state.people })}
        {state.type === 'done' && t('console.hours.exported', { count: state.people })}
        {state.type === 'done' &&
          state.unsettled > 0 &&
          ` ${t('console.hours.exportedUnsettled', { count: state.unsettled })}`}
        {state.type === 'failed' && t('console.failed')}
        {state.type === 'wrong-dates' && t('console.hours.wrongDates')}
      </p>
    </div>
  )
}

type Dates = { from: CalendarDate; to: CalendarDate }

function lastMonth(zone: string): Dates {
  const first = today(zone).set({ day: 1 })
  return { from: first.subtract({ months: 1 }), to: first.subtract({ days: 1 }) }
}

/** From Monday, wherever: the weeks of the console are those of ISO 8601. */
function lastWeek(zone: string): Dates {
  const monday = startOfWeek(today(zone), 'en', 'mon')
  return { from: monday.subtract({ weeks: 1 }), to: monday.subtract({ days: 1 }) }
}

/** What the file will be short of, before anybody is paid by it. */
function Unsettled({ from, to, onShow }: { from: string; to: string; onShow: () => void }) {
  const { t } = useTranslation()
  const isRange = from <= to
  const answer = latest(useCall('countUnsettled', isRange ? { from, to } : null).asked)
  const people = isRange ? (answer?.people ?? null) : null
  return (
    <div className="change-done">
      <p className={people ? 'is-warning' : undefined} role="status">
        {people === 0 && t('console.hours.exportSettled')}
        {people !== null && people > 0 && t('console.hours.exportUnsettled', { count: people })}
      </p>
      {people !== null && people > 0 && (
        <Button className="button" onPress={onShow}>
          <ListChecks aria-hidden="true" />
          {t('console.hours.showUnsettled')}
        </Button>
      )}
    </div>
  )
}

/** A few hundred people at a time, so that nobody waits at the door for it. */
async function exportAll(
  call: Call,
  dates: { from: string; to: string },
  onPeople: (people: number) => void,
): Promise<Exporting> {
  const pieces: string[] = []
  let people = 0
  let unsettled = 0
  let after: string | null = null
  do {
    const answer: Awaited<ReturnType<typeof call<'exportHours'>>> = await call('exportHours', {
      ...dates,
      ...(after !== null && { after }),
    })
    if (answer.type === 'wrong-dates') return answer
    if (answer.type !== 'lines') return { type: 'failed' }
    pieces.push(answer.csv)
    people += answer.people
    unsettled += answer.unsettled
    after = answer.next
    onPeople(people)
  } while (after !== null)
  save(`hours-${dates.from}-${dates.to}.csv`, pieces)
  return { type: 'done', people, unsettled }
}

/** Into the folder for downloads of whoever runs the browser. */
function save(name: string, pieces: string[]): void {
  const address = URL.createObjectURL(new Blob(pieces, { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

function DayField(props: { label: string; value: CalendarDate; onChange: (value: CalendarDate) => void }) {
  const { label, value, onChange } = props
  const { i18n } = useTranslation()
  return (
    <I18nProvider locale={i18n.language === 'en' ? 'en-GB' : i18n.language}>
      <DateField
        className="field"
        value={value}
        onChange={(next) => next && onChange(toCalendarDate(next))}
        shouldForceLeadingZeros
      >
        <Label>{label}</Label>
        <DateInput className="date-input">
          {(segment) => <DateSegment className="date-segment" segment={segment} />}
        </DateInput>
      </DateField>
    </I18nProvider>
  )
}
