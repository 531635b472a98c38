import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  dayTypes,
  locateItemFault,
  type RequestError,
  readLinkIds,
  readTimeProfileItems,
  repeatTypes,
  timeProfileErrors,
  weekdays,
  weekOrders,
} from '../../core/schedule/time-profile.ts'
import { anyProfile, linkId, makeProfile, never, repeatCustom, repeatEvery } from './make-profile.ts'
import { bodyOf, faultsBySentence, firstMonday, month, type Parts, year } from './profile-body.ts'

function assertRefused(error: RequestError, ...all: Parts[]): void {
  for (const parts of all) {
    assert.deepEqual(readTimeProfileItems(bodyOf(parts)), { type: 'refused', error }, JSON.stringify(parts))
  }
}

function assertRead(...all: Parts[]): void {
  for (const parts of all) assert.equal(readTimeProfileItems(bodyOf(parts)).type, 'items', JSON.stringify(parts))
}

test('an item is read with every field that the vendor documents', () => {
  assert.deepEqual(readTimeProfileItems(bodyOf()), {
    type: 'items',
    items: [
      {
        link_id: linkId,
        name: 'Work week',
        time_options: { is_all_day: true, date_from: 1_772_434_800, date_to: 1_772_434_800 },
        repeat_options: {
          repeat_enable: true,
          repeat_format: {
            repeat_type: 'custom',
            repeat_end: { format: 'never' },
            repeat_custom: {
              repeat_point_type: 'week',
              repeat_looper: 1,
              repeat_options: ['MON', 'TUE', 'WED', 'THU', 'FRI'],
            },
          },
        },
      },
    ],
  })
})

test('every documented word of a recurrence is read', () => {
  for (const repeatType of repeatTypes) assertRead({ format: { repeat_type: repeatType } })
  assertRead({ format: { repeat_end: { format: 'date', date: 1_780_000_000 } } })
  assertRead({ custom: { repeat_point_type: 'day' } })
  for (const day of weekdays) assertRead({ custom: { repeat_options: [day] } })
  assertRead(month({ format: 'dayNumbers', range: Array.from({ length: 31 }, (_, day) => day + 1) }))
  for (const week_order of weekOrders) {
    for (const day_type of dayTypes) {
      assertRead(month({ format: 'parameterizedDay', range: { week_order, day_type } }))
      assertRead(year({ months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], range: { week_order, day_type } }))
    }
  }
})

test('an unknown or missing repeat_type is answered Wrong repeat_type', () => {
  const wrong = ['hourly', 'Day', '', 5, null, undefined].map((repeat_type) => ({ format: { repeat_type } }))
  assertRefused('Wrong repeat_type', ...wrong)
})

test('an unknown format of the end or of a month is answered Wrong format enum name', () => {
  assertRefused(
    'Wrong format enum name',
    { format: { repeat_end: { format: 'count' } } },
    { format: { repeat_end: {} } },
    month({ format: 'weekNumbers', range: [1] }),
    month({ range: [1] }),
  )
})

test('an unknown or missing repeat_point_type is answered Wrong repeat_point_type enum name', () => {
  const wrong = ['hour', 'twoWeeks', null, undefined].map((type) => ({ custom: { repeat_point_type: type } }))
  assertRefused('Wrong repeat_point_type enum name', ...wrong)
})

test('an unknown weekday, week_order or day_type is answered Wrong repeat_options enum name', () => {
  assertRefused(
    'Wrong repeat_options enum name',
    { custom: { repeat_options: ['MON', 'Tue'] } },
    { custom: { repeat_options: ['WEEK_DAY'] } },
    { custom: { repeat_options: [1] } },
    month({ format: 'parameterizedDay', range: { week_order: 'sixth', day_type: 'MON' } }),
    month({ format: 'parameterizedDay', range: { week_order: 'first', day_type: 'HOLIDAY' } }),
    year({ months: [1], range: { week_order: 'first' } }),
    year({ months: [1], range: { day_type: 'MON' } }),
  )
})

