import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type CountedPeriod, countDays, countWeek, uniteWorked } from '../../core/attendance/work-week.ts'

const hour = 3_600_000
const zone = 'Europe/Berlin'

function at(text: string): number {
  return Temporal.ZonedDateTime.from(`${text}[${zone}]`).epochMilliseconds
}

function closed(from: string, until: string): CountedPeriod {
  return { state: 'closed', startedMs: at(from), endedMs: at(until) }
}

const rules = { zone, nowMs: at('2026-12-31T00:00'), longestShiftMs: 16 * hour }

function hoursOn(periods: CountedPeriod[], date: string, more: Partial<typeof rules> = {}): number {
  const day = Temporal.PlainDate.from(date)
  return (countDays(periods, day, day.add({ days: 1 }), { ...rules, ...more })[0]?.workedMs ?? 0) / hour
}

test('a period over midnight counts for each date what lies in it', () => {
  const night = [closed('2026-03-02T22:00', '2026-03-03T06:30')]
  assert.deepEqual(
    [hoursOn(night, '2026-03-02'), hoursOn(night, '2026-03-03'), hoursOn(night, '2026-03-04')],
    [2, 6.5, 0],
  )
})

test('a night in which the clocks go forward is an hour shorter, one in which they go back an hour longer', () => {
  assert.equal(hoursOn([closed('2026-03-29T00:00', '2026-03-30T00:00')], '2026-03-29'), 23)
  assert.equal(hoursOn([closed('2026-10-25T00:00', '2026-10-26T00:00')], '2026-10-25'), 25)
  const night = [closed('2026-03-28T22:00', '2026-03-29T06:00')]
  assert.deepEqual([hoursOn(night, '2026-03-28'), hoursOn(night, '2026-03-29')], [2, 5])
})

test('a week begins on Monday and adds up its days', () => {
  const periods = [
    closed('2026-03-01T08:00', '2026-03-01T20:00'),
    closed('2026-03-02T08:00', '2026-03-02T12:00'),
    closed('2026-03-08T20:00', '2026-03-09T04:00'),
  ]
  const week = countWeek(periods, Temporal.PlainDate.from('2026-03-05'), rules)
  assert.equal(week.weekStart, '2026-03-02')
  assert.deepEqual(
    week.days.map(({ localDate, workedMs }) => [localDate.slice(-2), workedMs / hour]),
    [
      ['02', 4],
      ['03', 0],
      ['04', 0],
      ['05', 0],
      ['06', 0],
      ['07', 0],
      ['08', 4],
    ],
  )
  assert.equal(week.totalMs, 8 * hour)
})

test('what is open counts until now, and nothing once it is longer than any shift', () => {
  const open: CountedPeriod[] = [{ state: 'open', startedMs: at('2026-03-02T08:00'), endedMs: null }]
  assert.equal(hoursOn(open, '2026-03-02', { nowMs: at('2026-03-02T12:00') }), 4)
  const forgotten = { ...rules, nowMs: at('2026-03-03T12:00') }
  const [day] = countDays(open, Temporal.PlainDate.from('2026-03-02'), Temporal.PlainDate.from('2026-03-03'), forgotten)
  assert.deepEqual([day?.workedMs, day?.unsettled], [0, 1])
})

test('halves count no time, and are counted as what is to be settled', () => {
  const halves: CountedPeriod[] = [
    { state: 'missed-out', startedMs: at('2026-03-02T08:00'), endedMs: null },
    { state: 'missed-in', startedMs: null, endedMs: at('2026-03-03T17:00') },
  ]
  const week = countWeek(halves, Temporal.PlainDate.from('2026-03-02'), rules)
  assert.deepEqual([week.totalMs, week.unsettled], [0, 2])
  assert.deepEqual(
    week.days.slice(0, 3).map(({ unsettled }) => unsettled),
    [1, 1, 0],
  )
})

test('time that two periods have in common counts once', () => {
  const periods = [closed('2026-03-02T08:00', '2026-03-02T12:00'), closed('2026-03-02T10:00', '2026-03-02T13:00')]
  assert.equal(hoursOn(periods, '2026-03-02'), 5)
})

test('whatever the periods, the days of any span add up to the time that their union covers, minute by minute', () => {
  const start = at('2026-03-27T00:00')
  const minutes = fc.integer({ min: 0, max: 4 * 24 * 60 })
  const period = fc.tuple(minutes, fc.integer({ min: 0, max: 20 * 60 }))
  fc.assert(
    fc.property(fc.array(period, { maxLength: 8 }), (spans) => {
      const periods = spans.map(
        ([from, lasts]): CountedPeriod => ({
          state: 'closed',
          startedMs: start + from * 60_000,
          endedMs: start + (from + lasts) * 60_000,
        }),
      )
      const days = countDays(
        periods,
        Temporal.PlainDate.from('2026-03-27'),
        Temporal.PlainDate.from('2026-04-03'),
        rules,
      )
      const naive = new Map<string, number>()
      for (let minute = 0; minute < 6 * 24 * 60; minute += 1) {
        if (!spans.some(([from, lasts]) => minute >= from && minute < from + lasts)) continue
        const date = Temporal.Instant.fromEpochMilliseconds(start + minute * 60_000)
          .toZonedDateTimeISO(zone)
          .toPlainDate()
          .toString()
        naive.set(date, (naive.get(date) ?? 0) + 60_000)
      }
      for (const { localDate, workedMs } of days) assert.equal(workedMs, naive.get(localDate) ?? 0)
      const united = uniteWorked(spans.map(([from, lasts]) => ({ startedMs: from, endedMs: from + lasts })))
      for (const [index, span] of united.slice(1).entries()) assert.ok(span.startedMs > (united[index]?.endedMs ?? 0))
    }),
    { numRuns: 25 },
  )
})
