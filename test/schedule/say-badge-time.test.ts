import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { BadgeTime } from '../../core/schedule/badge-hours.ts'
import { describeBadgeTime, sayBadgeTime } from '../../core/schedule/say-badge-time.ts'
import { at } from './make-profile.ts'

const zone = 'Europe/Berlin'
const tuesday = at('2026-03-10T12:00')

const say = (time: BadgeTime): string => sayBadgeTime(time, tuesday, zone)
const next = (local: string): string => say({ type: 'not-now', nextMs: at(local) })
const until = (local: string): string => say({ type: 'allowed', untilMs: at(local) + 1000 })

test('who has no profile is told that none applies', () => {
  assert.equal(say({ type: 'always' }), 'Allowed at any time: no time profile applies.')
})

test('who may badge now is told until when, by the last minute', () => {
  assert.equal(until('2026-03-10T17:00'), 'Allowed now, until 17:00.')
  assert.equal(until('2026-03-10T23:59:59'), 'Allowed now, until 23:59.')
  assert.equal(until('2026-03-11T06:00'), 'Allowed now, until tomorrow at 06:00.')
  assert.equal(until('2026-03-16T00:00'), 'Allowed now, until Monday at 00:00.')
  assert.equal(say({ type: 'allowed', untilMs: null }), 'Allowed now, and for at least a week.')
})

test('who may not badge now is told when next', () => {
  assert.equal(next('2026-03-10T18:00'), 'Not allowed now; next today at 18:00.')
  assert.equal(next('2026-03-11T00:00'), 'Not allowed now; next tomorrow at 00:00.')
  assert.equal(next('2026-03-16T08:00'), 'Not allowed now; next on Monday at 08:00.')
  assert.equal(next('2026-03-17T08:00'), 'Not allowed now; next on Tuesday 2026-03-17 at 08:00.')
  assert.equal(next('2026-03-11T08:00:30'), 'Not allowed now; next tomorrow at 08:00:30.')
  assert.equal(say({ type: 'not-now', nextMs: null }), 'Not allowed now, and never again.')
})

test('a moment is described in the station’s zone, ready for any language', () => {
  const nextMs = at('2026-03-29T03:00')
  assert.deepEqual(describeBadgeTime({ type: 'not-now', nextMs }, at('2026-03-28T23:30'), zone), {
    type: 'not-now',
    next: { atMs: nextMs, localDate: '2026-03-29', localTime: '03:00', weekday: 7, daysAway: 1 },
  })
})

test('date, time, weekday and distance are those of the calendar, in any zone', () => {
  const instants = fc.integer({ min: at('1970-01-03T00:00'), max: at('2099-12-31T00:00') })
  const anyZone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC')
  fc.assert(
    fc.property(instants, fc.integer({ min: 0, max: 20 * 86_400 }), anyZone, (atMs, later, where) => {
      const nextMs = atMs + later * 1000
      const words = describeBadgeTime({ type: 'not-now', nextMs }, atMs, where)
      const [now, then] = [atMs, nextMs].map((each) =>
        Temporal.Instant.fromEpochMilliseconds(each).toZonedDateTimeISO(where),
      )
      assert.ok(words.type === 'not-now' && words.next && now && then)
      assert.equal(words.next.localDate, then.toPlainDate().toString())
      assert.ok(then.toPlainTime().toString().startsWith(words.next.localTime))
      assert.equal(words.next.weekday, then.dayOfWeek)
      assert.equal(words.next.daysAway, now.toPlainDate().until(then.toPlainDate()).days)
    }),
  )
})
