/**
 * A slow second opinion on time profiles, written from the words of the rules and independent of the code under test: it
 * reads the clock on the wall of one minute after the other and counts days, weeks and months by hand.
 */
import type { RepeatFormat, TimeProfileItem } from '../../core/schedule/time-profile.ts'

const dayMs = 86_400_000
const names = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

type Date3 = { day: number; year: number; month: number; dayOfMonth: number; weekday: number }

/** Says whether `item` allows badging when the wall clock of `zone` shows `wall` (see `readWall`). */
export function createOracle(item: TimeProfileItem, zone: string): (wall: number) => boolean {
  const { is_all_day: isAllDay, date_from: fromS, date_to: toS } = item.time_options
  const from = readWall(fromS * 1000, zone)
  const to = readWall(toS * 1000, zone)
  const firstDay = Math.floor(from / dayMs)
  const length = to >= from ? to - from : (toS - fromS) * 1000
  const occursByDay = new Map<number, boolean>()
  const occurs = (day: number): boolean => {
    const known = occursByDay.get(day) ?? occursOn(item, firstDay, day, zone)
    occursByDay.set(day, known)
    return known
  }
  const spanDays = Math.floor((from + length) / dayMs) - firstDay
  return (wall) => {
    const today = Math.floor(wall / dayMs)
    for (let day = today - spanDays; day <= today; day += 1) {
      if (!occurs(day)) continue
      const begins = isAllDay ? day * dayMs : from + (day - firstDay) * dayMs
      const lastSecond = isAllDay ? (day + spanDays) * dayMs + dayMs - 1000 : begins + length
      if (begins <= wall && wall < lastSecond + 1000) return true
    }
    return false
  }
}

/** What the wall clock of `zone` shows at an instant, as the milliseconds at which a clock in UTC shows it. */
export function readWall(atMs: number, zone: string): number {
  const shown = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).toPlainDateTime()
  return shown.toZonedDateTime('UTC').epochMilliseconds
}

function occursOn(item: TimeProfileItem, firstDay: number, day: number, zone: string): boolean {
  if (day === firstDay) return true
  const repeat = item.repeat_options
  if (day < firstDay || !repeat.repeat_enable) return false
  const format = repeat.repeat_format
  if (toDate(day).year > 2099) return false
  if (format.repeat_end.format === 'date' && day > Math.floor(readWall(format.repeat_end.date * 1000, zone) / dayMs)) {
    return false
  }
  return recursOn(format, toDate(firstDay), toDate(day))
}

function recursOn(format: RepeatFormat, first: Date3, date: Date3): boolean {
  const days = date.day - first.day
  switch (format.repeat_type) {
    case 'day':
      return true
    case 'week':
      return days % 7 === 0
    case 'twoWeeks':
      return days % 14 === 0
    case 'month':
      return date.dayOfMonth === first.dayOfMonth
    case 'year':
      return date.dayOfMonth === first.dayOfMonth && date.month === first.month
    case 'custom':
      break
  }
  const custom = format.repeat_custom
  const every = custom.repeat_looper
  switch (custom.repeat_point_type) {
    case 'day':
      return days % every === 0
    case 'week': {
      const weeks = (mondayOf(date) - mondayOf(first)) / 7
      return weeks % every === 0 && custom.repeat_options.some((name) => name === names[date.weekday])
    }
    case 'month': {
      const months = date.year * 12 + date.month - (first.year * 12 + first.month)
      if (months % every !== 0) return false
      const options = custom.repeat_options
      return options.format === 'dayNumbers'
        ? options.range.includes(date.dayOfMonth)
        : isThatDay(options.range.week_order, options.range.day_type, date)
    }
    case 'year': {
      const { months, range } = custom.repeat_options
      if ((date.year - first.year) % every !== 0 || !months.includes(date.month)) return false
      return isThatDay(range.week_order, range.day_type, date)
    }
  }
}

/** Goes through the month from its first day and counts the days of that kind. */
function isThatDay(order: string, type: string, date: Date3): boolean {
  const ofThatKind: number[] = []
  const start = date.day - date.dayOfMonth + 1
  for (let day = start; toDate(day).month === date.month; day += 1) {
    const { weekday } = toDate(day)
    const isOff = weekday === 0 || weekday === 6
    if (type === 'WEEK_DAY' ? !isOff : type === 'DAY_OFF' ? isOff : type === names[weekday]) ofThatKind.push(day)
  }
  if (order === 'last') return ofThatKind.at(-1) === date.day
  return ofThatKind[['first', 'second', 'third', 'fourth', 'fifth'].indexOf(order)] === date.day
}

function mondayOf({ day, weekday }: Date3): number {
  return day - ((weekday + 6) % 7)
}

function toDate(day: number): Date3 {
  const date = new Date(day * dayMs)
  return {
    day,
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    dayOfMonth: date.getUTCDate(),
    weekday: date.getUTCDay(),
  }
}
