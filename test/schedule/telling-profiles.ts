/** Profiles that between them use every kind of recurrence, and windows that a changed clock falls into. */
import type { RepeatCustom, TimeProfileItem, Weekday } from '../../core/schedule/time-profile.ts'
import { makeProfile, repeatCustom, repeatEvery, toUnix } from './make-profile.ts'

const workdays: Weekday[] = ['MON', 'TUE', 'WED', 'THU', 'FRI']
const week = (every: number, days: Weekday[]): RepeatCustom => ({
  repeat_point_type: 'week',
  repeat_looper: every,
  repeat_options: days,
})

/** Those three zones put their clocks back and forward by an hour, by half an hour, and in opposite seasons. */
export const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'] as const

/** All times are whole minutes on the wall of `zone`; everything begins before 2024. */
export function tellingProfiles(zone: string): [string, TimeProfileItem][] {
  const until2026 = { format: 'date', date: toUnix('2026-06-30T10:00', zone) } as const
  const allDay = { zone, isAllDay: true }
  return [
    ['once', makeProfile('2023-10-28T22:00', '2024-04-08T06:00', null, { zone })],
    ['working hours, every day', makeProfile('2023-01-02T08:00', '2023-01-02T17:00', repeatEvery('day'), { zone })],
    ['nights', makeProfile('2023-01-01T22:00', '2023-01-02T06:00', repeatEvery('day', until2026), { zone })],
    [
      'within the hour of the change',
      makeProfile('2023-01-01T02:15', '2023-01-01T02:25', repeatEvery('day'), { zone }),
    ],
    ['until the hour of the change', makeProfile('2023-01-01T00:30', '2023-01-01T02:10', repeatEvery('day'), { zone })],
    ['from the hour of the change', makeProfile('2023-01-01T02:20', '2023-01-01T03:40', repeatEvery('day'), { zone })],
    ['all of Sunday', makeProfile('2023-01-01T00:00', '2023-01-01T00:00', repeatEvery('week'), allDay)],
    ['a weekend in two', makeProfile('2023-01-07T12:00', '2023-01-08T12:00', repeatEvery('twoWeeks'), allDay)],
    ['the 31st', makeProfile('2023-01-31T00:00', '2023-01-31T23:00', repeatEvery('month'), { zone })],
    ['29 February', makeProfile('2020-02-29T06:00', '2020-03-01T06:00', repeatEvery('year'), { zone })],
    [
      'every third day',
      makeProfile(
        '1970-01-03T10:00',
        '1970-01-03T10:00',
        repeatCustom({ repeat_point_type: 'day', repeat_looper: 3 }),
        { zone },
      ),
    ],
    ['workdays', makeProfile('2023-01-01T07:30', '2023-01-01T18:00', repeatCustom(week(1, workdays)), { zone })],
    [
      'weekend nights in three weeks',
      makeProfile('2023-01-04T20:00', '2023-01-06T04:00', repeatCustom(week(3, ['SAT', 'SUN'])), { zone }),
    ],
    [
      'numbered days',
      makeProfile(
        '2023-01-01T01:00',
        '2023-01-01T03:00',
        repeatCustom({
          repeat_point_type: 'month',
          repeat_looper: 1,
          repeat_options: { format: 'dayNumbers', range: [1, 8, 10, 14, 26, 27, 31] },
        }),
        { zone },
      ),
    ],
    [
      'last workday of the quarter',
      makeProfile(
        '2023-01-01T08:00',
        '2023-01-01T20:00',
        repeatCustom({
          repeat_point_type: 'month',
          repeat_looper: 3,
          repeat_options: { format: 'parameterizedDay', range: { week_order: 'last', day_type: 'WEEK_DAY' } },
        }),
        { zone },
      ),
    ],
    [
      'a fifth Sunday',
      makeProfile(
        '2023-01-01T00:00',
        '2023-01-01T04:00',
        repeatCustom({
          repeat_point_type: 'month',
          repeat_looper: 1,
          repeat_options: { format: 'parameterizedDay', range: { week_order: 'fifth', day_type: 'SUN' } },
        }),
        { zone },
      ),
    ],
    [
      'when clocks are changed',
      makeProfile(
        '2023-01-01T01:00',
        '2023-01-01T03:00',
        repeatCustom({
          repeat_point_type: 'year',
          repeat_looper: 1,
          repeat_options: { months: [3, 4, 10, 11], range: { week_order: 'last', day_type: 'DAY_OFF' } },
        }),
        { zone },
      ),
    ],
    [
      'a second Sunday, every other year',
      makeProfile(
        '2022-01-01T01:30',
        '2022-01-01T02:45',
        repeatCustom({
          repeat_point_type: 'year',
          repeat_looper: 2,
          repeat_options: { months: [3], range: { week_order: 'second', day_type: 'SUN' } },
        }),
        { zone },
      ),
    ],
    [
      'three days from every second Monday',
      makeProfile('2023-01-02T05:00', '2023-01-05T05:00', repeatEvery('twoWeeks'), { zone }),
    ],
  ]
}

/** The local days between two years (exclusive end) on which a zone's clock is changed, as their first instants. */
export function daysOfChange(zone: string, fromYear: number, untilYear: number): Temporal.ZonedDateTime[] {
  const days: Temporal.ZonedDateTime[] = []
  let at = Temporal.PlainDate.from({ year: fromYear, month: 1, day: 1 }).toZonedDateTime(zone)
  for (;;) {
    const change = at.getTimeZoneTransition('next')
    if (!change || change.year >= untilYear) return days
    days.push(change.startOfDay())
    at = change
  }
}