test('a repeat_looper that is no integer from 1 to 1000 is answered Wrong repeat_looper range', () => {
  const wrong = [0, 1001, -1, 1.5, '1', null, undefined, 1e300]
  assertRefused('Wrong repeat_looper range', ...wrong.map((looper) => ({ custom: { repeat_looper: looper } })))
  assertRead({ custom: { repeat_looper: 1 } }, { custom: { repeat_looper: 1000 } })
})

test('an empty or missing set of weekdays is answered Set in WeekOptions can’t be empty', () => {
  const wrong = [[], null, undefined].map((options) => ({ custom: { repeat_options: options } }))
  assertRefused("Set in WeekOptions can't be empty", ...wrong)
})

test('an instant outside 1970 to 2099 or an end before its start is answered Wrong year range', () => {
  const latest = Date.UTC(2099, 11, 31, 23, 59, 59) / 1000
  const ends = (date: number): Parts => ({ format: { repeat_end: { format: 'date', date } } })
  assertRefused(
    'Wrong year range',
    { time: { date_from: -1 } },
    { time: { date_to: latest + 1 } },
    { time: { date_from: 1_772_434_801 } },
    ends(latest + 1),
    ends(1_772_434_799),
  )
  assertRead({ time: { date_from: 0 } }, { time: { date_to: latest } }, ends(latest), ends(1_772_434_800))
})

test('a year without months is answered Set in YearOptions can’t be empty', () => {
  assertRefused(
    "Set in YearOptions can't be empty",
    year({ months: [], range: firstMonday }),
    year({ range: firstMonday }),
  )
})

test('a day number outside 1 to 31 is answered Wrong DayOfMonth range', () => {
  const wrong = [[0], [32], [1, -1], [1.5], ['1'], [null]].map((range) => month({ format: 'dayNumbers', range }))
  assertRefused('Wrong DayOfMonth range', ...wrong)
})

test('a month outside 1 to 12 is answered Wrong months range', () => {
  const wrong = [[0], [13], [1, 2.5], ['MAR']].map((months) => year({ months, range: firstMonday }))
  assertRefused('Wrong months range', ...wrong)
})

test('an empty or missing set of day numbers is answered Set in dayNumbers can’t be empty', () => {
  const wrong = [[], null, undefined].map((range) => month({ format: 'dayNumbers', range }))
  assertRefused("Set in dayNumbers can't be empty", ...wrong)
})

test('a link_id that is missing, null or no UUID is answered Wrong Time Profile Uid', () => {
  const wrong = [undefined, null, '', 7, 'front-door', `{${linkId}}`, `${linkId}0`, linkId.replaceAll('-', '')]
  assertRefused('Wrong Time Profile Uid', ...wrong.map((link_id) => ({ item: { link_id } })))
})

test('what no sentence speaks of is answered Wrong JSON body', () => {
  const error = 'Wrong JSON body'
  for (const body of [null, [], 'x', 5, {}, { list_items: {} }, { list_items: [null] }, { list_items: [[]] }]) {
    assert.deepEqual(readTimeProfileItems(body), { type: 'refused', error }, JSON.stringify(body))
  }
  assertRefused(
    error,
    { item: { name: undefined } },
    { item: { name: 5 } },
    { item: { name: 'x'.repeat(257) } },
    { item: { time_options: null } },
    { item: { repeat_options: [] } },
    { time: { is_all_day: 'yes' } },
    { time: { date_from: '1772434800' } },
    { time: { date_to: 1.5 } },
    { repeat: { repeat_enable: 1 } },
    { repeat: { repeat_format: null } },
    { format: { repeat_end: null } },
    { format: { repeat_end: { format: 'date' } } },
    { format: { repeat_custom: null } },
    { custom: { repeat_options: 'MON' } },
    month([]),
    month({ format: 'parameterizedDay', range: 'first' }),
    year({ months: 3, range: firstMonday }),
    year({ months: [3] }),
  )
})

