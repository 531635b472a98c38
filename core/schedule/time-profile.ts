/**
 * Time profiles by link id: what an item holds and how a request is read (BAS-IP, “Create/Update multiple Time Profile
 * items by link_id” for the sentences; the fields are from the same vendor's “Create Time Profile Entity”). Which fault
 * each sentence stands for is ours where its name leaves a choice, and so is the order in which faults are looked for.
 */
import { say } from '../contract/sentences.ts'

export const weekdays = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const
export const weekOrders = ['first', 'second', 'third', 'fourth', 'fifth', 'last'] as const
export const dayTypes = [...weekdays, 'WEEK_DAY', 'DAY_OFF'] as const
export const repeatTypes = ['day', 'week', 'twoWeeks', 'month', 'year', 'custom'] as const
export const repeatPointTypes = ['day', 'week', 'month', 'year'] as const
export const repeatEndFormats = ['never', 'date'] as const
export const monthFormats = ['dayNumbers', 'parameterizedDay'] as const

export type Weekday = (typeof weekdays)[number]
export type ParameterizedDay = { week_order: (typeof weekOrders)[number]; day_type: (typeof dayTypes)[number] }
/** Sets keep the order in which they were given, each member once. */
export type MonthOptions =
  | { format: 'dayNumbers'; range: number[] }
  | { format: 'parameterizedDay'; range: ParameterizedDay }
export type YearOptions = { months: number[]; range: ParameterizedDay }
export type RepeatCustom =
  | { repeat_point_type: 'day'; repeat_looper: number }
  | { repeat_point_type: 'week'; repeat_looper: number; repeat_options: Weekday[] }
  | { repeat_point_type: 'month'; repeat_looper: number; repeat_options: MonthOptions }
  | { repeat_point_type: 'year'; repeat_looper: number; repeat_options: YearOptions }
export type RepeatEnd = { format: 'never' } | { format: 'date'; date: number }
export type RepeatFormat =
  | { repeat_type: Exclude<(typeof repeatTypes)[number], 'custom'>; repeat_end: RepeatEnd }
  | { repeat_type: 'custom'; repeat_end: RepeatEnd; repeat_custom: RepeatCustom }
/** Unix seconds, which carry date and clock time. */
export type TimeOptions = { is_all_day: boolean; date_from: number; date_to: number }
export type RepeatOptions = { repeat_enable: false } | { repeat_enable: true; repeat_format: RepeatFormat }

/** An item in the vendor's own shape. What it switches off (a `repeat_custom` of a daily profile, say) is not in it. */
export type TimeProfileItem = {
  /** A UUID in lower case, however it was given. */
  link_id: string
  name: string
  time_options: TimeOptions
  repeat_options: RepeatOptions
}

/** The sentences of the page for 400. */
export const timeProfileErrors = [
  'Wrong repeat_type',
  'Wrong format enum name',
  'Wrong repeat_point_type enum name',
  'Wrong repeat_options enum name',
  'Wrong repeat_looper range',
  "Set in WeekOptions can't be empty",
  'Wrong year range',
  "Set in YearOptions can't be empty",
  'Wrong DayOfMonth range',
  'Wrong months range',
  "Set in dayNumbers can't be empty",
  'Wrong Time Profile Uid',
] as const

/** `Wrong JSON body` (BAS-IP, “Delete multiple Time Profile items by link_id”): whatever no sentence of the page speaks of. */
export type RequestError = (typeof timeProfileErrors)[number] | 'Wrong JSON body'

/** `field`: a path within the item. */
type Refused = { type: 'refused'; error: RequestError; field: string }
type Read<Value> = { type: 'read'; value: Value } | Refused

const formatPath = 'repeat_options.repeat_format'
const customPath = `${formatPath}.repeat_custom`
const optionsPath = `${customPath}.repeat_options`

