import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type DateFormat, dateFormats, parseDate, printDate } from '../../core/presence/presence-dates.ts'

const berlin = 'Europe/Berlin'
const zones = [
  'UTC',
  berlin,
  'America/New_York',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Pacific/Kiritimati',
]
const written = ['iso', 'us', 'international', 'longForm'] as const

/** The same date in all six formats, the timestamps being midnight in Berlin. */
const lastOfMay2021: Record<DateFormat, string | number> = {
  iso: '2021-05-30',
  unixS: 1_622_325_600,
  unixMS: 1_622_325_600_000,
  us: '05-30-2021',
  international: '30-05-2021',
  longForm: 'May 30, 2021',
}

/** Days since 0001-01-01, up to 9999-12-31. */
const anyDate = fc.integer({ min: 0, max: 3_652_058 }).map((days) => dateOf(days))

function dateOf(days: number): string {
  return Temporal.PlainDate.from('0001-01-01').add({ days }).toString()
}

/** The zones that crossed the date line have one date fewer. */
function isSkipped(date: string, zone: string): boolean {
  return (zone === 'Pacific/Apia' && date === '2011-12-30') || (zone === 'Pacific/Kiritimati' && date === '1994-12-31')
}

/** What a calendar on the wall shows, by another way than the code's. */
function wallDate(atMs: number, zone: string): string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return format.format(atMs)
}

test('iso is YYYY-MM-DD', () => {
  assert.equal(parseDate('2021-05-31', 'iso', berlin), '2021-05-31')
  assert.equal(printDate('2021-05-31', 'iso', berlin), '2021-05-31')
})

test('unixS is a Unix timestamp in seconds', () => {
  assert.equal(parseDate(1_622_325_600, 'unixS', berlin), '2021-05-30')
  assert.equal(printDate('2021-05-30', 'unixS', berlin), 1_622_325_600)
})

test('unixMS is a Unix timestamp in milliseconds', () => {
  assert.equal(parseDate(1_622_325_600_000, 'unixMS', berlin), '2021-05-30')
  assert.equal(printDate('2021-05-30', 'unixMS', berlin), 1_622_325_600_000)
})

test('us is MM-DD-YYYY', () => {
  assert.equal(parseDate('05-30-2021', 'us', berlin), '2021-05-30')
  assert.equal(printDate('2021-05-30', 'us', berlin), '05-30-2021')
})

test('international is DD-MM-YYYY', () => {
  assert.equal(parseDate('30-05-2021', 'international', berlin), '2021-05-30')
  assert.equal(printDate('2021-05-30', 'international', berlin), '30-05-2021')
})

test('longForm is MMMM D, YYYY', () => {
  assert.equal(parseDate('May 30, 2021', 'longForm', berlin), '2021-05-30')
  assert.equal(parseDate('September 1, 2021', 'longForm', berlin), '2021-09-01')
  assert.equal(printDate('2021-05-30', 'longForm', berlin), 'May 30, 2021')
})

test('impossible dates are invalid and do not roll over', () => {
  const impossible: [DateFormat, string][] = [
    ['iso', '2021-02-30'],
    ['iso', '2021-02-29'],
    ['iso', '1900-02-29'],
    ['iso', '2021-04-31'],
    ['iso', '2021-13-01'],
    ['iso', '2021-00-10'],
    ['iso', '2021-01-00'],
    ['iso', '0000-01-01'],
    ['us', '02-30-2021'],
    ['us', '30-05-2021'],
    ['international', '30-02-2021'],
    ['international', '05-30-2021'],
    ['longForm', 'February 30, 2021'],
    ['longForm', 'June 31, 2021'],
  ]
  for (const [format, text] of impossible) assert.equal(parseDate(text, format, berlin), null, `${format} ${text}`)
  for (const leapDay of ['2000-02-29', '2024-02-29']) assert.equal(parseDate(leapDay, 'iso', berlin), leapDay)
})

