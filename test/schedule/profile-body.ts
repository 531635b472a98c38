/** The body of a put as JSON, with faults where a test wants them. */
import type { timeProfileErrors } from '../../core/schedule/time-profile.ts'
import { linkId } from './make-profile.ts'

/** A profile's JSON with some of its parts changed; `undefined` leaves a part out. */
export type Parts = {
  item?: object
  time?: object
  repeat?: object
  format?: object
  custom?: object
}

export function bodyOf({ item, time, repeat, format, custom }: Parts = {}): unknown {
  const body = {
    list_items: [
      {
        link_id: linkId,
        name: 'Work week',
        time_options: { is_all_day: true, date_from: 1_772_434_800, date_to: 1_772_434_800, ...time },
        repeat_options: {
          repeat_enable: true,
          repeat_format: {
            repeat_type: 'custom',
            repeat_end: { format: 'never' },
            repeat_custom: {
              repeat_point_type: 'week',
              repeat_looper: 1,
              repeat_options: ['MON', 'TUE', 'WED', 'THU', 'FRI'],
              ...custom,
            },
            ...format,
          },
          ...repeat,
        },
        ...item,
      },
    ],
  }
  return JSON.parse(JSON.stringify(body))
}

export const month = (options: unknown): Parts => ({ custom: { repeat_point_type: 'month', repeat_options: options } })
export const year = (options: unknown): Parts => ({ custom: { repeat_point_type: 'year', repeat_options: options } })
export const firstMonday = { week_order: 'first', day_type: 'MON' }

/** For each sentence of the page a fault that it stands for. */
export const faultsBySentence: readonly [(typeof timeProfileErrors)[number], Parts][] = [
  ['Wrong repeat_type', { format: { repeat_type: 'x' } }],
  ['Wrong format enum name', { format: { repeat_end: { format: 'x' } } }],
  ['Wrong repeat_point_type enum name', { custom: { repeat_point_type: 'x' } }],
  ['Wrong repeat_options enum name', { custom: { repeat_options: ['x'] } }],
  ['Wrong repeat_looper range', { custom: { repeat_looper: 0 } }],
  ["Set in WeekOptions can't be empty", { custom: { repeat_options: [] } }],
  ['Wrong year range', { time: { date_from: -1 } }],
  ["Set in YearOptions can't be empty", year({ months: [] })],
  ['Wrong DayOfMonth range', month({ format: 'dayNumbers', range: [32] })],
  ['Wrong months range', year({ months: [13] })],
  ["Set in dayNumbers can't be empty", month({ format: 'dayNumbers', range: [] })],
  ['Wrong Time Profile Uid', { item: { link_id: null } }],
]