/** The years 1970 to 2099 (ours). */
const latestSecond = Date.UTC(2100, 0, 1) / 1000 - 1
/** Ours; in UTF-16 units. */
const longestName = 256

/**
 * Reads the body of a put, `{"list_items": […]}`. One fault refuses the whole request, so that nothing is applied
 * (ours). The first fault in this order gives the sentence: the list itself; then item by item, in each `link_id`,
 * `name`, the shape of `time_options` and `repeat_options`, the window's instants, `repeat_type`, `repeat_end`,
 * `repeat_point_type`, `repeat_looper`, `repeat_options`; in a set, emptiness before its members.
 * A word that is missing is an unknown word, a set that is missing an empty one, and null stands for missing. Fields of
 * the item itself that nobody knows, and parts that it switches off, are neither looked at nor kept; within its parts an
 * unknown field is `Wrong JSON body` (ours).
 */
export function readTimeProfileItems(
  body: unknown,
): { type: 'items'; items: TimeProfileItem[] } | { type: 'refused'; error: RequestError } {
  if (!isRecord(body) || !Array.isArray(body.list_items)) return { type: 'refused', error: 'Wrong JSON body' }
  const items: TimeProfileItem[] = []
  for (const given of body.list_items) {
    const item = readItem(given)
    if (item.type === 'refused') return { type: 'refused', error: item.error }
    items.push(item.value)
  }
  return { type: 'items', items }
}

/** Where in a refused body the fault lies, for people, such as `item 2, repeat_options.repeat_format.repeat_type`. */
export function locateItemFault(body: unknown): string {
  if (!isRecord(body) || !Array.isArray(body.list_items)) return 'list_items'
  for (const [index, given] of body.list_items.entries()) {
    const item = readItem(given)
    if (item.type === 'refused') {
      const place = { item: index + 1 }
      return item.field === '' ? say('in-item', place) : say('in-item-field', { ...place, field: item.field })
    }
  }
  return ''
}

/** Reads the body of a delete, `{"link_ids": […]}` (BAS-IP, “Delete multiple Time Profile items by link_id”). */
export function readLinkIds(
  body: unknown,
): { type: 'link-ids'; linkIds: string[] } | { type: 'refused'; error: RequestError } {
  if (!isRecord(body) || !Array.isArray(body.link_ids)) return { type: 'refused', error: 'Wrong JSON body' }
  const linkIds: string[] = []
  for (const given of body.link_ids) {
    const linkId = readLinkId(given)
    if (linkId === null) return { type: 'refused', error: 'Wrong Time Profile Uid' }
    linkIds.push(linkId)
  }
  return { type: 'link-ids', linkIds }
}

/** Lower case; null for what is no UUID. */
function readLinkId(given: unknown): string | null {
  if (typeof given !== 'string') return null
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(given) ? given.toLowerCase() : null
}

function readItem(given: unknown): Read<TimeProfileItem> {
  if (!isRecord(given)) return refuse('Wrong JSON body', '')
  const linkId = readLinkId(given.link_id)
  if (linkId === null) return refuse('Wrong Time Profile Uid', 'link_id')
  const { name, time_options: givenTime, repeat_options: givenRepeat } = given
  if (typeof name !== 'string' || name.length > longestName) return refuse('Wrong JSON body', 'name')
  if (!isRecord(givenRepeat) || typeof givenRepeat.repeat_enable !== 'boolean') {
    return refuse('Wrong JSON body', 'repeat_options.repeat_enable')
  }
  const stranger =
    findStranger(givenTime, 'time_options', ['is_all_day', 'date_from', 'date_to']) ??
    findStranger(givenRepeat, 'repeat_options', ['repeat_enable', 'repeat_format'])
  if (stranger) return stranger
  const time = readTimeOptions(givenTime)
  if (time.type === 'refused') return time
  const repeat = readRepeatOptions(givenRepeat, time.value.date_from)
  if (repeat.type === 'refused') return repeat
  return read({ link_id: linkId, name, time_options: time.value, repeat_options: repeat.value })
}

