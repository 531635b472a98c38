/**
 * The six ways of writing a date that presence entries know (Maptician, “Set Multiple Maptician Presence Entries (date
 * only)”), read and written strictly: a text is a date only if writing that date gives the same text again.
 */

export const dateFormats = ['iso', 'unixS', 'unixMS', 'us', 'international', 'longForm'] as const

export type DateFormat = (typeof dateFormats)[number]

/** What each format looks like, for messages; the page's own words. */
export const dateFormatShapes: Record<DateFormat, string> = {
  iso: 'YYYY-MM-DD',
  unixS: 'a Unix timestamp in seconds',
  unixMS: 'a Unix timestamp in milliseconds',
  us: 'MM-DD-YYYY',
  international: 'DD-MM-YYYY',
  longForm: 'MMMM D, YYYY',
}

/** English, whatever the machine speaks (ours; the page's one example is `May 30, 2021`). */
const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** The instants that can lie in the years 0001 to 9999 of any zone; what lies outside is no date of four digits. */
const earliestMs = Date.UTC(2000, 0, 1) - 731_000 * 86_400_000
const latestMs = Date.UTC(10_000, 0, 2)

/**
 * The date that `given` says, as YYYY-MM-DD of the years 0001 to 9999; null where it is none in this format. Impossible
 * dates (02-30) are none, they do not roll over.
 *
 * Text for the four written formats; for the two timestamps a whole number, or its digits as text. A timestamp is an
 * instant, and means the date that a calendar on the wall in `zone` (IANA) shows then, whatever the hour (ours).
 */
export function parseDate(given: unknown, format: DateFormat, zone: string): string | null {
  switch (format) {
    case 'iso':
      return parseText(given, /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)$/)
    case 'us':
      return parseText(given, /^(?<month>\d\d)-(?<day>\d\d)-(?<year>\d{4})$/)
    case 'international':
      return parseText(given, /^(?<day>\d\d)-(?<month>\d\d)-(?<year>\d{4})$/)
    case 'longForm':
      return parseText(given, /^(?<monthName>[A-Z][a-z]{2,8}) (?<day>[1-9]\d?), (?<year>\d{4})$/)
    case 'unixS':
      return instantToDate(readWhole(given), 1000, zone)
    case 'unixMS':
      return instantToDate(readWhole(given), 1, zone)
  }
}

/**
 * Writes a date (YYYY-MM-DD): a text, or for the two timestamps the number of the first instant of that date in `zone`.
 * Null only for a timestamp of a date that the zone never had, such as 2011-12-30 in Pacific/Apia. Throws a `RangeError`
 * when `localDate` is no date of the years 0001 to 9999.
 */
export function printDate(localDate: string, format: DateFormat, zone: string): string | number | null {
  if (parseDate(localDate, 'iso', zone) === null) throw new RangeError(`no date of the years 0001 to 9999`)
  const [year = '', month = '', day = ''] = localDate.split('-')
  switch (format) {
    case 'iso':
      return localDate
    case 'us':
      return `${month}-${day}-${year}`
    case 'international':
      return `${day}-${month}-${year}`
    case 'longForm':
      return `${monthNames[Number(month) - 1]} ${Number(day)}, ${year}`
    case 'unixS':
      return dateToInstant(localDate, 1000, zone)
    case 'unixMS':
      return dateToInstant(localDate, 1, zone)
  }
}

function parseText(given: unknown, pattern: RegExp): string | null {
  const parts = typeof given === 'string' ? pattern.exec(given)?.groups : undefined
  if (!parts) return null
  const year = Number(parts.year)
  const month = parts.month === undefined ? monthNames.indexOf(parts.monthName ?? '') + 1 : Number(parts.month)
  const day = Number(parts.day)
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return null
  return `${parts.year}-${pad(month)}-${pad(day)}`
}

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** A whole number, or the one way of writing it in digits; null for anything else. */
function readWhole(given: unknown): number | null {
  if (typeof given === 'number') return Number.isSafeInteger(given) ? given : null
  if (typeof given !== 'string' || !/^(0|-?[1-9]\d{0,15})$/.test(given)) return null
  return Number(given)
}

function instantToDate(count: number | null, unitMs: number, zone: string): string | null {
  if (count === null) return null
  const atMs = count * unitMs
  if (atMs < earliestMs || atMs >= latestMs) return null
  const { year, month, day } = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone)
  if (year < 1 || year > 9999) return null
  return `${String(year).padStart(4, '0')}-${pad(month)}-${pad(day)}`
}

function dateToInstant(localDate: string, unitMs: number, zone: string): number | null {
  const { epochMilliseconds } = Temporal.PlainDate.from(localDate).toZonedDateTime(zone)
  const count = Math.ceil(epochMilliseconds / unitMs)
  // A zone that crossed the date line has one date fewer: the first instant after the gap is of the next.
  return instantToDate(count, unitMs, zone) === localDate ? count : null
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}
