import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type BadgeTime, createBadgeHours } from '../../core/schedule/badge-hours.ts'
import type { TimeProfileItem } from '../../core/schedule/time-profile.ts'
import { compareMinutes } from './compare-minutes.ts'
import { anyProfile, at, makeProfile, repeatCustom, repeatEvery, toUnix } from './make-profile.ts'
import { createOracle, readWall } from './oracle.ts'
import { daysOfChange, tellingProfiles, zones } from './telling-profiles.ts'

const berlin = 'Europe/Berlin'
const minuteMs = 60_000

const daily = makeProfile('2026-03-02T08:00', '2026-03-02T17:00', repeatEvery('day'))
const nights = makeProfile('2026-03-02T22:00', '2026-03-03T06:00', repeatEvery('day'))
const sundays = makeProfile('2026-03-01T09:00', '2026-03-01T09:00', repeatEvery('week'), { isAllDay: true })

function judge(profiles: TimeProfileItem[], local: string, zone = berlin): BadgeTime {
  return createBadgeHours(zone).judge(profiles, at(local, zone))
}

/** Minutes of a local day on which a profile allows badging, as `from–until` in UTC. */
function openOn(item: TimeProfileItem, date: string, zone = berlin): string[] {
  const from = Temporal.PlainDate.from(date).toZonedDateTime(zone)
  const until = from.add({ days: 1 }).epochMilliseconds
  const intervals = createBadgeHours(zone).listAllowed([item], from.epochMilliseconds, until)
  const print = (atMs: number) => new Date(atMs).toISOString().slice(11, 19)
  return intervals.map(({ fromMs, untilMs }) => `${print(fromMs)}–${print(untilMs)}`)
}

test('a window allows from its first to its last second, the last included', () => {
  const hours = createBadgeHours(berlin)
  assert.equal(hours.isAllowed([daily], at('2026-03-10T08:00') - 1), false)
  assert.equal(hours.isAllowed([daily], at('2026-03-10T08:00')), true)
  assert.equal(hours.isAllowed([daily], at('2026-03-10T17:00:00.999')), true)
  assert.equal(hours.isAllowed([daily], at('2026-03-10T17:00:01')), false)
})

test('nothing is allowed before the first window', () => {
  assert.deepEqual(judge([daily], '2026-02-27T10:00'), { type: 'not-now', nextMs: at('2026-03-02T08:00') })
})

test('all-day is 00:00 to 23:59:59 of its days, whatever clock times it carries', () => {
  const hours = createBadgeHours(berlin)
  assert.equal(hours.isAllowed([sundays], at('2026-03-08T00:00')), true)
  assert.equal(hours.isAllowed([sundays], at('2026-03-08T23:59:59.999')), true)
  assert.equal(hours.isAllowed([sundays], at('2026-03-08T00:00') - 1), false)
  assert.equal(hours.isAllowed([sundays], at('2026-03-09T00:00')), false)
})

test('all-day every day leaves no gap, and has no end in sight', () => {
  const always = makeProfile('2026-03-01T12:00', '2026-03-01T12:00', repeatEvery('day'), { isAllDay: true })
  assert.deepEqual(judge([always], '2026-03-28T23:59'), { type: 'allowed', untilMs: null })
  // From midnight a week later is midnight again, where one day's window meets the next.
  assert.deepEqual(judge([always], '2026-03-08T00:00'), { type: 'allowed', untilMs: null })
})

test('a window over midnight is allowed on both sides of it', () => {
  assert.deepEqual(judge([nights], '2026-03-10T23:00'), { type: 'allowed', untilMs: at('2026-03-11T06:00:01') })
  assert.deepEqual(judge([nights], '2026-03-11T05:00'), { type: 'allowed', untilMs: at('2026-03-11T06:00:01') })
  assert.deepEqual(judge([nights], '2026-03-11T12:00'), { type: 'not-now', nextMs: at('2026-03-11T22:00') })
  assert.deepEqual(judge([nights], '2026-03-02T05:00'), { type: 'not-now', nextMs: at('2026-03-02T22:00') })
})

test('a window that begins before the end of the repetition lasts over it', () => {
  const end = { format: 'date', date: toUnix('2026-03-04T23:00') } as const
  const item = makeProfile('2026-03-02T22:00', '2026-03-03T06:00', repeatEvery('day', end))
  assert.deepEqual(judge([item], '2026-03-05T05:00'), { type: 'allowed', untilMs: at('2026-03-05T06:00:01') })
  assert.deepEqual(judge([item], '2026-03-05T06:01'), { type: 'not-now', nextMs: null })
})

test('windows of several days may overlap each other', () => {
  const long = makeProfile(
    '2026-03-02T08:00',
    '2026-03-05T10:00',
    repeatCustom({ repeat_point_type: 'day', repeat_looper: 4 }),
  )
  assert.deepEqual(openOn(long, '2026-03-07'), ['23:00:00–23:00:00'])
  assert.deepEqual(openOn(long, '2026-03-09'), ['23:00:00–09:00:01'])
  assert.deepEqual(openOn(long, '2026-03-10'), ['07:00:00–23:00:00'])
})