function readTimeOptions(given: unknown): Read<TimeOptions> {
  if (!isRecord(given)) return refuse('Wrong JSON body', 'time_options')
  const { is_all_day: isAllDay, date_from: from, date_to: to } = given
  if (typeof isAllDay !== 'boolean' || !isInteger(from) || !isInteger(to))
    return refuse('Wrong JSON body', 'time_options')
  if (!isKnownSecond(from) || !isKnownSecond(to) || to < from) return refuse('Wrong year range', 'time_options')
  return read({ is_all_day: isAllDay, date_from: from, date_to: to })
}

function readRepeatOptions(given: Record<string, unknown>, from: number): Read<RepeatOptions> {
  if (given.repeat_enable !== true) return read({ repeat_enable: false })
  const format = given.repeat_format
  if (!isRecord(format)) return refuse('Wrong JSON body', formatPath)
  const stranger = findStranger(format, formatPath, ['repeat_type', 'repeat_end', 'repeat_custom'])
  if (stranger) return stranger
  const repeatType = findWord(repeatTypes, format.repeat_type)
  if (repeatType === null) return refuse('Wrong repeat_type', `${formatPath}.repeat_type`)
  const end = readRepeatEnd(format.repeat_end, from)
  if (end.type === 'refused') return end
  if (repeatType !== 'custom') {
    return read({ repeat_enable: true, repeat_format: { repeat_type: repeatType, repeat_end: end.value } })
  }
  const custom = readRepeatCustom(format.repeat_custom)
  if (custom.type === 'refused') return custom
  return read({
    repeat_enable: true,
    repeat_format: { repeat_type: repeatType, repeat_end: end.value, repeat_custom: custom.value },
  })
}

function readRepeatEnd(given: unknown, from: number): Read<RepeatEnd> {
  const path = `${formatPath}.repeat_end`
  if (!isRecord(given)) return refuse('Wrong JSON body', path)
  const stranger = findStranger(given, path, ['format', 'date'])
  if (stranger) return stranger
  const format = findWord(repeatEndFormats, given.format)
  if (format === null) return refuse('Wrong format enum name', `${path}.format`)
  if (format === 'never') return read({ format })
  const { date } = given
  if (!isInteger(date)) return refuse('Wrong JSON body', `${path}.date`)
  if (!isKnownSecond(date) || date < from) return refuse('Wrong year range', `${path}.date`)
  return read({ format, date })
}

function readRepeatCustom(given: unknown): Read<RepeatCustom> {
  if (!isRecord(given)) return refuse('Wrong JSON body', customPath)
  const stranger = findStranger(given, customPath, ['repeat_point_type', 'repeat_looper', 'repeat_options'])
  if (stranger) return stranger
  const pointType = findWord(repeatPointTypes, given.repeat_point_type)
  if (pointType === null) return refuse('Wrong repeat_point_type enum name', `${customPath}.repeat_point_type`)
  const looper = given.repeat_looper
  if (!isInteger(looper) || looper < 1 || looper > 1000)
    return refuse('Wrong repeat_looper range', `${customPath}.repeat_looper`)
  const options = given.repeat_options
  switch (pointType) {
    case 'day':
      return read({ repeat_point_type: pointType, repeat_looper: looper })
    case 'week': {
      const days = readWeekOptions(options)
      if (days.type === 'refused') return days
      return read({ repeat_point_type: pointType, repeat_looper: looper, repeat_options: days.value })
    }
    case 'month': {
      const month = readMonthOptions(options)
      if (month.type === 'refused') return month
      return read({ repeat_point_type: pointType, repeat_looper: looper, repeat_options: month.value })
    }
    case 'year': {
      const year = readYearOptions(options)
      if (year.type === 'refused') return year
      return read({ repeat_point_type: pointType, repeat_looper: looper, repeat_options: year.value })
    }
  }
}

