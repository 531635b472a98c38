import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeTimes } from '../../renderer/kiosk/describe-times.ts'
import { translateStrictly } from './load-languages.ts'

const en = await translateStrictly('en')
const at = (text: string) => Date.parse(text)

test('own times stand by day, today first, in the zone of the station, and say which end is missing', () => {
  const view = describeTimes(
    {
      type: 'times',
      atMs: at('2026-03-03T17:00:00+01:00'),
      zone: 'Europe/Berlin',
      weekMs: 12 * 3_600_000 + 5 * 60_000,
      days: [
        {
          localDate: '2026-03-02',
          workedMs: 4 * 3_600_000 + 5 * 60_000,
          periods: [
            { state: 'closed', startedMs: at('2026-03-02T08:00:00+01:00'), endedMs: at('2026-03-02T12:05:00+01:00') },
            { state: 'missed-out', startedMs: at('2026-03-02T13:00:00+01:00'), endedMs: null },
          ],
        },
        {
          localDate: '2026-03-03',
          workedMs: 8 * 3_600_000,
          periods: [
            { state: 'missed-in', startedMs: null, endedMs: at('2026-03-03T07:00:00+01:00') },
            { state: 'open', startedMs: at('2026-03-03T09:00:00+01:00'), endedMs: null },
          ],
        },
      ],
    },
    en,
    'en',
  )
  assert.equal(view.week, '12 h 05 min')
  assert.deepEqual(
    view.days.map(({ date, periods, worked }) => [date, ...periods, worked]),
    [
      ['Tuesday 3 March', '07:00 – beginning missing', 'since 09:00', '8 h 00 min'],
      ['Monday 2 March', '08:00–12:05', '13:00 – end missing', '4 h 05 min'],
    ],
  )
})
