import { fromDate, type ZonedDateTime } from '@internationalized/date'
import { Button } from 'react-aria-components/Button'
import { DateField, DateInput, DateSegment } from 'react-aria-components/DateField'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { Label } from 'react-aria-components/Label'
import { useTranslation } from 'react-i18next'
import { useKioskState } from '../kiosk/kiosk-context.ts'

export type Preset = { label: string; atMs: () => number }

/** An instant as the clocks at the station show it: by keyboard, or by one of a few presets for whoever has none. */
export function InstantChoice(props: {
  label: string
  atMs: number
  onChange: (atMs: number) => void
  presets: readonly Preset[]
}) {
  const { label, atMs, onChange, presets } = props
  const { i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  return (
    <I18nProvider locale={i18n.language === 'en' ? 'en-GB' : i18n.language}>
      <div className="instant">
        <DateField
          className="entry"
          granularity="minute"
          hourCycle={24}
          hideTimeZone
          shouldForceLeadingZeros
          value={fromDate(new Date(atMs), zone)}
          onChange={(value: ZonedDateTime | null) => value && onChange(value.toDate().getTime())}
        >
          <Label>{label}</Label>
          <DateInput className="instant-box">
            {(segment) => <DateSegment className="instant-part" segment={segment} />}
          </DateInput>
        </DateField>
        <div className="deeds">
          {presets.map((preset) => (
            <Button key={preset.label} className="button" onPress={() => onChange(preset.atMs())}>
              {preset.label}
            </Button>
          ))}
        </div>
      </div>
    </I18nProvider>
  )
}

/** The end of the station's local day of an instant, or of one some days later. */
export function endOfDay(atMs: number, zone: string, daysLater = 0): number {
  const day = fromDate(new Date(atMs), zone).add({ days: daysLater })
  return day.set({ hour: 23, minute: 59, second: 0, millisecond: 0 }).toDate().getTime()
}