function readWeekOptions(given: unknown): Read<Weekday[]> {
  const names = readSet(given, "Set in WeekOptions can't be empty")
  if (names.type === 'refused') return names
  const days = names.value.flatMap((name) => findWord(weekdays, name) ?? [])
  return days.length < names.value.length
    ? refuse('Wrong repeat_options enum name', optionsPath)
    : read([...new Set(days)])
}

function readMonthOptions(given: unknown): Read<MonthOptions> {
  if (!isRecord(given)) return refuse('Wrong JSON body', optionsPath)
  const stranger = findStranger(given, optionsPath, ['format', 'range'])
  if (stranger) return stranger
  const format = findWord(monthFormats, given.format)
  if (format === null) return refuse('Wrong format enum name', `${optionsPath}.format`)
  if (format === 'parameterizedDay') {
    const day = readParameterizedDay(given.range)
    return day.type === 'refused' ? day : read({ format, range: day.value })
  }
  const set = readSet(given.range, "Set in dayNumbers can't be empty")
  if (set.type === 'refused') return set
  const days = readNumbers(set.value, 31)
  return days ? read({ format, range: days }) : refuse('Wrong DayOfMonth range', `${optionsPath}.range`)
}

function readYearOptions(given: unknown): Read<YearOptions> {
  if (!isRecord(given)) return refuse('Wrong JSON body', optionsPath)
  const stranger = findStranger(given, optionsPath, ['months', 'range'])
  if (stranger) return stranger
  const set = readSet(given.months, "Set in YearOptions can't be empty")
  if (set.type === 'refused') return set
  const months = readNumbers(set.value, 12)
  if (!months) return refuse('Wrong months range', `${optionsPath}.months`)
  const day = readParameterizedDay(given.range)
  return day.type === 'refused' ? day : read({ months, range: day.value })
}

function readParameterizedDay(given: unknown): Read<ParameterizedDay> {
  const path = `${optionsPath}.range`
  if (!isRecord(given)) return refuse('Wrong JSON body', path)
  const stranger = findStranger(given, path, ['week_order', 'day_type'])
  if (stranger) return stranger
  const weekOrder = findWord(weekOrders, given.week_order)
  const dayType = findWord(dayTypes, given.day_type)
  if (weekOrder === null || dayType === null) return refuse('Wrong repeat_options enum name', path)
  return read({ week_order: weekOrder, day_type: dayType })
}

function readSet(given: unknown, emptyError: RequestError): Read<unknown[]> {
  if (given === undefined || given === null) return refuse(emptyError, optionsPath)
  if (!Array.isArray(given)) return refuse('Wrong JSON body', optionsPath)
  return given.length === 0 ? refuse(emptyError, optionsPath) : read(given)
}

/** Null where one of them is no integer from 1 to `most`. */
function readNumbers(given: readonly unknown[], most: number): number[] | null {
  const numbers = given.filter((value) => isInteger(value) && value >= 1 && value <= most) as number[]
  return numbers.length < given.length ? null : [...new Set(numbers)]
}

function findWord<Word extends string>(words: readonly Word[], given: unknown): Word | null {
  return words.find((word) => word === given) ?? null
}

function isKnownSecond(second: number): boolean {
  return second >= 0 && second <= latestSecond
}

function isInteger(value: unknown): value is number {
  return Number.isInteger(value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function read<Value>(value: Value): Read<Value> {
  return { type: 'read', value }
}

function refuse(error: RequestError, field: string): Refused {
  return { type: 'refused', error, field }
}

/** A part in the wrong place would be lost without a word, and the profile allow what nobody meant. */
function findStranger(given: unknown, path: string, known: readonly string[]): Refused | null {
  const stranger = isRecord(given) ? Object.keys(given).find((name) => !known.includes(name)) : undefined
  return stranger === undefined ? null : refuse('Wrong JSON body', `${path}.${stranger}`)
}
