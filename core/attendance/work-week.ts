/** Hours by local date and week, for a person's own look, for a supervisor and for payroll. */
import type { PeriodState } from './fold-periods.ts'
import type { WorkedPeriod } from './hours.ts'

/** A period, or half of one, as hours are counted from it. */
export type CountedPeriod = { state: PeriodState; startedMs: number | null; endedMs: number | null }

export type WorkDay = {
  /** YYYY-MM-DD in the station's zone. */
  localDate: string
  workedMs: number
  /** Halves of periods of this date that a supervisor has to settle: they count no time. */
  unsettled: number
}

export type WorkWeek = {
  /** The Monday. */
  weekStart: string
  /** Monday to Sunday. */
  days: WorkDay[]
  totalMs: number
  unsettled: number
}

/** `longestShiftMs`: what has been open for longer is a missed clock-out that no tap has shown yet. */
export type CountRules = { zone: string; nowMs: number; longestShiftMs: number }

/** The dates from `fromDate` up to but without `untilDate`, each with what was worked on it. */
export function countDays(
  periods: readonly CountedPeriod[],
  fromDate: Temporal.PlainDate,
  untilDate: Temporal.PlainDate,
  rules: CountRules,
): WorkDay[] {
  const worked = uniteWorked(periods.flatMap((period) => toWorked(period, rules)))
  const halves = periods.flatMap((period) => findHalf(period, rules) ?? [])
  const days: WorkDay[] = []
  let fromMs = startOfDay(fromDate, rules.zone)
  for (let date = fromDate; Temporal.PlainDate.compare(date, untilDate) < 0; ) {
    const next = date.add({ days: 1 })
    // A day is as long as its zone makes it: 23, 24 or 25 hours, or none at all where one was left out.
    const untilMs = startOfDay(next, rules.zone)
    days.push({
      localDate: date.toString(),
      workedMs: sumWithin(worked, fromMs, untilMs),
      unsettled: countWithin(halves, fromMs, untilMs),
    })
    date = next
    fromMs = untilMs
  }
  return days
}

/** The week (from Monday, ISO 8601) that `date` lies in. */
export function countWeek(periods: readonly CountedPeriod[], date: Temporal.PlainDate, rules: CountRules): WorkWeek {
  const monday = mondayOf(date)
  const days = countDays(periods, monday, monday.add({ days: 7 }), rules)
  return {
    weekStart: monday.toString(),
    days,
    totalMs: days.reduce((sum, { workedMs }) => sum + workedMs, 0),
    unsettled: days.reduce((sum, { unsettled }) => sum + unsettled, 0),
  }
}

export function mondayOf(date: Temporal.PlainDate): Temporal.PlainDate {
  return date.subtract({ days: date.dayOfWeek - 1 })
}

/** The first instant of a local date. */
export function startOfDay(date: Temporal.PlainDate, zone: string): number {
  return date.toZonedDateTime(zone).epochMilliseconds
}

/** The same stretches of time without overlaps, in order: nobody works twice at once. */
export function uniteWorked(periods: readonly { startedMs: number; endedMs: number }[]) {
  const united: { startedMs: number; endedMs: number }[] = []
  for (const { startedMs, endedMs } of [...periods].sort((left, right) => left.startedMs - right.startedMs)) {
    const last = united.at(-1)
    if (last && startedMs <= last.endedMs) last.endedMs = Math.max(last.endedMs, endedMs)
    else united.push({ startedMs, endedMs })
  }
  return united
}

function toWorked(
  { state, startedMs, endedMs }: CountedPeriod,
  { nowMs, longestShiftMs }: CountRules,
): (WorkedPeriod & { endedMs: number })[] {
  if (startedMs === null) return []
  if (state === 'closed' && endedMs !== null) return [{ startedMs, endedMs }]
  if (state !== 'open' || nowMs - startedMs > longestShiftMs) return []
  return [{ startedMs, endedMs: Math.max(startedMs, nowMs) }]
}

/** When a half happened; null: the period is whole, or still going on. */
function findHalf({ state, startedMs, endedMs }: CountedPeriod, { nowMs, longestShiftMs }: CountRules): number | null {
  switch (state) {
    case 'closed':
      return null
    case 'open':
      return startedMs !== null && nowMs - startedMs > longestShiftMs ? startedMs : null
    case 'missed-out':
      return startedMs
    case 'missed-in':
      return endedMs
  }
}

function sumWithin(worked: readonly { startedMs: number; endedMs: number }[], fromMs: number, untilMs: number): number {
  let sum = 0
  for (const { startedMs, endedMs } of worked) {
    sum += Math.max(0, Math.min(endedMs, untilMs) - Math.max(startedMs, fromMs))
  }
  return sum
}

function countWithin(instants: readonly number[], fromMs: number, untilMs: number): number {
  return instants.filter((atMs) => atMs >= fromMs && atMs < untilMs).length
}
