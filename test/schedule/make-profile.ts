/** Time profiles for tests: built by hand, and arbitrary ones. */
import fc from 'fast-check'
import {
  dayTypes,
  monthFormats,
  type ParameterizedDay,
  type RepeatCustom,
  type RepeatEnd,
  type RepeatFormat,
  repeatTypes,
  type TimeProfileItem,
  weekdays,
  weekOrders,
} from '../../core/schedule/time-profile.ts'

export const linkId = '91c615e3-1040-4815-8ecb-039a18b756b5'

/** Unix seconds of what the wall clock of `zone` shows, such as `2026-03-02T08:00`. */
export function toUnix(local: string, zone = 'Europe/Berlin'): number {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds / 1000
}

/** An instant in milliseconds, by the wall clock of `zone`. */
export function at(local: string, zone = 'Europe/Berlin'): number {
  return toUnix(local, zone) * 1000
}

/** A profile whose first window is `from` to `to` on the wall of `zone`. */
export function makeProfile(
  from: string,
  to: string,
  repeat: RepeatFormat | null = null,
  options: { zone?: string; isAllDay?: boolean; linkId?: string; name?: string } = {},
): TimeProfileItem {
  return {
    link_id: options.linkId ?? linkId,
    name: options.name ?? 'Day shift',
    time_options: {
      is_all_day: options.isAllDay ?? false,
      date_from: toUnix(from, options.zone),
      date_to: toUnix(to, options.zone),
    },
    repeat_options: repeat ? { repeat_enable: true, repeat_format: repeat } : { repeat_enable: false },
  }
}

export const never: RepeatEnd = { format: 'never' }

export function repeatEvery(
  type: 'day' | 'week' | 'twoWeeks' | 'month' | 'year',
  end: RepeatEnd = never,
): RepeatFormat {
  return { repeat_type: type, repeat_end: end }
}

export function repeatCustom(custom: RepeatCustom, end: RepeatEnd = never): RepeatFormat {
  return { repeat_type: 'custom', repeat_end: end, repeat_custom: custom }
}

const looper = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 1000 }))
const range: fc.Arbitrary<ParameterizedDay> = fc
  .tuple(fc.constantFrom(...weekOrders), fc.constantFrom(...dayTypes))
  .map(([week_order, day_type]) => ({ week_order, day_type }))

function someOf(most: number): fc.Arbitrary<number[]> {
  return fc.uniqueArray(fc.integer({ min: 1, max: most }), { minLength: 1, maxLength: 6 })
}

const custom: fc.Arbitrary<RepeatCustom> = fc.oneof(
  looper.map((every): RepeatCustom => ({ repeat_point_type: 'day', repeat_looper: every })),
  fc
    .tuple(looper, fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 }))
    .map(([every, days]): RepeatCustom => ({ repeat_point_type: 'week', repeat_looper: every, repeat_options: days })),
  fc.tuple(looper, fc.constantFrom(...monthFormats), someOf(31), range).map(
    ([every, format, days, day]): RepeatCustom => ({
      repeat_point_type: 'month',
      repeat_looper: every,
      repeat_options: format === 'dayNumbers' ? { format, range: days } : { format, range: day },
    }),
  ),
  fc.tuple(looper, someOf(12), range).map(
    ([every, months, day]): RepeatCustom => ({
      repeat_point_type: 'year',
      repeat_looper: every,
      repeat_options: { months, range: day },
    }),
  ),
)

export type ProfileRange = { earliest: number; latest: number; longestDays: number }

/** Any profile whose first window begins between two Unix seconds. */
export function anyProfile({ earliest, latest, longestDays }: ProfileRange): fc.Arbitrary<TimeProfileItem> {
  return fc
    .record({
      linkId: fc.uuid(),
      name: fc.string({ maxLength: 40, unit: 'grapheme' }),
      isAllDay: fc.boolean(),
      from: fc.integer({ min: earliest, max: latest }),
      length: fc.oneof(
        fc.integer({ min: 0, max: 24 }).map((hours) => hours * 3600),
        fc.integer({ min: 0, max: longestDays * 86_400 }),
      ),
      isEnabled: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
      type: fc.constantFrom(...repeatTypes, 'custom', 'custom', 'custom'),
      endAfter: fc.option(fc.integer({ min: 0, max: 3 * 366 * 86_400 })),
      custom,
    })
    .map(({ linkId: id, name, isAllDay, from, length, isEnabled, type, endAfter, custom: how }) => {
      const end: RepeatEnd = endAfter === null ? never : { format: 'date', date: from + endAfter }
      const format: RepeatFormat =
        type === 'custom'
          ? { repeat_type: type, repeat_end: end, repeat_custom: how }
          : { repeat_type: type as Exclude<RepeatFormat['repeat_type'], 'custom'>, repeat_end: end }
      return {
        link_id: id,
        name,
        time_options: { is_all_day: isAllDay, date_from: from, date_to: from + length },
        repeat_options: isEnabled ? { repeat_enable: true, repeat_format: format } : { repeat_enable: false },
      }
    })
}