test('any of several profiles allows, and what they allow joins', () => {
  const late = makeProfile('2026-03-02T16:30', '2026-03-02T20:00', repeatEvery('day'))
  assert.deepEqual(judge([daily, late], '2026-03-10T09:00'), { type: 'allowed', untilMs: at('2026-03-10T20:00:01') })
  assert.deepEqual(judge([late, daily], '2026-03-10T21:00'), { type: 'not-now', nextMs: at('2026-03-11T08:00') })
  assert.deepEqual(judge([sundays, nights], '2026-03-08T21:00'), {
    type: 'allowed',
    untilMs: at('2026-03-09T06:00:01'),
  })
})

test('without a profile badging is always allowed', () => {
  assert.deepEqual(judge([], '2026-03-10T03:00'), { type: 'always' })
  const hours = createBadgeHours(berlin)
  assert.equal(hours.isAllowed([], 0), true)
  assert.equal(hours.nextAllowed([], 5), 5)
  assert.deepEqual(hours.listAllowed([], 0, 9), [{ fromMs: 0, untilMs: 9 }])
})

test('wall-clock times hold when the clocks are changed', () => {
  // Berlin put its clocks forward on 29 March 2026 and back on 25 October: 08:00 is 07:00 UTC in winter, 06:00 in summer.
  assert.deepEqual(openOn(daily, '2026-03-28'), ['07:00:00–16:00:01'])
  assert.deepEqual(openOn(daily, '2026-03-29'), ['06:00:00–15:00:01'])
  assert.deepEqual(openOn(daily, '2026-10-25'), ['07:00:00–16:00:01'])
})

test('times that a clock put forward leaves out are missing from a window, and no day is lost', () => {
  const across = makeProfile('2026-03-01T02:30', '2026-03-01T04:00', repeatEvery('day'))
  assert.deepEqual(openOn(across, '2026-03-29'), ['01:00:00–02:00:01'])
  const within = makeProfile('2026-03-01T02:15', '2026-03-01T02:45', repeatEvery('day'))
  assert.deepEqual(openOn(within, '2026-03-29'), [])
  assert.deepEqual(judge([within], '2026-03-28T12:00'), { type: 'not-now', nextMs: at('2026-03-30T02:15') })
})

test('times that a clock put back shows twice are allowed each time', () => {
  const within = makeProfile('2026-03-01T02:15', '2026-03-01T02:45', repeatEvery('day'))
  assert.deepEqual(openOn(within, '2026-10-25'), ['00:15:00–00:45:01', '01:15:00–01:45:01'])
  const until = makeProfile('2026-03-01T01:00', '2026-03-01T02:30', repeatEvery('day'))
  assert.deepEqual(openOn(until, '2026-10-25'), ['23:00:00–00:30:01', '01:00:00–01:30:01'])
})

test('a first window over the hour that is shown twice keeps its length', () => {
  const from = at('2026-10-25T00:45', 'UTC') / 1000 // 02:45 by summer time
  const item: TimeProfileItem = {
    ...daily,
    time_options: { is_all_day: false, date_from: from, date_to: from + 1800 },
    repeat_options: { repeat_enable: false },
  }
  // At its end the wall shows 02:15 again; read as a window it would end before it begins.
  assert.deepEqual(openOn(item, '2026-10-25'), ['00:45:00–01:00:00', '01:45:00–02:15:01'])
})

test('a clock that is put back over midnight shows the end of the day before once more', () => {
  // St. John’s, 7 November 2010: at 00:01 the clock went back to 23:01 of the 6th.
  const zone = 'America/St_Johns'
  const item = makeProfile('2010-11-06T23:10', '2010-11-06T23:20', null, { zone })
  const hours = createBadgeHours(zone)
  const first = at('2010-11-06T23:10', zone)
  assert.equal(hours.nextAllowed([item], first + 20 * minuteMs), first + 60 * minuteMs)
  assert.equal(hours.nextAllowed([item], first + 80 * minuteMs), null)
})

test('a window that no clock will ever show again is never next', () => {
  // The last Sunday of March from 02:15 to 02:45 is left out in Berlin every year.
  const swallowed = makeProfile(
    '2026-03-29T01:00',
    '2026-03-29T01:00',
    repeatCustom({
      repeat_point_type: 'year',
      repeat_looper: 1,
      repeat_options: { months: [3], range: { week_order: 'last', day_type: 'SUN' } },
    }),
  )
  const from = toUnix('2025-01-05T02:15')
  const item = { ...swallowed, time_options: { is_all_day: false, date_from: from, date_to: from + 1800 } }
  assert.deepEqual(judge([item], '2026-01-01T00:00'), { type: 'not-now', nextMs: null })
})

