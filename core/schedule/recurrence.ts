/**
 * On which days a time profile's window begins (BAS-IP, “Create Time Profile Entity”, for the fields; that a recurrence
 * is one of RFC 5545 is ours). Rules are asked for dates alone, in UTC: the clock times of a window hold on the wall, so
 * they are no business of the rule, and a date on which the clock is changed cannot lose its occurrence.
 */
import { RRuleTemporal } from 'rrule-temporal'
import { dayMs } from './local-time.ts'
import type {
  ParameterizedDay,
  RepeatCustom,
  RepeatFormat,
  RepeatOptions,
  TimeProfileItem,
  Weekday,
} from './time-profile.ts'

/** The window's wall-clock times, and the days (counted from 1970-01-01) on which it begins. */
export type Occurrences = {
  /** Second of the day on which a window begins, from 0. */
  fromSecond: number
  /** Second of the day on which a window ends, exclusive, up to 86,400. */
  untilSecond: number
  /** How many days later it ends. */
  spanDays: number
  /** The first day from `day` on, inclusive, on which a window begins; null: none before the year 2100. */
  nextDay: (day: number) => number | null
}

/** Nothing occurs after the last day that an item can name. */
const lastKnownDay = Date.UTC(2099, 11, 31) / dayMs

/**
 * The first window is `date_from` to `date_to` in `zone`, whether or not the recurrence names its day (ours: an item that
 * says a date means it); all others follow the recurrence, counted from that day. The last second belongs to the window
 * (ours: an all-day profile ends at 23:59:59 and leaves no gap). `repeat_end` is a date: windows begin up to and
 * including that local day (ours).
 */
export function compileOccurrences(item: TimeProfileItem, zone: string): Occurrences {
  const { is_all_day: isAllDay, date_from: fromSecond, date_to: toSecond } = item.time_options
  const from = readWallSecond(fromSecond, zone)
  const to = readWallSecond(toSecond, zone)
  // Where the clock goes back between the two, the wall may show the end before the beginning: then the length holds.
  const last = to >= from ? to : from + toSecond - fromSecond
  const firstDay = Math.floor(from / 86_400)
  const endDay = Math.floor(last / 86_400)
  const days = findDays(item.repeat_options, firstDay, zone)
  return {
    fromSecond: isAllDay ? 0 : from - firstDay * 86_400,
    untilSecond: isAllDay ? 86_400 : last - endDay * 86_400 + 1,
    spanDays: endDay - firstDay,
    nextDay: rememberNext((day) => (day <= firstDay ? firstDay : days(day))),
  }
}

/** What the wall clock shows, as the Unix second at which a clock in UTC shows the same. */
function readWallSecond(second: number, zone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(second * 1000).toZonedDateTimeISO(zone)
  return second + Math.floor(local.offsetNanoseconds / 1_000_000_000)
}

/** The first recurrence from a day on. */
function findDays(repeat: RepeatOptions, firstDay: number, zone: string): (day: number) => number | null {
  if (!repeat.repeat_enable) return () => null
  const lastDay = findLastDay(repeat.repeat_format, zone)
  const dtstart = dayToDate(firstDay)
  const until = dayToDate(lastDay)
  const rules = toRules(repeat.repeat_format).map((rule) => new RRuleTemporal({ ...rule, dtstart, until, wkst: 'MO' }))
  return (day) => {
    if (day > lastDay) return null
    const starts = rules.flatMap((rule) => rule.next(new Date(day * dayMs), true) ?? [])
    return starts.length === 0 ? null : Math.min(...starts.map((start) => start.epochMilliseconds / dayMs))
  }
}

function findLastDay({ repeat_end: end }: RepeatFormat, zone: string): number {
  if (end.format === 'never') return lastKnownDay
  return Math.min(lastKnownDay, Math.floor(readWallSecond(end.date, zone) / 86_400))
}

type Rule = {
  freq: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY'
  interval?: number
  byDay?: string[]
  byMonth?: number[]
  byMonthDay?: number[]
  bySetPos?: number[]
}

/** RFC 5545 leaves out what a month has not: the 31st of April, a fifth Monday, 29 February of most years. */
function toRules(format: RepeatFormat): Rule[] {
  switch (format.repeat_type) {
    case 'day':
      return [{ freq: 'DAILY' }]
    case 'week':
      return [{ freq: 'WEEKLY' }]
    case 'twoWeeks':
      return [{ freq: 'WEEKLY', interval: 2 }]
    case 'month':
      return [{ freq: 'MONTHLY' }]
    case 'year':
      return [{ freq: 'YEARLY' }]
    case 'custom':
      return toCustomRules(format.repeat_custom)
  }
}

function toCustomRules(custom: RepeatCustom): Rule[] {
  const interval = custom.repeat_looper
  switch (custom.repeat_point_type) {
    case 'day':
      return [{ freq: 'DAILY', interval }]
    case 'week':
      return [{ freq: 'WEEKLY', interval, byDay: custom.repeat_options.map(toByDay) }]
    case 'month': {
      const { repeat_options: options } = custom
      if (options.format === 'dayNumbers') return [{ freq: 'MONTHLY', interval, byMonthDay: options.range }]
      return [{ freq: 'MONTHLY', interval, ...toPosition(options.range) }]
    }
    case 'year': {
      const { months, range } = custom.repeat_options
      // A position counts within the year, so that each month needs a rule of its own.
      return months.map((month) => ({ freq: 'YEARLY', interval, byMonth: [month], ...toPosition(range) }))
    }
  }
}

const positions = { first: 1, second: 2, third: 3, fourth: 4, fifth: 5, last: -1 } as const

/** `WEEK_DAY` is Monday to Friday, `DAY_OFF` Saturday and Sunday (ours: the names are all that there is). */
function toPosition({ week_order: order, day_type: type }: ParameterizedDay): { byDay: string[]; bySetPos: number[] } {
  return { byDay: toWeekdays(type).map(toByDay), bySetPos: [positions[order]] }
}

function toWeekdays(type: ParameterizedDay['day_type']): readonly Weekday[] {
  switch (type) {
    case 'WEEK_DAY':
      return ['MON', 'TUE', 'WED', 'THU', 'FRI']
    case 'DAY_OFF':
      return ['SAT', 'SUN']
    default:
      return [type]
  }
}

function toByDay(weekday: Weekday): string {
  return weekday.slice(0, 2)
}

function dayToDate(day: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(day * dayMs).toZonedDateTimeISO('UTC')
}

/** One answer says the same of every day up to it; a few are kept, since a window over midnight asks for two days. */
function rememberNext(find: (day: number) => number | null): (day: number) => number | null {
  let known: { from: number; next: number | null }[] = []
  return (day) => {
    const hit = known.find(({ from, next }) => from <= day && (next === null || day <= next))
    if (hit) return hit.next
    const next = find(day)
    known = [{ from: day, next }, ...known.slice(0, 15)]
    return next
  }
}
