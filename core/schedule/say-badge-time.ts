/** “May this person badge now, and if not, when next?”: what a screen words in its language, and the command line in English. */

import type { BadgeTime } from './badge-hours.ts'
import { createStretchFinder, dayMs, readWall } from './local-time.ts'

/** An instant as people speak of it, seen from another. */
export type Moment = {
  atMs: number
  /** YYYY-MM-DD in the station's zone. */
  localDate: string
  /** HH:MM, or HH:MM:SS where there are seconds. */
  localTime: string
  /** 1 is Monday (ISO 8601). */
  weekday: number
  /** 0 is the local date of the other instant, 1 the day after it. */
  daysAway: number
}

export type BadgeTimeWords =
  | { type: 'always' }
  /** `last` is the last minute in which badging is allowed. */
  | { type: 'allowed'; last: Moment | null }
  | { type: 'not-now'; next: Moment | null }

/** What there is to be worded about `time`, which was judged at `atMs`. */
export function describeBadgeTime(time: BadgeTime, atMs: number, zone: string): BadgeTimeWords {
  switch (time.type) {
    case 'always':
      return { type: 'always' }
    case 'allowed': {
      const { untilMs } = time
      if (untilMs === null) return { type: 'allowed', last: null }
      return { type: 'allowed', last: describeMoment(toMinute(untilMs - 1), atMs, zone) }
    }
    case 'not-now': {
      const { nextMs } = time
      return { type: 'not-now', next: nextMs === null ? null : describeMoment(nextMs, atMs, zone) }
    }
  }
}

/** One English sentence, such as “Not allowed now; next tomorrow at 08:00.” */
export function sayBadgeTime(time: BadgeTime, atMs: number, zone: string): string {
  const words = describeBadgeTime(time, atMs, zone)
  switch (words.type) {
    case 'always':
      return 'Allowed at any time: no time profile applies.'
    case 'allowed':
      if (words.last === null) return 'Allowed now, and for at least a week.'
      return words.last.daysAway === 0
        ? `Allowed now, until ${words.last.localTime}.`
        : `Allowed now, until ${sayMoment(words.last).replace(/^on /, '')}.`
    case 'not-now':
      return words.next === null
        ? 'Not allowed now, and never again.'
        : `Not allowed now; next ${sayMoment(words.next)}.`
  }
}

const weekdayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

function sayMoment({ daysAway, weekday, localDate, localTime }: Moment): string {
  if (daysAway === 0) return `today at ${localTime}`
  if (daysAway === 1) return `tomorrow at ${localTime}`
  const name = weekdayNames[weekday - 1] ?? ''
  // A week ahead the name alone would be taken for today's.
  return daysAway < 7 ? `on ${name} at ${localTime}` : `on ${name} ${localDate} at ${localTime}`
}

function describeMoment(momentMs: number, seenFromMs: number, zone: string): Moment {
  const findStretch = createStretchFinder(zone)
  const today = findStretch(seenFromMs).day
  const { day, msOfDay } = readWall(momentMs, findStretch(momentMs).offsetMs)
  const shown = new Date(day * dayMs + msOfDay).toISOString()
  const seconds = shown.slice(16, 19)
  return {
    atMs: momentMs,
    localDate: shown.slice(0, 10),
    localTime: shown.slice(11, 16) + (seconds === ':00' ? '' : seconds),
    // 1970-01-01 was a Thursday.
    weekday: ((((day + 3) % 7) + 7) % 7) + 1,
    daysAway: day - today,
  }
}

function toMinute(atMs: number): number {
  return Math.floor(atMs / 60_000) * 60_000
}
