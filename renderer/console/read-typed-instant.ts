/** What is meant by a date and time as somebody types it. */
import type { DateValue } from '@internationalized/date'

const minuteMs = 60_000

/**
 * In milliseconds since the epoch. Whoever types a minute means its beginning, and whoever types two digits of a year
 * means one of this century (ours).
 */
export function readTypedInstant(value: DateValue, zone: string): number {
  const meant = value.year < 100 ? value.set({ year: value.year + 2000 }) : value
  return Math.floor(meant.toDate(zone).getTime() / minuteMs) * minuteMs
}