test('every sentence of the page can be brought about', () => {
  const seen = new Set<string>()
  for (const [sentence, parts] of faultsBySentence) {
    const reading = readTimeProfileItems(bodyOf(parts))
    assert.deepEqual(reading, { type: 'refused', error: sentence })
    seen.add(sentence)
  }
  assert.deepEqual([...seen].sort(), [...timeProfileErrors].sort())
})

test('of several faults the first in the documented order gives the sentence', () => {
  // Each has the fault before it mended: all that come later are still there.
  const mended: [RequestError, Parts][] = []
  const wrong = {
    custom: { repeat_point_type: 'x', repeat_looper: 0, repeat_options: [] },
    format: { repeat_type: 'x', repeat_end: { format: 'x' } },
    time: { date_from: -1 },
    item: { link_id: null },
  }
  mended.push(['Wrong Time Profile Uid', wrong])
  mended.push(['Wrong year range', { ...wrong, item: {} }])
  mended.push(['Wrong repeat_type', { ...wrong, item: {}, time: {} }])
  const end = { repeat_end: { format: 'x' } }
  mended.push(['Wrong format enum name', { custom: wrong.custom, format: end }])
  mended.push(['Wrong repeat_point_type enum name', { custom: wrong.custom }])
  mended.push(['Wrong repeat_looper range', { custom: { repeat_looper: 0, repeat_options: [] } }])
  mended.push(["Set in WeekOptions can't be empty", { custom: { repeat_options: [] } }])
  for (const [error, parts] of mended) assertRefused(error, parts)
})

test('one faulty item refuses the whole request, and the first faulty item gives the sentence', () => {
  const good = makeProfile('2026-03-02T08:00', '2026-03-02T17:00')
  const noId = { ...good, link_id: 'x' }
  const noType = makeProfile('2026-03-02T08:00', '2026-03-02T17:00', repeatEvery('day'))
  const faulty = { ...noType, repeat_options: { repeat_enable: true, repeat_format: { repeat_type: 'x' } } }
  assert.deepEqual(readTimeProfileItems({ list_items: [good, faulty, noId] }), {
    type: 'refused',
    error: 'Wrong repeat_type',
  })
})

test('an empty list is a request for nothing', () => {
  assert.deepEqual(readTimeProfileItems({ list_items: [] }), { type: 'items', items: [] })
})

test('what an item switches off is neither looked at nor kept', () => {
  const reading = readTimeProfileItems({
    list_items: [
      {
        ...makeProfile('2026-03-02T08:00', '2026-03-02T17:00'),
        repeat_options: { repeat_enable: false, repeat_format: { repeat_type: 'x' } },
        uid: 5,
      },
      {
        ...makeProfile('2026-03-02T08:00', '2026-03-02T17:00'),
        repeat_options: {
          repeat_enable: true,
          repeat_format: {
            repeat_type: 'day',
            repeat_end: { format: 'never', date: -1 },
            repeat_custom: { repeat_point_type: 'week', repeat_looper: 5, repeat_options: [] },
          },
        },
      },
    ],
  })
  assert.deepEqual(reading, {
    type: 'items',
    items: [
      makeProfile('2026-03-02T08:00', '2026-03-02T17:00'),
      makeProfile('2026-03-02T08:00', '2026-03-02T17:00', repeatEvery('day')),
    ],
  })
})

