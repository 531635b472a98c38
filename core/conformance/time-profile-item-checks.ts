/** Which time profiles BAS-IP documents as good, and which sentence answers each that is not. */
import { type Check, compare, type Source } from './check.ts'
import { takesProfile } from './right-requests.ts'
import { contentOf, type Service } from './service.ts'
import {
  bearer,
  deleteItems,
  type Item,
  item,
  itemPage,
  linkPage,
  linkPath,
  newLinkId,
  putItems,
  refused,
  repeating,
  repeatingCustom,
  wordsOf,
} from './time-profile-calls.ts'

const parameterizedDay = { week_order: 'first', day_type: 'MON' }
const weekOrders = ['first', 'second', 'third', 'fourth', 'fifth', 'last']
const dayTypes = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN', 'WEEK_DAY', 'DAY_OFF']

/** What is taken; every item of a set by itself. */
const good: { what: string; items: (linkId: string) => Item[] }[] = [
  ...['day', 'week', 'twoWeeks', 'month', 'year'].map((repeatType) => ({
    what: `repeat_type ${repeatType}`,
    items: (linkId: string) => [repeating(linkId, { repeat_type: repeatType })],
  })),
  {
    what: 'an all-day profile',
    items: (linkId) => [
      item(linkId, { time_options: { is_all_day: true, date_from: 1_772_438_400, date_to: 1_772_438_400 } }),
    ],
  },
  {
    what: 'repeat_end never and date',
    items: (linkId) => [
      repeating(linkId, { repeat_end: { format: 'never' } }),
      repeating(linkId, { repeat_end: { format: 'date', date: 1_803_974_400 } }),
    ],
  },
  {
    what: 'repeat_looper from 1 to 1000',
    items: (linkId) =>
      [1, 1000].map((looper) => repeatingCustom(linkId, { repeat_point_type: 'day', repeat_looper: looper })),
  },
  {
    what: 'every weekday of custom week',
    items: (linkId) => [
      repeatingCustom(linkId, { repeat_point_type: 'week', repeat_options: dayTypes.slice(0, 7) }),
      ...dayTypes
        .slice(0, 7)
        .map((day) => repeatingCustom(linkId, { repeat_point_type: 'week', repeat_options: [day] })),
    ],
  },
  {
    what: 'custom month with dayNumbers from 1 to 31',
    items: (linkId) => [
      repeatingCustom(linkId, {
        repeat_point_type: 'month',
        repeat_options: { format: 'dayNumbers', range: Array.from({ length: 31 }, (_, index) => index + 1) },
      }),
    ],
  },
  {
    what: 'custom month with every week_order and day_type',
    items: (linkId) =>
      [
        ...weekOrders.map((order) => ({ ...parameterizedDay, week_order: order })),
        ...dayTypes.map((type) => ({ ...parameterizedDay, day_type: type })),
      ].map((range) =>
        repeatingCustom(linkId, {
          repeat_point_type: 'month',
          repeat_options: { format: 'parameterizedDay', range },
        }),
      ),
  },
  {
    what: 'custom year with months from 1 to 12',
    items: (linkId) => [
      repeatingCustom(linkId, {
        repeat_point_type: 'year',
        repeat_options: { months: Array.from({ length: 12 }, (_, index) => index + 1), range: parameterizedDay },
      }),
    ],
  },
]

const accepted: Check[] = good.map(({ what, items }) => ({
  name: `${what}: taken`,
  source: itemPage,
  run: async (service) => {
    const linkId = newLinkId()
    const answers: unknown[] = []
    for (const each of items(linkId)) answers.push(wordsOf(await putItems(service, [each])))
    await deleteItems(service, [linkId])
    const expected = answers.map((_, index) => [index === 0 ? 'true created' : 'true updated'])
    return compare(expected, answers)
  },
}))

type Fault = { error: string; source?: Source; when: string; items: (linkId: string) => unknown[] }

const week = (options: unknown) => (linkId: string) => [
  repeatingCustom(linkId, { repeat_point_type: 'week', repeat_options: options }),
]
const month = (options: unknown) => (linkId: string) =>
  repeatingCustom(linkId, { repeat_point_type: 'month', repeat_options: options })
const year = (options: unknown) => (linkId: string) =>
  repeatingCustom(linkId, { repeat_point_type: 'year', repeat_options: options })
const during = (from: unknown, to: unknown) => (linkId: string) =>
  item(linkId, { time_options: { is_all_day: false, date_from: from, date_to: to } })

