/**
 * May somebody badge now, and if not, when next? Of several profiles any allows it; with none, badging is always allowed
 * (ours: the station's default). A window holds by the clock on the wall: where the clock goes back it is open each
 * time the wall shows its times, where it goes forward the times that are left out are missing from it.
 */
import { createStretchFinder, dayMs, readWall, type Stretch } from './local-time.ts'
import { compileOccurrences, type Occurrences } from './recurrence.ts'
import type { TimeProfileItem } from './time-profile.ts'

export type BadgeTime =
  /** No profile applies. */
  | { type: 'always' }
  /** Until exclusive; null: for a week or longer. */
  | { type: 'allowed'; untilMs: number | null }
  /** Null: never again. */
  | { type: 'not-now'; nextMs: number | null }

export type Interval = { fromMs: number; untilMs: number }

/**
 * Everything is kept per profile object, so a profile that is the same object is compiled once; whoever changes a profile
 * makes a new object.
 */
export type BadgeHours = {
  /** What a tap asks: a comparison or two, except for the first tap of a local day. */
  isAllowed: (profiles: readonly TimeProfileItem[], atMs: number) => boolean
  /** The first allowed instant from `atMs` on, `atMs` itself included; null: never again. */
  nextAllowed: (profiles: readonly TimeProfileItem[], atMs: number) => number | null
  judge: (profiles: readonly TimeProfileItem[], atMs: number) => BadgeTime
  /** What is allowed between two instants, in order, apart from each other. */
  listAllowed: (profiles: readonly TimeProfileItem[], fromMs: number, untilMs: number) => Interval[]
}

type Compiled = {
  occurrences: Occurrences
  /** Wall-clock ranges of the last local days asked for, in milliseconds of the day. */
  rangesByDay: Map<number, Interval[]>
  /** Nothing is allowed from `fromMs` up to `nextMs`. */
  lastNext: { fromMs: number; nextMs: number | null } | null
}

/** “Until” is of no use to anybody beyond this, and a profile that never closes would be followed to the year 2100. */
const longestLookMs = 7 * dayMs

/** @param zone The station's, an IANA name. */
export function createBadgeHours(zone: string): BadgeHours {
  const findStretch = createStretchFinder(zone)
  const compiledByItem = new WeakMap<TimeProfileItem, Compiled>()

  const compile = (item: TimeProfileItem): Compiled => {
    const known = compiledByItem.get(item)
    if (known) return known
    const compiled = { occurrences: compileOccurrences(item, zone), rangesByDay: new Map(), lastNext: null }
    compiledByItem.set(item, compiled)
    return compiled
  }

  /** The end of what these profiles allow without a break from `atMs` on; `atMs` itself: nothing. */
  const findEnd = (profiles: readonly TimeProfileItem[], atMs: number, limitMs: number): number => {
    let endMs = atMs
    while (endMs < limitMs) {
      const furthestMs = Math.max(
        endMs,
        ...profiles.map((item) => endOfRange(compile(item), findStretch(endMs), endMs)),
      )
      if (furthestMs === endMs) break
      endMs = furthestMs
    }
    return endMs
  }

  const isAllowed: BadgeHours['isAllowed'] = (profiles, atMs) => {
    if (profiles.length === 0) return true
    const stretch = findStretch(atMs)
    return profiles.some((item) => endOfRange(compile(item), stretch, atMs) > atMs)
  }

  const nextAllowed: BadgeHours['nextAllowed'] = (profiles, atMs) => {
    if (profiles.length === 0) return atMs
    const starts = profiles.flatMap((item) => findNext(compile(item), findStretch, atMs) ?? [])
    return starts.length === 0 ? null : Math.min(...starts)
  }

  return {
    isAllowed,
    nextAllowed,
    judge: (profiles, atMs) => {
      if (profiles.length === 0) return { type: 'always' }
      if (!isAllowed(profiles, atMs)) return { type: 'not-now', nextMs: nextAllowed(profiles, atMs) }
      const limitMs = atMs + longestLookMs
      const untilMs = findEnd(profiles, atMs, limitMs)
      return { type: 'allowed', untilMs: untilMs < limitMs ? untilMs : null }
    },
    listAllowed: (profiles, fromMs, untilMs) => {
      if (profiles.length === 0) return fromMs < untilMs ? [{ fromMs, untilMs }] : []
      const intervals: Interval[] = []
      let atMs = nextAllowed(profiles, fromMs)
      while (atMs !== null && atMs < untilMs) {
        const endMs = Math.min(findEnd(profiles, atMs, untilMs), untilMs)
        intervals.push({ fromMs: atMs, untilMs: endMs })
        atMs = nextAllowed(profiles, endMs)
      }
      return intervals
    },
  }
}

