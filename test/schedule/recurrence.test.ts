import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compileOccurrences } from '../../core/schedule/recurrence.ts'
import type { RepeatCustom, RepeatFormat, TimeProfileItem } from '../../core/schedule/time-profile.ts'
import { anyProfile, makeProfile, repeatCustom, repeatEvery, toUnix } from './make-profile.ts'

const zone = 'Europe/Berlin'
const dayMs = 86_400_000
const dayOf = (date: string): number => Date.parse(date) / dayMs

/** The first `count` days from a date on, on which a window begins. */
function listDays(item: TimeProfileItem, count: number, from = '1970-01-01'): string[] {
  const { nextDay } = compileOccurrences(item, zone)
  const days: string[] = []
  let day = nextDay(dayOf(from))
  while (day !== null && days.length < count) {
    days.push(new Date(day * dayMs).toISOString().slice(0, 10))
    day = nextDay(day + 1)
  }
  return days
}

function repeating(first: string, repeat: RepeatFormat | null): TimeProfileItem {
  return makeProfile(`${first}T08:00`, `${first}T17:00`, repeat)
}

const custom = (first: string, how: RepeatCustom) => repeating(first, repeatCustom(how))

test('a profile that does not repeat has its first window alone', () => {
  assert.deepEqual(listDays(repeating('2026-03-02', null), 5), ['2026-03-02'])
})

test('day repeats every day', () => {
  assert.deepEqual(listDays(repeating('2026-02-27', repeatEvery('day')), 3), ['2026-02-27', '2026-02-28', '2026-03-01'])
})

test('week repeats on the weekday of the first window', () => {
  assert.deepEqual(listDays(repeating('2026-03-04', repeatEvery('week')), 3), [
    '2026-03-04',
    '2026-03-11',
    '2026-03-18',
  ])
})

test('twoWeeks repeats on that weekday of every other week', () => {
  assert.deepEqual(listDays(repeating('2026-03-04', repeatEvery('twoWeeks')), 2), ['2026-03-04', '2026-03-18'])
})

test('month repeats on the day of the first window, and leaves out a month that has no such day', () => {
  assert.deepEqual(listDays(repeating('2026-01-31', repeatEvery('month')), 3), [
    '2026-01-31',
    '2026-03-31',
    '2026-05-31',
  ])
})

test('year repeats on the date of the first window, and 29 February in leap years alone', () => {
  assert.deepEqual(listDays(repeating('2025-05-01', repeatEvery('year')), 2), ['2025-05-01', '2026-05-01'])
  assert.deepEqual(listDays(repeating('2024-02-29', repeatEvery('year')), 3), [
    '2024-02-29',
    '2028-02-29',
    '2032-02-29',
  ])
})

test('custom day repeats every so many days', () => {
  const item = custom('2026-03-02', { repeat_point_type: 'day', repeat_looper: 10 })
  assert.deepEqual(listDays(item, 3), ['2026-03-02', '2026-03-12', '2026-03-22'])
})

test('custom week repeats on the named weekdays of every so many weeks, which begin on Monday', () => {
  const item = custom('2026-03-04', {
    repeat_point_type: 'week',
    repeat_looper: 2,
    repeat_options: ['SUN', 'MON', 'WED'],
  })
  assert.deepEqual(listDays(item, 5), ['2026-03-04', '2026-03-08', '2026-03-16', '2026-03-18', '2026-03-22'])
})

test('custom month repeats on numbered days of every so many months', () => {
  const item = custom('2026-01-15', {
    repeat_point_type: 'month',
    repeat_looper: 2,
    repeat_options: { format: 'dayNumbers', range: [31, 15] },
  })
  assert.deepEqual(listDays(item, 5), ['2026-01-15', '2026-01-31', '2026-03-15', '2026-03-31', '2026-05-15'])
})

