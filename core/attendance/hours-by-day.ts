/** Time worked by local date, and the weeks that dates lie in (ISO 8601). */
import { floorToMinute } from '../contract/whole-minute.ts'
import { mergeStretches, sumWithin, type WorkedPeriod } from './hours.ts'

export type LocalDay = { localDate: string; startMs: number; endMs: number }

/** Every local date from `from` to `to`, both included (YYYY-MM-DD), in `zone`. */
export function listDays(from: string, to: string, zone: string): LocalDay[] {
  const days: LocalDay[] = []
  const last = Temporal.PlainDate.from(to)
  for (
    let date = Temporal.PlainDate.from(from);
    Temporal.PlainDate.compare(date, last) <= 0;
    date = date.add({ days: 1 })
  ) {
    const startMs = date.toZonedDateTime(zone).epochMilliseconds
    const endMs = date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds
    days.push({ localDate: date.toString(), startMs, endMs })
  }
  return days
}

/** Milliseconds worked on each of `days` up to the minute of `atMs`, each in whole minutes; a period over midnight counts for each day what lies in it. */
export function sumByDay(periods: readonly WorkedPeriod[], days: readonly LocalDay[], atMs: number): number[] {
  const stretches = mergeStretches(periods, atMs)
  return days.map(({ startMs, endMs }) => sumWithin(stretches, startMs, Math.min(endMs, floorToMinute(atMs))))
}

/** The Monday and the Sunday of a week such as `2026-W10`; null for a week that there is not. */
export function readWeek(text: string): { from: string; to: string } | null {
  const [, year, week] = /^(\d{4})-W(\d{2})$/.exec(text) ?? []
  if (year === undefined || week === undefined) return null
  // 4 January lies in the first week of every year.
  const inFirstWeek = Temporal.PlainDate.from(`${year}-01-04`)
  const monday = inFirstWeek.subtract({ days: inFirstWeek.dayOfWeek - 1 }).add({ weeks: Number(week) - 1 })
  if (sayWeek(monday) !== text) return null
  return { from: monday.toString(), to: monday.add({ days: 6 }).toString() }
}

/** The week of a local date (YYYY-MM-DD), such as `2026-W10`. */
export function weekOf(localDate: string): string {
  return sayWeek(Temporal.PlainDate.from(localDate))
}

function sayWeek(date: Temporal.PlainDate): string {
  const year = String(date.yearOfWeek).padStart(4, '0')
  return `${year}-W${String(date.weekOfYear).padStart(2, '0')}`
}