test('a part in the wrong place is a wrong body, and never a profile without it', () => {
  const good = makeProfile(
    '2026-03-02T08:00',
    '2026-03-02T17:00',
    repeatCustom({ repeat_point_type: 'week', repeat_looper: 1, repeat_options: ['MON'] }, never),
  )
  const stray = { repeat_options: ['MON'] }
  const repeat = good.repeat_options as { repeat_format: { repeat_custom: object; repeat_end: object } }
  const format = repeat.repeat_format
  const cases: [object, string][] = [
    [{ ...good, time_options: { ...good.time_options, days: 5 } }, 'time_options.days'],
    [{ ...good, repeat_options: { ...repeat, repeat_custom: {} } }, 'repeat_options.repeat_custom'],
    [
      { ...good, repeat_options: { ...repeat, repeat_format: { ...format, ...stray } } },
      'repeat_options.repeat_format.repeat_options',
    ],
    [
      { ...good, repeat_options: { ...repeat, repeat_format: { ...format, repeat_end: { format: 'never', end: 1 } } } },
      'repeat_options.repeat_format.repeat_end.end',
    ],
    [
      {
        ...good,
        repeat_options: { ...repeat, repeat_format: { ...format, repeat_custom: { ...format.repeat_custom, x: 1 } } },
      },
      'repeat_options.repeat_format.repeat_custom.x',
    ],
  ]
  for (const [item, field] of cases) {
    const body = { list_items: [good, item] }
    assert.deepEqual(readTimeProfileItems(body), { type: 'refused', error: 'Wrong JSON body' }, field)
    assert.equal(locateItemFault(body), `item 2, ${field}`)
  }
})

test('a link id is read in either case, and the members of a set once', () => {
  const reading = readTimeProfileItems({
    list_items: [
      makeProfile(
        '2026-03-02T08:00',
        '2026-03-02T17:00',
        repeatCustom({ repeat_point_type: 'week', repeat_looper: 1, repeat_options: ['FRI', 'MON', 'FRI'] }, never),
        { linkId: linkId.toUpperCase() },
      ),
    ],
  })
  assert.deepEqual(reading, {
    type: 'items',
    items: [
      makeProfile(
        '2026-03-02T08:00',
        '2026-03-02T17:00',
        repeatCustom({ repeat_point_type: 'week', repeat_looper: 1, repeat_options: ['FRI', 'MON'] }),
      ),
    ],
  })
})

test('whatever is valid is read as it is, and reading it again changes nothing', () => {
  const profile = anyProfile({ earliest: 0, latest: Date.UTC(2090, 0, 1) / 1000, longestDays: 400 })
  fc.assert(
    fc.property(fc.array(profile, { maxLength: 4 }), (items) => {
      const body: unknown = JSON.parse(JSON.stringify({ list_items: items }))
      assert.deepEqual(readTimeProfileItems(body), { type: 'items', items })
    }),
  )
})

test('any JSON at all is read or refused, never thrown at', () => {
  const sentences = new Set<string>([...timeProfileErrors, 'Wrong JSON body'])
  const parts = fc.record(
    {
      item: fc.dictionary(fc.constantFrom('link_id', 'name', 'time_options', 'repeat_options'), fc.jsonValue()),
      time: fc.dictionary(fc.constantFrom('is_all_day', 'date_from', 'date_to'), fc.jsonValue()),
      format: fc.dictionary(fc.constantFrom('repeat_type', 'repeat_end', 'repeat_custom'), fc.jsonValue()),
      custom: fc.dictionary(fc.constantFrom('repeat_point_type', 'repeat_looper', 'repeat_options'), fc.jsonValue()),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), parts.map(bodyOf)), (body) => {
      const reading = readTimeProfileItems(body)
      assert.ok(reading.type === 'items' || sentences.has(reading.error))
      const deletion = readLinkIds(body)
      assert.ok(deletion.type === 'link-ids' || sentences.has(deletion.error))
    }),
  )
})

test('link ids to delete are read in lower case, and refused whole', () => {
  assert.deepEqual(readLinkIds({ link_ids: [linkId.toUpperCase(), linkId] }), {
    type: 'link-ids',
    linkIds: [linkId, linkId],
  })
  assert.deepEqual(readLinkIds({ link_ids: [linkId, 'x'] }), { type: 'refused', error: 'Wrong Time Profile Uid' })
  for (const body of [null, [], {}, { link_ids: linkId }]) {
    assert.deepEqual(readLinkIds(body), { type: 'refused', error: 'Wrong JSON body' })
  }
})
