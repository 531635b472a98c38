import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dayAndWeekOf, sumHours } from '../../core/attendance/hours.ts'
import { listDays, readWeek, weekOf } from '../../core/attendance/hours-by-day.ts'
import { floorToMinute } from '../../core/contract/whole-minute.ts'
import type { PersonPeriod } from '../../core/station/hours-store.ts'
import { formatHours, sumDays } from '../../core/station/sum-hours.ts'
import { formatTime, splitDuration } from '../../renderer/parts/format-time.ts'

const zone = 'Europe/Berlin'
const hour = 3_600_000
const monday = Temporal.Instant.from('2026-03-23T00:00:00+01:00').epochMilliseconds
const longestShiftMs = 16 * hour

function toPeriod(startedMs: number, endedMs: number | null): PersonPeriod {
  const state = endedMs === null ? 'open' : 'closed'
  return { employeeNumber: 'E1', displayName: 'E1', state, startedMs, endedMs, inEvent: 'in', outEvent: null }
}

/** Of what a screen shows: hours and minutes, and nothing else. */
function readMinutes(shown: string): number {
  const [hours, minutes] = shown.split(':').map(Number)
  return (hours ?? 0) * 60 + (minutes ?? 0)
}

function shownBy(durationMs: number): number {
  const { hours, minutes } = splitDuration(durationMs)
  return hours * 60 + minutes
}

test('a period is as long as the times that it is shown with', () => {
  const startedMs = monday + 6 * hour + 36 * 60_000 + 51_000
  const endedMs = monday + 14 * hour + 36 * 60_000 + 2_000
  const days = listDays('2026-03-23', '2026-03-23', zone)
  const [day] = sumDays([toPeriod(startedMs, endedMs)], { days, atMs: endedMs, longestShiftMs })
  assert.deepEqual([formatTime(startedMs, zone, 'en'), formatTime(endedMs, zone, 'en')], ['06:36', '14:36'])
  assert.deepEqual([day?.hours, day?.workedMs], ['8:00', 8 * hour])
})

test('whatever somebody worked, the days that are shown add up to the total that is shown, and periods to their days', () => {
  // The week in which clocks go forward, so that a day of 23 hours is among them.
  const worked = fc.record({ pausedMs: fc.nat(20 * hour), lastedMs: fc.nat(15 * hour) })
  fc.assert(
    fc.property(fc.array(worked, { maxLength: 14 }), fc.boolean(), fc.nat(hour), (given, isOpen, laterMs) => {
      let ms = monday - 10 * hour
      const periods = given.map(({ pausedMs, lastedMs }) => {
        const startedMs = ms + pausedMs
        ms = startedMs + lastedMs
        return toPeriod(startedMs, ms)
      })
      const last = periods.at(-1)
      if (isOpen && last) periods[periods.length - 1] = toPeriod(last.startedMs ?? 0, null)
      const atMs = ms + laterMs
      const dates = readWeek(weekOf(dayAndWeekOf(atMs, zone).localDate))
      assert.ok(dates)
      const days = listDays(dates.from, dates.to, zone)
      const summed = sumDays(periods, { days, atMs, longestShiftMs })
      const totalMs = summed.reduce((sum, day) => sum + day.workedMs, 0)
      const total = readMinutes(formatHours(totalMs))
      const addUp = (minutes: number[]) => minutes.reduce((sum, each) => sum + each, 0)
      assert.equal(addUp(summed.map(({ hours }) => readMinutes(hours))), total, 'on paper and the command line')
      assert.equal(addUp(summed.map(({ workedMs }) => shownBy(workedMs))), shownBy(totalMs), 'on screens')
      const stretches = periods.map(({ startedMs, endedMs }) => ({ startedMs: startedMs ?? 0, endedMs }))
      assert.equal(shownBy(sumHours(stretches, dayAndWeekOf(atMs, zone), atMs).weekMs), total, 'after a tap')
      const [fromMs, untilMs] = [days[0]?.startMs ?? 0, days.at(-1)?.endMs ?? 0]
      const parts = stretches.map(({ startedMs, endedMs }) => {
        const endMs = Math.min(floorToMinute(endedMs ?? atMs), untilMs)
        return shownBy(endMs - Math.max(floorToMinute(startedMs), fromMs))
      })
      assert.equal(addUp(parts), total, 'by period')
    }),
  )
})