test('every minute of the days on which clocks are changed agrees with the oracle, over four years in three zones', () => {
  for (const zone of zones) {
    const days = daysOfChange(zone, 2024, 2028)
    assert.equal(days.length, 8)
    const profiles = tellingProfiles(zone)
    for (const day of days) {
      const from = day.subtract({ hours: 2 }).epochMilliseconds
      const until = day.add({ days: 1, hours: 2 }).epochMilliseconds
      assert.deepEqual(compareMinutes(profiles, zone, from, until).differences.slice(0, 3), [])
    }
  }
})

test('every minute of sampled weeks agrees with the oracle', () => {
  const week = fc.integer({ min: 0, max: 4 * 52 })
  fc.assert(
    fc.property(fc.constantFrom(...zones), week, (zone, weeks) => {
      const from = Temporal.PlainDate.from('2024-01-01').add({ weeks }).toZonedDateTime(zone)
      const until = from.add({ weeks: 1 }).epochMilliseconds
      const { differences } = compareMinutes(tellingProfiles(zone), zone, from.epochMilliseconds, until)
      assert.deepEqual(differences.slice(0, 3), [])
    }),
    { numRuns: 4 },
  )
})

/** Zones with large, small and odd changes: over midnight, by half an hour, and of the date itself. */
const oddZones = [
  ...zones,
  'UTC',
  'Asia/Beirut',
  'America/St_Johns',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'Africa/Casablanca',
]
const anyZone = fc.constantFrom(...oddZones)
const somewhen = fc.integer({ min: at('2010-01-01T00:00', 'UTC'), max: at('2028-01-01T00:00', 'UTC') })
const someProfile = anyProfile({
  earliest: at('2009-01-01T00:00', 'UTC') / 1000,
  latest: at('2028-01-01T00:00', 'UTC') / 1000,
  longestDays: 5,
})

test('any profile at any instant in any zone agrees with the oracle, asked in any order', () => {
  fc.assert(
    fc.property(someProfile, anyZone, fc.array(somewhen, { maxLength: 30 }), (item, zone, instants) => {
      const hours = createBadgeHours(zone)
      const isDue = createOracle(item, zone)
      for (const atMs of instants) assert.equal(hours.isAllowed([item], atMs), isDue(readWall(atMs, zone)))
    }),
    { numRuns: 300 },
  )
})

test('the next allowed instant is allowed, and nothing before it is', () => {
  fc.assert(
    fc.property(
      someProfile,
      anyZone,
      somewhen,
      fc.array(fc.double({ min: 0, max: 0.999, noNaN: true })),
      (item, zone, atMs, parts) => {
        const isDue = createOracle(item, zone)
        const next = createBadgeHours(zone).nextAllowed([item], atMs)
        const nextMs = next ?? atMs + 400 * 86_400_000
        if (next !== null) assert.ok(isDue(readWall(next, zone)))
        if (nextMs === atMs) return
        assert.equal(isDue(readWall(nextMs - 1, zone)), false)
        for (const part of parts) {
          assert.equal(isDue(readWall(Math.floor(atMs + (nextMs - atMs) * part), zone)), false)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('what is allowed until an instant is allowed up to it and not at it', () => {
  const some = fc.array(someProfile, { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(
      some,
      anyZone,
      somewhen,
      fc.array(fc.double({ min: 0, max: 0.999, noNaN: true })),
      (items, zone, seedMs, parts) => {
        const hours = createBadgeHours(zone)
        const oracles = items.map((item) => createOracle(item, zone))
        const isDue = (atMs: number) => oracles.some((each) => each(readWall(atMs, zone)))
        const atMs = hours.nextAllowed(items, seedMs)
        if (atMs === null) return
        const time = hours.judge(items, atMs)
        assert.equal(time.type, 'allowed')
        if (time.type !== 'allowed') return
        const untilMs = time.untilMs ?? atMs + 7 * 86_400_000
        assert.ok(isDue(untilMs - 1))
        if (time.untilMs !== null) assert.equal(isDue(untilMs), false)
        for (const part of parts) assert.ok(isDue(Math.floor(atMs + (untilMs - atMs) * part)))
      },
    ),
    { numRuns: 300 },
  )
})

test('the list of what is allowed says the same as asking for each instant', () => {
  const some = fc.array(someProfile, { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(some, anyZone, somewhen, (items, zone, fromMs) => {
      const untilMs = fromMs + 7 * 86_400_000
      const hours = createBadgeHours(zone)
      const intervals = hours.listAllowed(items, fromMs, untilMs)
      for (const [i, interval] of intervals.entries()) {
        assert.ok(interval.fromMs < interval.untilMs)
        assert.ok(interval.fromMs >= (i === 0 ? fromMs : (intervals[i - 1]?.untilMs ?? 0) + 1))
        assert.ok(interval.untilMs <= untilMs)
      }
      for (let atMs = fromMs; atMs < untilMs; atMs += 37 * minuteMs) {
        const isListed = intervals.some((interval) => interval.fromMs <= atMs && atMs < interval.untilMs)
        assert.equal(isListed, hours.isAllowed(items, atMs))
      }
    }),
    { numRuns: 60 },
  )
})
