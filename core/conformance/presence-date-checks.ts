/** What Maptician documents of an entry's date, state and location, and what is ours there. */
import { type Check, compare, skip } from './check.ts'
import { created, entryFor, isTaken, outcomeOf, presencePage, put } from './presence-calls.ts'
import type { Service } from './service.ts'

/** The six formats, by the page's own examples of them. Stamps are of noon in UTC, which is that date in most zones. */
const formats = {
  iso: (date: string) => date,
  unixS: (date: string) => Date.parse(`${date}T12:00:00Z`) / 1000,
  unixMS: (date: string) => Date.parse(`${date}T12:00:00Z`),
  us: (date: string) => `${date.slice(5)}-${date.slice(0, 4)}`,
  international: (date: string) => `${date.slice(8)}-${date.slice(5, 7)}-${date.slice(0, 4)}`,
  longForm: (date: string) =>
    new Date(`${date}T12:00:00Z`).toLocaleDateString('en-US', {
      timeZone: 'UTC',
      month: 'long',
      day: 'numeric',
      year: 'numeric',
    }),
} as const

const eachFormat: Check[] = Object.entries(formats).map(([dateFormat, print]) => ({
  name: `dateFormat ${dateFormat} is read, and means the date that iso writes otherwise`,
  source: presencePage,
  run: async (service) => {
    const date = service.nextDate()
    const outcome = await outcomeOf(put(service, [entryFor(service, print(date))], { dateFormat }))
    return compare([created(1), 'taken'], [outcome, await isTaken(service, entryFor(service, date))])
  },
}))

const invalid = created(0, '0 invalid')

/** Sends each entry alone, with invalid ones to be skipped. */
async function outcomesOf(
  service: Service,
  entries: Record<string, unknown>[],
  dateFormat?: string,
): Promise<unknown[]> {
  const outcomes: unknown[] = []
  for (const entry of entries) {
    const parameters = { onInvalid: 'skip', ...(dateFormat && { dateFormat }) }
    outcomes.push(await outcomeOf(put(service, [entry], parameters)))
  }
  return outcomes
}

export const presenceDateChecks: readonly Check[] = [
  {
    name: 'dates are iso by default: another format is invalid',
    source: presencePage,
    run: async (service) => {
      const date = service.nextDate()
      const entries = [formats.us(date), formats.longForm(date), date].map((text) => entryFor(service, text))
      return compare([invalid, invalid, created(1)], await outcomesOf(service, entries))
    },
  },
  ...eachFormat,
  {
    name: 'all date values use the format of the request: a date of another is invalid',
    source: presencePage,
    run: async (service) => {
      const date = service.nextDate()
      const data = [entryFor(service, formats.us(date)), entryFor(service, service.nextDate())]
      const outcome = await outcomeOf(put(service, data, { dateFormat: 'us', onInvalid: 'skip' }))
      return compare(created(1, '1 invalid'), outcome)
    },
  },
  {
    name: 'an impossible date is invalid and not rolled over',
    source: 'ours',
    run: async (service) => {
      // Before all dates that other checks use: rolled over, one would be in their way.
      const year = '2199'
      const dates = [`${year}-02-30`, `${year}-13-01`, `${year}-04-31`, `${year}-02-29`]
      const outcomes = await outcomesOf(
        service,
        dates.map((date) => entryFor(service, date)),
      )
      const us = await outcomesOf(service, [entryFor(service, `02-30-${year}`)], 'us')
      return compare(Array(5).fill(invalid), [...outcomes, ...us])
    },
  },
  {
    name: 'an entry without a date is invalid',
    source: presencePage,
    run: async (service) => {
      const { date: _, ...entry } = entryFor(service, '')
      return compare(
        [invalid, invalid, invalid],
        await outcomesOf(service, [entry, { ...entry, date: '' }, { ...entry, date: null }]),
      )
    },
  },
  {
    name: 'the state at_location needs a location',
    source: presencePage,
    run: async (service) => {
      const { location: _, ...entry } = entryFor(service, service.nextDate())
      return compare([invalid, invalid], await outcomesOf(service, [entry, { ...entry, location: '' }]))
    },
  },
  {
    name: 'the states remote and away need no location',
    source: 'ours',
    run: async (service) => {
      const entries = ['remote', 'away'].map((state) => {
        const { location: _, ...entry } = entryFor(service, service.nextDate(), { state })
        return entry
      })
      return compare([created(1), created(1)], await outcomesOf(service, entries))
    },
  },
  {
    name: 'a state that is not configured is invalid',
    source: 'ours',
    run: async (service) => {
      const entries = ['no-such-state', '', undefined].map((state) => entryFor(service, service.nextDate(), { state }))
      return compare([invalid, invalid, invalid], await outcomesOf(service, entries))
    },
  },
  {
    name: 'an entry that is no object is invalid',
    source: 'ours',
    run: async (service) => {
      const data = [null, 'text', entryFor(service, service.nextDate())]
      const outcome = await outcomeOf(put(service, data, { onInvalid: 'skip' }))
      return compare(created(1, '0 invalid', '1 invalid'), outcome)
    },
  },
  {
    name: 'a Unix stamp is read in the zone of the service, from the first to the last second of a date',
    source: 'ours',
    run: async (service) => {
      if (service.zone === null) return skip('which zone is the service’s: give it by --zone')
      const found: unknown[] = []
      for (const which of ['first', 'last'] as const) {
        const date = service.nextDate()
        const seconds = secondOf(date, which, service.zone)
        const outcome = await outcomeOf(put(service, [entryFor(service, seconds)], { dateFormat: 'unixS' }))
        found.push(outcome, await isTaken(service, entryFor(service, date)))
      }
      return compare([created(1), 'taken', created(1), 'taken'], found)
    },
  },
]

function secondOf(date: string, which: 'first' | 'last', zone: string): number {
  const day = Temporal.PlainDate.from(date)
  const start = (which === 'first' ? day : day.add({ days: 1 })).toZonedDateTime(zone).epochMilliseconds / 1000
  return which === 'first' ? start : start - 1
}
