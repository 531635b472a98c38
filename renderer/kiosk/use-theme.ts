import { useEffect } from 'react'
import type { StationView } from '../../core/contract/contract.ts'
import { readHour } from '../parts/format-time.ts'

const lookEveryMs = 30_000

/** `auto`: dark by night, which spares eyes and screens; by day as the system wants it (ours). */
export function useTheme(station: StationView | null): void {
  const theme = station?.screen.theme ?? 'auto'
  const zone = station?.station.zone ?? null
  useEffect(() => {
    const { dataset } = document.documentElement
    const look = () => {
      if (theme !== 'auto') dataset.theme = theme
      else if (zone !== null && isNight(readHour(Date.now(), zone))) dataset.theme = 'dark'
      else delete dataset.theme
    }
    look()
    const timer = setInterval(look, lookEveryMs)
    return () => clearInterval(timer)
  }, [theme, zone])
}

function isNight(hour: number): boolean {
  return hour >= 20 || hour < 6
}
