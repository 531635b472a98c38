/** What Maptician documents of matching an entry with its occupant and its location, and what is ours there. */
import { type Check, compare, skip } from './check.ts'
import { alma, bare, bruno, firstOfTwo, inactive } from './expected-people.ts'
import { cancelled, created, entryFor, isTaken, outcomeOf, presencePage, put } from './presence-calls.ts'

const unknownLocation = 'A place that nobody knows 5f0e7'

export const presenceMatchChecks: readonly Check[] = [
  {
    name: 'occupants are matched by email by default',
    source: presencePage,
    run: async (service) => {
      const entry = entryFor(service, service.nextDate())
      const first = await outcomeOf(put(service, [entry]))
      return compare([created(1), 'taken'], [first, await isTaken(service, entry, { matchBy: 'email' })])
    },
  },
  {
    name: 'email is matched without regard to case',
    source: presencePage,
    run: async (service) => {
      const entry = entryFor(service, service.nextDate())
      const first = await outcomeOf(put(service, [{ ...entry, email: alma.email.toUpperCase() }]))
      return compare(
        [created(1), 'taken'],
        [first, await isTaken(service, { ...entry, email: alma.email.toLowerCase() })],
      )
    },
  },
  {
    name: 'email is otherwise matched exactly',
    source: presencePage,
    run: async (service) => {
      const data = [`${alma.email}m`, alma.email.slice(1), alma.email.replace('.', '')].map((email) =>
        entryFor(service, service.nextDate(), { email }),
      )
      const outcome = await outcomeOf(put(service, data, { onNoMatch: 'skip' }))
      return compare(created(0, '0 no-match', '1 no-match', '2 no-match'), outcome)
    },
  },
  {
    name: 'employeeID is matched exactly',
    source: presencePage,
    run: async (service) => {
      const { email: _, ...entry } = entryFor(service, service.nextDate(), { employeeID: alma.employeeNumber })
      const byEmail = { ...entry, email: alma.email }
      const outcome = await outcomeOf(put(service, [entry], { matchBy: 'employeeID' }))
      return compare([created(1), 'taken'], [outcome, await isTaken(service, byEmail)])
    },
  },
  {
    name: 'employeeID is matched with regard to case',
    source: presencePage,
    run: async (service) => {
      const entry = entryFor(service, service.nextDate(), { employeeID: alma.employeeNumber.toLowerCase() })
      const outcome = await outcomeOf(put(service, [entry], { matchBy: 'employeeID', onNoMatch: 'skip' }))
      return compare(created(0, '0 no-match'), outcome)
    },
  },
  {
    name: 'userID is matched',
    source: presencePage,
    run: async (service) => {
      const { email: _, ...entry } = entryFor(service, service.nextDate(), { userID: alma.userId })
      const byEmail = { ...entry, email: alma.email }
      const outcome = await outcomeOf(put(service, [entry], { matchBy: 'userID' }))
      return compare([created(1), 'taken'], [outcome, await isTaken(service, byEmail)])
    },
  },
  {
    name: 'each entry must have the field that is matched by',
    source: presencePage,
    run: async (service) => {
      const skipInvalid = { onInvalid: 'skip' }
      const entry = entryFor(service, service.nextDate())
      const { email: _, ...named } = entry
      const withoutEmail = { ...named, employeeID: bare.employeeNumber }
      const outcomes = [
        await outcomeOf(put(service, [entry], { ...skipInvalid, matchBy: 'employeeID' })),
        await outcomeOf(put(service, [entry], { ...skipInvalid, matchBy: 'userID' })),
        await outcomeOf(put(service, [withoutEmail], skipInvalid)),
      ]
      return compare(Array(3).fill(created(0, '0 invalid')), outcomes)
    },
  },
  {
    name: 'an email of two occupants matches neither',
    source: 'ours',
    run: async (service) => {
      const entry = entryFor(service, service.nextDate(), { email: firstOfTwo.email })
      return compare(cancelled('0 no-match'), await outcomeOf(put(service, [entry])))
    },
  },
  {
    name: 'an occupant who is inactive is matched: last week may be told after somebody left',
    source: 'ours',
    run: async (service) => {
      const entry = entryFor(service, service.nextDate(), { email: inactive.email })
      return compare(created(1), await outcomeOf(put(service, [entry])))
    },
  },
  {
    name: 'a location that is not known is an entry without a match',
    source: presencePage,
    run: async (service) => {
      if (service.location === null)
        return skip('the service may know every name: give one that it knows by --location')
      const valid = entryFor(service, service.nextDate(), { email: bruno.email })
      const data = [entryFor(service, service.nextDate(), { location: unknownLocation }), valid]
      const first = await outcomeOf(put(service, data))
      const second = await outcomeOf(put(service, data, { onNoMatch: 'skip' }))
      return compare([cancelled('0 no-match'), created(1, '0 no-match')], [first, second])
    },
  },
]