test('a date is taken only as it would be written', () => {
  const others: [DateFormat, unknown][] = [
    ['iso', '2021-5-31'],
    ['iso', '20210531'],
    ['iso', '2021-05-31T00:00:00Z'],
    ['iso', '2021-05-31\n'],
    ['iso', ' 2021-05-31'],
    ['iso', '２０２１-０５-３１'],
    ['iso', '2021‐05‐31'],
    ['iso', '+002021-05-31'],
    ['iso', '12021-05-31'],
    ['us', '5-30-2021'],
    ['us', '05/30/2021'],
    ['us', '05-30-21'],
    ['international', '30.05.2021'],
    ['longForm', 'may 30, 2021'],
    ['longForm', 'MAY 30, 2021'],
    ['longForm', 'Mai 30, 2021'],
    ['longForm', 'May 30 2021'],
    ['longForm', 'May 05, 2021'],
    ['longForm', 'May  30, 2021'],
    ['longForm', 'May\u00a030, 2021'],
    ['longForm', 'Sep 1, 2021'],
    ['longForm', 'May 30, 21'],
    ['unixS', '01622325600'],
    ['unixS', '1622325600.0'],
    ['unixS', '1.6223256e9'],
    ['unixS', '0x60b2b7e0'],
    ['unixS', '+1622325600'],
    ['unixS', '-0'],
    ['unixS', ' 1622325600'],
    ['unixS', ''],
    ['unixS', 1_622_325_600.5],
    ['unixMS', Number.NaN],
    ['unixMS', Number.POSITIVE_INFINITY],
    ['unixMS', 1e21],
  ]
  for (const [format, given] of others) assert.equal(parseDate(given, format, berlin), null, `${format} ${given}`)
})

test('numbers are dates in the two timestamp formats alone, and nothing but text and numbers ever is', () => {
  for (const format of written) {
    for (const given of [20210531, 1_622_325_600, 0]) assert.equal(parseDate(given, format, berlin), null)
  }
  for (const format of dateFormats) {
    const text = lastOfMay2021[format]
    for (const given of [null, undefined, true, [], [text], {}, { date: text }, new Date(0), 1_622_325_600n]) {
      assert.equal(parseDate(given, format, berlin), null, format)
    }
  }
})

test('a date in one format is none in any other, but for the two timestamps', () => {
  for (const format of dateFormats) {
    for (const other of dateFormats) {
      const parsed = parseDate(lastOfMay2021[other], format, berlin)
      if (format === other) assert.equal(parsed, '2021-05-30')
      else if (format !== 'unixMS' || other !== 'unixS') assert.equal(parsed, null, `${other} as ${format}`)
    }
  }
})

test('a timestamp is read in the configured zone, whatever the hour', () => {
  const atS = Date.parse('2021-05-30T23:30:00Z') / 1000
  assert.equal(parseDate(atS, 'unixS', 'UTC'), '2021-05-30')
  assert.equal(parseDate(atS, 'unixS', berlin), '2021-05-31')
  assert.equal(parseDate(String(atS), 'unixS', 'America/New_York'), '2021-05-30')
  assert.equal(parseDate(atS * 1000 + 999, 'unixMS', berlin), '2021-05-31')
  assert.equal(parseDate(-1, 'unixS', 'UTC'), '1969-12-31')
  assert.equal(parseDate('-86401', 'unixS', 'UTC'), '1969-12-30')
})

test('a timestamp beyond the years of four digits is invalid, such as milliseconds where seconds are asked for', () => {
  assert.equal(parseDate(1_622_325_600_000, 'unixS', berlin), null)
  assert.equal(parseDate(Date.UTC(9999, 11, 31, 23, 59, 59, 999), 'unixMS', 'UTC'), '9999-12-31')
  assert.equal(parseDate(Date.UTC(10_000, 0, 1), 'unixMS', 'UTC'), null)
  assert.equal(parseDate(-62_135_596_800, 'unixS', 'UTC'), '0001-01-01')
  assert.equal(parseDate(-62_135_596_801, 'unixS', 'UTC'), null)
})

test('parsing a printed date gives the date back in all six formats', () => {
  fc.assert(
    fc.property(anyDate, fc.constantFrom(...zones), fc.constantFrom(...dateFormats), (date, zone, format) => {
      const printed = printDate(date, format, zone)
      if (isSkipped(date, zone)) return
      assert.equal(parseDate(printed, format, zone), date)
      // As a line of a CSV holds it.
      assert.equal(parseDate(String(printed), format, zone), date)
    }),
    { numRuns: 1000 },
  )
})