/** How long the profile allows badging from `atMs` on within this stretch; `atMs` itself: it does not. */
function endOfRange(compiled: Compiled, stretch: Stretch, atMs: number): number {
  const { msOfDay } = readWall(atMs, stretch.offsetMs)
  const range = rangesOn(compiled, stretch.day).find(({ fromMs, untilMs }) => fromMs <= msOfDay && msOfDay < untilMs)
  return range ? Math.min(atMs + range.untilMs - msOfDay, stretch.untilMs) : atMs
}

function findNext(compiled: Compiled, findStretch: (atMs: number) => Stretch, atMs: number): number | null {
  const { lastNext } = compiled
  if (lastNext && lastNext.fromMs <= atMs && (lastNext.nextMs === null || atMs <= lastNext.nextMs)) {
    return lastNext.nextMs
  }
  const nextMs = searchNext(compiled, findStretch, atMs)
  compiled.lastNext = { fromMs: atMs, nextMs }
  return nextMs
}

function searchNext(compiled: Compiled, findStretch: (atMs: number) => Stretch, atMs: number): number | null {
  let lookMs = atMs
  for (;;) {
    const stretch = findStretch(lookMs)
    const { msOfDay } = readWall(lookMs, stretch.offsetMs)
    const range = rangesOn(compiled, stretch.day).find(({ untilMs }) => msOfDay < untilMs)
    const startMs = range ? lookMs + Math.max(0, range.fromMs - msOfDay) : stretch.untilMs
    // From the end of the stretch on the wall shows other times, and perhaps never that of the range.
    if (startMs < stretch.untilMs) return startMs
    lookMs = stretch.untilMs
    const { day } = findStretch(lookMs)
    // The day before too: a clock that is put back just after midnight shows it once more.
    const openDay = nextOpenDay(compiled.occurrences, day - 1)
    if (openDay === null) return null
    if (openDay > day) lookMs = Math.max(lookMs, openDay * dayMs - earliestDayStartMs)
  }
}

/** No zone's day begins earlier before that of UTC than this. */
const earliestDayStartMs = 16 * 3_600_000

/** The first day from `day` on that a window touches. */
function nextOpenDay({ spanDays, nextDay }: Occurrences, day: number): number | null {
  const beginsOn = nextDay(day - spanDays)
  return beginsOn === null ? null : Math.max(day, beginsOn)
}

/** A year of replayed taps must not stay in memory. */
const rememberedDays = 64

function rangesOn({ occurrences, rangesByDay }: Compiled, day: number): Interval[] {
  const known = rangesByDay.get(day)
  if (known) return known
  const ranges = findRanges(occurrences, day)
  if (rangesByDay.size >= rememberedDays) rangesByDay.clear()
  rangesByDay.set(day, ranges)
  return ranges
}

/** What windows leave open of one day, in order and apart from each other. */
function findRanges({ fromSecond, untilSecond, spanDays, nextDay }: Occurrences, day: number): Interval[] {
  const fromMs = fromSecond * 1000
  const untilMs = untilSecond * 1000
  const beginsToday = nextDay(day) === day
  if (spanDays === 0) return beginsToday ? [{ fromMs, untilMs }] : []
  const endsToday = nextDay(day - spanDays) === day - spanDays
  const goesOn = nextDay(day - spanDays + 1)
  const isOpenAllDay = goesOn !== null && goesOn < day
  if (isOpenAllDay || (beginsToday && endsToday && fromMs <= untilMs)) return [{ fromMs: 0, untilMs: dayMs }]
  return [...(endsToday ? [{ fromMs: 0, untilMs }] : []), ...(beginsToday ? [{ fromMs, untilMs: dayMs }] : [])]
}