/** Each sentence of the page by what brings it about; all of `items` by themselves. */
const faults: Fault[] = [
  {
    error: 'Wrong repeat_type',
    when: 'an unknown type',
    items: (linkId) => [repeating(linkId, { repeat_type: 'hour' }), repeating(linkId, { repeat_type: 'Day' })],
  },
  {
    error: 'Wrong format enum name',
    when: 'an unknown repeat_end format or month format',
    items: (linkId) => [
      repeating(linkId, { repeat_end: { format: 'count' } }),
      month({ format: 'weekNumbers', range: [1] })(linkId),
    ],
  },
  {
    error: 'Wrong repeat_point_type enum name',
    when: 'an unknown point type',
    items: (linkId) => [repeatingCustom(linkId, { repeat_point_type: 'hour' })],
  },
  {
    error: 'Wrong repeat_options enum name',
    when: 'an unknown weekday, week_order or day_type',
    items: (linkId) => [
      ...week(['MON', 'DAY'])(linkId),
      month({ format: 'parameterizedDay', range: { ...parameterizedDay, week_order: 'sixth' } })(linkId),
      month({ format: 'parameterizedDay', range: { ...parameterizedDay, day_type: 'HOLIDAY' } })(linkId),
      year({ months: [1], range: { ...parameterizedDay, week_order: 'sixth' } })(linkId),
    ],
  },
  {
    error: 'Wrong repeat_looper range',
    when: 'no integer from 1 to 1000',
    items: (linkId) =>
      [0, 1001, 1.5, '2'].map((looper) => repeatingCustom(linkId, { repeat_point_type: 'day', repeat_looper: looper })),
  },
  { error: "Set in WeekOptions can't be empty", when: 'no weekday', items: week([]) },
  {
    error: "Set in YearOptions can't be empty",
    when: 'no months',
    items: (linkId) => [year({ months: [], range: parameterizedDay })(linkId)],
  },
  {
    error: "Set in dayNumbers can't be empty",
    when: 'no day numbers',
    items: (linkId) => [month({ format: 'dayNumbers', range: [] })(linkId)],
  },
  {
    error: 'Wrong DayOfMonth range',
    when: 'a day outside 1 to 31',
    items: (linkId) => [0, 32].map((day) => month({ format: 'dayNumbers', range: [1, day] })(linkId)),
  },
  {
    error: 'Wrong months range',
    when: 'a month outside 1 to 12',
    items: (linkId) => [0, 13].map((number) => year({ months: [1, number], range: parameterizedDay })(linkId)),
  },
  {
    error: 'Wrong year range',
    when: 'an instant outside 1970 to 2099, or an end before its start',
    items: (linkId) => [
      during(-1, 1_772_467_200)(linkId),
      during(1_772_438_400, 4_102_444_800)(linkId),
      during(1_772_467_200, 1_772_438_400)(linkId),
      repeating(linkId, { repeat_end: { format: 'date', date: 1_000_000_000 } }),
    ],
  },
  {
    error: 'Wrong Time Profile Uid',
    when: 'a link_id that is missing, null or no UUID',
    items: () => [item(undefined), item(null), item('no-uuid')],
  },
  {
    error: 'Wrong JSON body',
    source: 'ours',
    when: 'whatever no sentence of the page speaks of',
    items: (linkId) => [
      null,
      'text',
      item(linkId, { time_options: undefined }),
      during('soon', 'later')(linkId),
      item(linkId, { repeat_options: 'never' }),
    ],
  },
]

const sentences: Check[] = faults.map(({ error, source = linkPage, when, items }) => ({
  name: `${error}: ${when}`,
  source,
  right: takesProfile,
  run: async (service) => {
    const linkId = newLinkId()
    const answers: unknown[] = []
    for (const each of items(linkId)) {
      const answer = await putItems(service, [each])
      answers.push({ status: answer.status, content: contentOf(answer) })
    }
    const expected = [...answers.map(() => refused(error)), ['false entity_not_found']]
    return compare(expected, [...answers, wordsOf(await deleteItems(service, [linkId]))])
  },
}))

export const timeProfileItemChecks: readonly Check[] = [
  ...accepted,
  ...sentences,
  {
    name: 'Wrong JSON body: a body that is no JSON, or has no list_items',
    source: 'ours',
    right: takesProfile,
    run: async (service: Service) => {
      const headers = { ...(await bearer(service)), 'content-type': 'application/json' }
      const answers: unknown[] = []
      for (const body of ['{"list_items":[', '[]', '{}', '{"list_items":"text"}']) {
        const answer = await service.ask(linkPath, { body, headers })
        answers.push({ status: answer.status, content: contentOf(answer) })
      }
      return compare(Array(4).fill(refused('Wrong JSON body')), answers)
    },
  },
]