test('every day of DST changes and leap years is given back in every zone and format', () => {
  const days = ['2020-02-28', '2021-03-27', '2021-10-30', '2018-11-03', '2022-03-12', '2011-12-28', '1999-12-30']
  for (const first of days) {
    for (let day = 0; day < 4; day += 1) {
      const date = Temporal.PlainDate.from(first).add({ days: day }).toString()
      for (const zone of zones) {
        if (isSkipped(date, zone)) continue
        for (const format of dateFormats) assert.equal(parseDate(printDate(date, format, zone), format, zone), date)
      }
    }
  }
})

test('a date that a zone never had has no timestamp there, and is written in the other formats', () => {
  assert.equal(printDate('2011-12-30', 'unixS', 'Pacific/Apia'), null)
  assert.equal(printDate('2011-12-30', 'unixMS', 'Pacific/Apia'), null)
  assert.equal(printDate('1994-12-31', 'unixS', 'Pacific/Kiritimati'), null)
  assert.equal(printDate('2011-12-30', 'longForm', 'Pacific/Apia'), 'December 30, 2011')
})

test('what is no date is not printed', () => {
  for (const text of ['2021-02-30', '', '30-05-2021', '0000-01-01']) {
    assert.throws(() => printDate(text, 'us', berlin), RangeError)
  }
})

/** Texts that are nearly dates: a printed one, with one character taken, added or changed. */
const nearlyDate = fc
  .record({
    date: anyDate,
    format: fc.constantFrom(...dateFormats),
    place: fc.nat(20),
    taken: fc.nat(2),
    put: fc.constantFrom('', '0', '1', '9', '-', ' ', ',', 'M', 'e', '.', '\u0660', '\u00e4'),
  })
  .map(({ date, format, place, taken, put }) => {
    const text = String(printDate(date, format, 'UTC'))
    return text.slice(0, place) + put + text.slice(place + taken)
  })

test('nothing is accepted that would be printed differently', () => {
  fc.assert(
    fc.property(
      fc.oneof({ weight: 8, arbitrary: nearlyDate }, fc.string({ unit: 'binary' })),
      fc.constantFrom(...written),
      (text, format) => {
        const date = parseDate(text, format, berlin)
        if (date !== null) assert.equal(printDate(date, format, berlin), text)
      },
    ),
    { numRuns: 3000 },
  )
})

test('an accepted timestamp is written as its number is, and lies on its date by the wall calendar', () => {
  const stamp = fc.oneof(
    fc.integer({ min: -30_000_000_000, max: 30_000_000_000 }),
    fc.integer({ min: -3_000_000_000_000, max: 30_000_000_000_000 }),
    fc.double(),
  )
  fc.assert(
    fc.property(
      fc.oneof(stamp, stamp.map(String), nearlyDate),
      fc.constantFrom('unixS' as const, 'unixMS' as const),
      fc.constantFrom(...zones),
      (given, format, zone) => {
        const date = parseDate(given, format, zone)
        if (date === null) return
        assert.ok(Number.isInteger(Number(given)))
        if (typeof given === 'string') assert.equal(String(Number(given)), given)
        const atMs = Number(given) * (format === 'unixS' ? 1000 : 1)
        if (atMs > Date.UTC(1600, 0, 1)) assert.equal(wallDate(atMs, zone), date)
        const first = printDate(date, format, zone)
        assert.ok(first !== null && Number(first) <= Number(given))
      },
    ),
    { numRuns: 1000 },
  )
})

test('every day and month of two digits is a date exactly where the calendar has it', () => {
  for (const year of ['0001', '1900', '2000', '2023', '2024', '9999']) {
    for (let month = 0; month <= 13; month += 1) {
      for (let day = 0; day <= 32; day += 1) {
        const [mm, dd] = [String(month).padStart(2, '0'), String(day).padStart(2, '0')]
        const iso = `${year}-${mm}-${dd}`
        const utc = new Date(`${iso}T00:00:00Z`)
        const expected = !Number.isNaN(utc.getTime()) && utc.toISOString().startsWith(iso) ? iso : null
        assert.equal(parseDate(iso, 'iso', berlin), expected)
        assert.equal(parseDate(`${mm}-${dd}-${year}`, 'us', berlin), expected)
        assert.equal(parseDate(`${dd}-${mm}-${year}`, 'international', berlin), expected)
      }
    }
  }
})