test('custom month repeats on the first to fifth or last day of a kind', () => {
  const daysOf = (
    week_order: 'first' | 'second' | 'third' | 'fourth' | 'fifth' | 'last',
    day_type: 'TUE' | 'WEEK_DAY' | 'DAY_OFF',
  ) =>
    listDays(
      custom('2026-01-01', {
        repeat_point_type: 'month',
        repeat_looper: 1,
        repeat_options: { format: 'parameterizedDay', range: { week_order, day_type } },
      }),
      3,
      '2026-05-01',
    )
  assert.deepEqual(daysOf('first', 'TUE'), ['2026-05-05', '2026-06-02', '2026-07-07'])
  assert.deepEqual(daysOf('second', 'TUE'), ['2026-05-12', '2026-06-09', '2026-07-14'])
  assert.deepEqual(daysOf('third', 'TUE'), ['2026-05-19', '2026-06-16', '2026-07-21'])
  assert.deepEqual(daysOf('fourth', 'TUE'), ['2026-05-26', '2026-06-23', '2026-07-28'])
  assert.deepEqual(daysOf('fifth', 'TUE'), ['2026-06-30', '2026-09-29', '2026-12-29'])
  assert.deepEqual(daysOf('last', 'TUE'), ['2026-05-26', '2026-06-30', '2026-07-28'])
  assert.deepEqual(daysOf('first', 'WEEK_DAY'), ['2026-05-01', '2026-06-01', '2026-07-01'])
  assert.deepEqual(daysOf('last', 'WEEK_DAY'), ['2026-05-29', '2026-06-30', '2026-07-31'])
  assert.deepEqual(daysOf('first', 'DAY_OFF'), ['2026-05-02', '2026-06-06', '2026-07-04'])
  assert.deepEqual(daysOf('last', 'DAY_OFF'), ['2026-05-31', '2026-06-28', '2026-07-26'])
})

test('custom year repeats on that day of each named month of every so many years', () => {
  const item = custom('2025-01-01', {
    repeat_point_type: 'year',
    repeat_looper: 2,
    repeat_options: { months: [10, 3], range: { week_order: 'last', day_type: 'SUN' } },
  })
  assert.deepEqual(listDays(item, 5), ['2025-01-01', '2025-03-30', '2025-10-26', '2027-03-28', '2027-10-31'])
})

test('the first window is there even where the recurrence does not name its day', () => {
  const item = custom('2026-03-04', { repeat_point_type: 'week', repeat_looper: 1, repeat_options: ['MON'] })
  assert.deepEqual(listDays(item, 3), ['2026-03-04', '2026-03-09', '2026-03-16'])
})

test('the end is a date: windows begin up to and including that local day', () => {
  for (const end of ['2026-03-04T00:00', '2026-03-04T12:00', '2026-03-04T23:59:59']) {
    const item = repeating('2026-03-02', repeatEvery('day', { format: 'date', date: toUnix(end) }))
    assert.deepEqual(listDays(item, 9), ['2026-03-02', '2026-03-03', '2026-03-04'], end)
  }
})

test('nothing occurs after 2099', () => {
  const item = repeating('2026-12-30', repeatEvery('year'))
  assert.deepEqual(listDays(item, 9, '2098-01-01'), ['2098-12-30', '2099-12-30'])
  assert.equal(compileOccurrences(item, zone).nextDay(dayOf('2100-01-01')), null)
})

test('asking in any order gives the days that going through them one by one gives', () => {
  const profile = anyProfile({ earliest: 86_400, latest: Date.UTC(2027, 0, 1) / 1000, longestDays: 0 })
  const days = fc.integer({ min: dayOf('2024-01-01'), max: dayOf('2028-01-01') })
  fc.assert(
    fc.property(profile, fc.array(days, { maxLength: 20 }), (item, asked) => {
      const remembered = compileOccurrences(item, zone)
      for (const day of asked) {
        const next = compileOccurrences(item, zone).nextDay(day)
        assert.equal(remembered.nextDay(day), next)
        assert.ok(next === null || next >= day)
        if (next !== null && next > day) assert.equal(remembered.nextDay(day + 1), next)
      }
    }),
  )
})
