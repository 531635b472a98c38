import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createDayAndWeek, dayAndWeekOf, mergeStretches, sumHours } from '../../core/attendance/hours.ts'

const hour = 3_600_000
const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds
const berlin = 'Europe/Berlin'

describe('hours today and this week', () => {
  it('counts a night shift for each day what lies in it', () => {
    const period = { startedMs: at('2026-03-02T22:00+01:00'), endedMs: at('2026-03-03T06:00+01:00') }
    const now = at('2026-03-03T06:00+01:00')
    assert.deepEqual(sumHours([period], dayAndWeekOf(now, berlin), now), { todayMs: 6 * hour, weekMs: 8 * hour })
  })

  it('counts the hours that were worked when the clock was put forward and back', () => {
    const spring = { startedMs: at('2026-03-29T00:00+01:00'), endedMs: at('2026-03-29T06:00+02:00') }
    assert.equal(sumHours([spring], dayAndWeekOf(spring.endedMs, berlin), spring.endedMs).todayMs, 5 * hour)
    const autumn = { startedMs: at('2026-10-25T00:00+02:00'), endedMs: at('2026-10-25T06:00+01:00') }
    assert.equal(sumHours([autumn], dayAndWeekOf(autumn.endedMs, berlin), autumn.endedMs).todayMs, 7 * hour)
  })

  it('begins the week on Monday', () => {
    const sunday = { startedMs: at('2026-03-01T20:00+01:00'), endedMs: at('2026-03-02T02:00+01:00') }
    const now = at('2026-03-02T03:00+01:00')
    assert.deepEqual(sumHours([sunday], dayAndWeekOf(now, berlin), now), { todayMs: 2 * hour, weekMs: 2 * hour })
  })

  it('counts an open period up to now, and none at all when the clock has gone back before it', () => {
    const startedMs = at('2026-03-02T08:00+01:00')
    const open = { startedMs, endedMs: null }
    const noon = at('2026-03-02T12:00+01:00')
    assert.equal(sumHours([open], dayAndWeekOf(noon, berlin), noon).todayMs, 4 * hour)
    const before = at('2026-03-02T07:00+01:00')
    assert.equal(sumHours([open], dayAndWeekOf(before, berlin), before).todayMs, 0)
  })

  it('counts no hour twice where periods overlap, as late-told taps can leave them', () => {
    const now = at('2026-03-03T20:00+01:00')
    const periods = [
      { startedMs: at('2026-03-03T08:00+01:00'), endedMs: at('2026-03-03T16:00+01:00') },
      { startedMs: at('2026-03-02T08:00+01:00'), endedMs: null },
      { startedMs: at('2026-03-03T15:00+01:00'), endedMs: at('2026-03-03T18:00+01:00') },
    ]
    assert.deepEqual(sumHours(periods, dayAndWeekOf(now, berlin), now), { todayMs: 20 * hour, weekMs: 36 * hour })
    assert.deepEqual(
      mergeStretches(
        [periods[0] ?? periods[1], periods[2]].flatMap((each) => each ?? []),
        now,
      ),
      [{ startMs: at('2026-03-03T08:00+01:00'), endMs: at('2026-03-03T18:00+01:00') }],
    )
  })

  it('never counts more than the time that there was, and never less than the longest period', () => {
    const start = at('2026-03-02T00:00+01:00')
    const period = fc.record({ from: fc.nat(80), long: fc.nat(30) })
    fc.assert(
      fc.property(fc.array(period, { maxLength: 12 }), (given) => {
        const periods = given.map(({ from, long }) => ({
          startedMs: start + from * hour,
          endedMs: start + (from + long) * hour,
        }))
        // Hour by hour: worked if any period holds it.
        const worked = Array.from({ length: 120 }, (_, index) => start + index * hour).filter((ms) =>
          periods.some(({ startedMs, endedMs }) => startedMs <= ms && ms < endedMs),
        ).length
        const now = start + 120 * hour
        assert.equal(sumHours(periods, dayAndWeekOf(now, berlin), now).weekMs, worked * hour)
      }),
    )
  })

  it('says for every instant and zone a day that holds it and a week that holds the day', () => {
    const instants = fc.integer({ min: at('2024-01-01T00:00Z'), max: at('2028-01-01T00:00Z') })
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC')
    fc.assert(
      fc.property(instants, zones, (atMs, zone) => {
        const { dayStartMs, dayEndMs, weekStartMs, localDate } = dayAndWeekOf(atMs, zone)
        assert.ok(dayStartMs <= atMs && atMs < dayEndMs && weekStartMs <= dayStartMs)
        const monday = Temporal.Instant.fromEpochMilliseconds(weekStartMs).toZonedDateTimeISO(zone)
        assert.equal(monday.dayOfWeek, 1)
        assert.equal(
          Temporal.Instant.fromEpochMilliseconds(dayEndMs - 1)
            .toZonedDateTimeISO(zone)
            .toPlainDate()
            .toString(),
          localDate,
        )
      }),
    )
  })

  it('gives the same answer whether or not the last day was remembered', () => {
    const instants = fc.array(fc.integer({ min: at('2026-03-27T00:00Z'), max: at('2026-03-31T00:00Z') }), {
      maxLength: 30,
    })
    fc.assert(
      fc.property(instants, (all) => {
        const remembered = createDayAndWeek(berlin)
        for (const atMs of all) assert.deepEqual(remembered(atMs), dayAndWeekOf(atMs, berlin))
      }),
    )
  })
})
