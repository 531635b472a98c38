/** Periods summed by local date, for the command line and the console alike. */
import { isOverdue } from '../attendance/direction.ts'
import { type LocalDay, sumByDay } from '../attendance/hours-by-day.ts'
import type { PersonPeriod } from './hours-store.ts'

/** As of `atMs`. */
export type HoursReading = { days: readonly LocalDay[]; atMs: number; longestShiftMs: number }

export type SummedDay = {
  date: string
  /** In whole minutes, as `hours` says them. */
  workedMs: number
  hours: string
  isOpen: boolean
  isOverdue: boolean
  toSettle: number
}

/** Of an export of hours, a line for each person and local date on which they were in or out. */
export const hoursColumns = [
  'employeeNumber',
  'displayName',
  'date',
  'workedMs',
  'hours',
  'isOpen',
  'isOverdue',
  'toSettle',
] as const

/** Open for longer than anybody works, so that the clock-out was probably missed. */
export function isPeriodOverdue(
  { state, startedMs }: Pick<PersonPeriod, 'state' | 'startedMs'>,
  { atMs, longestShiftMs }: Pick<HoursReading, 'atMs' | 'longestShiftMs'>,
): boolean {
  return state === 'open' && startedMs !== null && isOverdue(startedMs, atMs, longestShiftMs)
}

/** A line for each date with hours, or with something open or to settle. `periods`: by person; one person's at a time are in memory. */
export function* iterateHours(
  periods: Iterable<PersonPeriod>,
  reading: HoursReading,
): Generator<{ employeeNumber: string; displayName: string } & SummedDay> {
  let current: PersonPeriod[] = []
  for (const period of periods) {
    if (current[0] && current[0].employeeNumber !== period.employeeNumber) {
      yield* toLines(current, reading)
      current = []
    }
    current.push(period)
  }
  yield* toLines(current, reading)
}

function* toLines(periods: readonly PersonPeriod[], reading: HoursReading): ReturnType<typeof iterateHours> {
  const [first] = periods
  if (first === undefined) return
  const { employeeNumber, displayName } = first
  for (const day of sumDays(periods, reading)) {
    if (day.workedMs > 0 || day.isOpen || day.toSettle > 0) yield { employeeNumber, displayName, ...day }
  }
}

/** One person's, for each day of `reading`. */
export function sumDays(periods: readonly PersonPeriod[], reading: HoursReading): SummedDay[] {
  const { days, atMs } = reading
  const overdue = periods.filter((period) => isPeriodOverdue(period, reading))
  const missed = periods.filter(({ state }) => state === 'missed-in' || state === 'missed-out')
  const counted = periods.filter((period) => !overdue.includes(period) && !missed.includes(period))
  const worked = counted.flatMap(({ startedMs, endedMs }) => (startedMs === null ? [] : [{ startedMs, endedMs }]))
  const sums = sumByDay(worked, days, atMs)
  return days.map(({ localDate, startMs, endMs }, index) => {
    const workedMs = sums[index] ?? 0
    const isHere = ({ startedMs, endedMs }: PersonPeriod): boolean => {
      const ms = startedMs ?? endedMs
      return ms !== null && ms >= startMs && ms < endMs
    }
    const overdueHere = overdue.filter(isHere).length
    const isOpen = counted.some(({ state, startedMs }) => {
      return state === 'open' && startedMs !== null && startedMs < endMs && startMs <= atMs
    })
    return {
      date: localDate,
      workedMs,
      hours: formatHours(workedMs),
      isOpen: isOpen || overdueHere > 0,
      isOverdue: overdueHere > 0,
      toSettle: missed.filter(isHere).length + overdueHere,
    }
  })
}

/** From the beginning of the first day to the end of the last. */
export function spanOf(days: readonly LocalDay[]): { fromMs: number; untilMs: number } {
  return { fromMs: days[0]?.startMs ?? 0, untilMs: days.at(-1)?.endMs ?? 0 }
}

/** Such as `7:45`. What is worked is in whole minutes already. */
export function formatHours(workedMs: number): string {
  const minutes = Math.floor(workedMs / 60_000)
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}
