import { fromDate } from '@internationalized/date'
import { Button } from 'react-aria-components/Button'
import { useKioskState } from '../kiosk/kiosk-context.ts'
import { InstantField } from './instant-field.tsx'

export type Preset = { label: string; atMs: () => number }

/** An instant by keyboard, or by one of a few presets for whoever has none. */
export function InstantChoice(props: {
  label: string
  atMs: number
  onChange: (atMs: number) => void
  presets: readonly Preset[]
}) {
  const { label, atMs, onChange, presets } = props
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  return (
    <div className="instant">
      <InstantField label={label} valueMs={atMs} zone={zone} onChange={onChange} />
      <div className="deeds">
        {presets.map((preset) => (
          <Button key={preset.label} className="button" onPress={() => onChange(preset.atMs())}>
            {preset.label}
          </Button>
        ))}
      </div>
    </div>
  )
}

/** The end of the station's local day of an instant, or of one some days later. */
export function endOfDay(atMs: number, zone: string, daysLater = 0): number {
  const day = fromDate(new Date(atMs), zone).add({ days: daysLater })
  return day.set({ hour: 23, minute: 59, second: 0, millisecond: 0 }).toDate().getTime()
}
