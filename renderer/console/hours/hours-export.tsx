import { type CalendarDate, toCalendarDate, today } from '@internationalized/date'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { DateField, DateInput, DateSegment } from 'react-aria-components/DateField'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { Label } from 'react-aria-components/Label'
import { useTranslation } from 'react-i18next'
import { useKiosk, useKioskState } from '../../kiosk/kiosk-context.ts'
import type { Call } from '../../station-client.ts'

type Exporting =
  | { type: 'idle' }
  | { type: 'busy'; people: number }
  | { type: 'done'; people: number }
  | { type: 'failed' }
  | { type: 'wrong-dates' }

/** Hours by person and date for payroll, as `foyer hours export` writes them, into a file of the browser. */
export function HoursExport() {
  const { t } = useTranslation()
  const { call } = useKiosk()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const [from, setFrom] = useState(() => today(zone).subtract({ months: 1 }).set({ day: 1 }))
  const [to, setTo] = useState(() => today(zone).set({ day: 1 }).subtract({ days: 1 }))
  const [state, setState] = useState<Exporting>({ type: 'idle' })
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
        <DayField label={t('console.hours.exportFrom')} value={from} onChange={setFrom} />
        <DayField label={t('console.hours.exportTo')} value={to} onChange={setTo} />
      </div>
      <Button className="button is-filled" isPending={state.type === 'busy'} onPress={() => void run()}>
        <Download aria-hidden="true" />
        {t('console.hours.export')}
      </Button>
      <p className={state.type === 'failed' || state.type === 'wrong-dates' ? 'is-warning' : undefined} role="status">
        {state.type === 'busy' && t('console.hours.exporting', { count: state.people })}
        {state.type === 'done' && t('console.hours.exported', { count: state.people })}
        {state.type === 'failed' && t('console.failed')}
        {state.type === 'wrong-dates' && t('console.hours.wrongDates')}
      </p>
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
    after = answer.next
    onPeople(people)
  } while (after !== null)
  save(`hours-${dates.from}-${dates.to}.csv`, pieces)
  return { type: 'done', people }
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
