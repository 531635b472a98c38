import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { dayAndWeekOf, sumHours } from '../../core/attendance/hours.ts'
import { listDays, readWeek, sumByDay, weekOf } from '../../core/attendance/hours-by-day.ts'

const zone = 'Europe/Berlin'
const hourMs = 3_600_000

describe('hours by day', () => {
  it('gives a night over the change of clocks to its two dates, with the hour that is missing', () => {
    const startedMs = Date.parse('2026-03-28T22:00:00+01:00')
    const endedMs = Date.parse('2026-03-29T06:00:00+02:00')
    const days = listDays('2026-03-27', '2026-03-30', zone)
    assert.deepEqual(
      sumByDay([{ startedMs, endedMs }], days, endedMs).map((ms) => ms / hourMs),
      [0, 2, 5, 0],
    )
    assert.deepEqual(
      days.map(({ startMs, endMs }) => (endMs - startMs) / hourMs),
      [24, 24, 23, 24],
    )
  })

  it('agrees with the week of the screen, wherever the period lies', () => {
    const firstMs = Date.parse('2026-01-01T00:00:00Z')
    const aYearMs = 365 * 24 * hourMs
    fc.assert(
      fc.property(fc.nat(aYearMs), fc.nat(60 * hourMs), fc.nat(24 * hourMs), (offsetMs, lastedMs, laterMs) => {
        const startedMs = firstMs + offsetMs
        const period = { startedMs, endedMs: startedMs + lastedMs }
        const atMs = period.endedMs + laterMs
        const calendar = dayAndWeekOf(atMs, zone)
        const dates = readWeek(weekOf(calendar.localDate))
        assert.ok(dates)
        const sums = sumByDay([period], listDays(dates.from, dates.to, zone), atMs)
        assert.equal(
          sums.reduce((sum, ms) => sum + ms, 0),
          sumHours([period], calendar, atMs).weekMs,
        )
      }),
    )
  })

  it('knows the weeks that there are, the 53rd of a long year among them', () => {
    assert.deepEqual(readWeek('2026-W10'), { from: '2026-03-02', to: '2026-03-08' })
    assert.deepEqual(readWeek('2026-W53'), { from: '2026-12-28', to: '2027-01-03' })
    assert.equal(weekOf('2027-01-01'), '2026-W53')
    for (const text of ['2027-W53', '2026-W00', '2026-W54', '2026-10', 'W10', '2026-W1']) {
      assert.equal(readWeek(text), null, text)
    }
  })
})
