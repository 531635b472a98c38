import '../styles/console-parts.css'
import { fromAbsolute } from '@internationalized/date'
import { DateField, DateInput, DateSegment } from 'react-aria-components/DateField'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { Label } from 'react-aria-components/Label'
import { useTranslation } from 'react-i18next'

const minuteMs = 60_000

/**
 * A date and a time at the station. The zone stands beside it, because in the night of the year when clocks go back an hour
 * comes twice; whoever steps through it by arrow key meets both.
 */
export function InstantField(props: { label: string; valueMs: number; zone: string; onChange: (ms: number) => void }) {
  const { label, valueMs, zone, onChange } = props
  const { i18n } = useTranslation()
  return (
    <I18nProvider locale={i18n.language === 'en' ? 'en-GB' : i18n.language}>
      <DateField
        className="field"
        value={fromAbsolute(valueMs, zone)}
        onChange={(value) => {
          // Whoever types a minute means its beginning.
          if (value) onChange(Math.floor(value.toDate().getTime() / minuteMs) * minuteMs)
        }}
        granularity="minute"
        hourCycle={24}
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
