/** Bulk presence on a real store against a naive model, written from the rules' words without a look at their code. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { PresenceRules } from '../../core/presence/presence-bulk.ts'
import { dateFormats } from '../../core/presence/presence-dates.ts'
import { matchMethods, type PresenceRequest, presencePolicies } from '../../core/presence/presence-request.ts'
import { addFirstEntry } from '../../core/presence/presence-store.ts'
import { putRequest } from '../../core/station/put-presence.ts'
import type { WritableDb } from '../../core/store/database.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

type Person = { id: number; email: string | null; employeeID: string; userID: string | null }
type Stored = { personId: number; date: string; state: string; location: string; isTap: boolean }
type World = { people: Person[]; stored: Stored[] }

const zone = 'America/New_York'
const dates = ['2021-03-14', '2021-05-30', '2021-12-09']
const places = ['HQ', 'Lab', 'hq', 'Straße 7']
/** Two that differ in case alone are one; the Kelvin sign is no k, and no dotless i is an i. */
const emails = [
  'anna@x.org',
  'ANNA@x.ORG',
  'bert@x.org',
  'Änne@x.org',
  'änne@X.org',
  'жук@x.org',
  'ЖУК@x.org',
  'k@x.org',
  '\u212a@x.org',
  'i@x.org',
  '\u0131@x.org',
  '\u0130@x.org',
]
const numbers = ['E1', 'e1', 'E2', '7', '07']

// The model.

type Fault = [index: number, reason: string]
type Outcome = { type: 'created'; created: number; faults: Fault[] } | { type: 'cancelled'; faults: Fault[] }

const wallCalendar = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' })

const days2021 = Array.from({ length: 365 }, (_, day) => {
  const date = new Date(Date.UTC(2021, 0, day + 1))
  const [iso, us, international, longForm] = (['iso', 'us', 'international', 'longForm'] as const).map((format) =>
    modelPrint(date, format),
  )
  return { iso, us, international, longForm }
})

/** Every day of 2021 is written in the format; the one that looks like what was given is meant. */
function modelDate(given: unknown, format: PresenceRequest['dateFormat']): string | null {
  if (format === 'unixS' || format === 'unixMS') {
    const isNumber = typeof given === 'number' || (typeof given === 'string' && String(parseInt(given, 10)) === given)
    if (!isNumber || !Number.isInteger(Number(given))) return null
    const at = new Date(Number(given) * (format === 'unixS' ? 1000 : 1))
    if (Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9999) return null
    return wallCalendar.format(at)
  }
  return days2021.find((day) => day[format] === given)?.iso ?? null
}

function modelPrint(date: Date, format: 'iso' | 'us' | 'international' | 'longForm'): string {
  const short = { timeZone: 'UTC', day: '2-digit', month: '2-digit', year: 'numeric' } as const
  if (format === 'iso') return date.toISOString().slice(0, 10)
  if (format === 'us') return date.toLocaleDateString('en-US', short).replaceAll('/', '-')
  if (format === 'international') return date.toLocaleDateString('en-GB', short).replaceAll('/', '-')
  return date.toLocaleDateString('en-US', { timeZone: 'UTC', dateStyle: 'long' })
}

function modelSame(method: PresenceRequest['matchBy'], left: string, right: string): boolean {
  if (method !== 'email') return left === right
  return new RegExp(`^${left.replaceAll('.', '\\.')}$`, 'i').test(right)
}

function modelPut(world: World, request: PresenceRequest, rules: PresenceRules): { outcome: Outcome; after: Stored[] } {
  const faults: Fault[] = []
  const added: Stored[] = []
  request.data.forEach((given, index) => {
    const entry = given as Record<string, unknown> | null
    const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''
    const isNone = (value: unknown) => value === undefined || value === null || value === ''
    const date = entry && modelDate(entry.date, request.dateFormat)
    const who = entry?.[request.matchBy]
    if (
      !entry ||
      !date ||
      !rules.states.some((state) => state === entry.state) ||
      !(isText(entry.location) || (isNone(entry.location) && entry.state !== 'at_location')) ||
      !isText(who)
    ) {
      faults.push([index, 'invalid'])
      return
    }
    const location = isNone(entry.location) ? '' : String(entry.location)
    const found = world.people.filter((person) => {
      const known = person[request.matchBy]
      return known !== null && modelSame(request.matchBy, known, who)
    })
    const isPlaceKnown = location === '' || rules.locations.length === 0 || rules.locations.includes(location)
    const [person] = found
    if (!person || found.length > 1 || !isPlaceKnown) {
      faults.push([index, 'no-match'])
      return
    }
    if ([...world.stored, ...added].some((other) => other.personId === person.id && other.date === date)) {
      faults.push([index, 'conflict'])
      return
    }
    added.push({ personId: person.id, date, state: String(entry.state), location, isTap: false })
  })
  const says = { invalid: request.onInvalid, 'no-match': request.onNoMatch, conflict: request.onConflict }
  if (faults.some(([, reason]) => says[reason as keyof typeof says] === 'cancel')) {
    return { outcome: { type: 'cancelled', faults }, after: world.stored }
  }
  return { outcome: { type: 'created', created: added.length, faults }, after: [...world.stored, ...added] }
}

// What may happen.

const people = fc
  .array(
    fc.record({
      email: fc.option(fc.constantFrom(...emails)),
      userID: fc.option(fc.constantFrom('u1', 'U1', 'u2')),
    }),
    { maxLength: numbers.length },
  )
  .map((list) => list.map((person, index) => ({ id: index + 1, employeeID: numbers[index] ?? '', ...person })))

/** What stands in the store already, made by taps or put, as far as there are people for it. */
const stored = fc.array(
  fc.record({
    personId: fc.integer({ min: 1, max: numbers.length }),
    date: fc.constantFrom(...dates),
    state: fc.constant('at_location'),
    location: fc.constantFrom(...places),
    isTap: fc.boolean(),
  }),
  { maxLength: 5 },
)

const request = fc
  .record({
    onInvalid: fc.constantFrom(...presencePolicies),
    onConflict: fc.constantFrom(...presencePolicies),
    onNoMatch: fc.constantFrom(...presencePolicies),
    matchBy: fc.constantFrom(...matchMethods),
    dateFormat: fc.constantFrom(...dateFormats),
  })
  .chain((parameters) =>
    fc.array(entryOf(parameters.dateFormat), { maxLength: 8 }).map((data) => ({ ...parameters, data })),
  )

function entryOf(format: PresenceRequest['dateFormat']) {
  const mostly = <Value>(arbitrary: fc.Arbitrary<Value>, ...odd: unknown[]) =>
    fc.oneof({ weight: 12, arbitrary }, { weight: 1, arbitrary: fc.constantFrom(...odd) })
  const entry = fc.record(
    {
      date: mostly(dateOf(format), '2021-02-30', '30-05-2021', 'May 30, 2021', 1.5, '', null, [], 8e15),
      state: mostly(fc.constantFrom('at_location', 'remote', 'away'), 'At_location', '', null, 3),
      location: mostly(fc.constantFrom(...places), '', null, 4, 'Moon'),
      email: mostly(fc.constantFrom(...emails), 'nobody@x.org', '', null, 5),
      employeeID: mostly(fc.constantFrom(...numbers), 'E9', 7, ''),
      userID: mostly(fc.constantFrom('u1', 'U1', 'u2'), 'u9', {}, null),
    },
    { requiredKeys: ['date', 'state', 'location', 'email', 'employeeID'] },
  )
  return fc.oneof({ weight: 20, arbitrary: entry }, { weight: 1, arbitrary: fc.constant(null) })
}

function dateOf(format: PresenceRequest['dateFormat']): fc.Arbitrary<string | number> {
  return fc.constantFrom(...dates).chain<string | number>((date) => {
    if (format !== 'unixS' && format !== 'unixMS') return fc.constant(modelPrint(new Date(date), format))
    const unit = format === 'unixS' ? 1000 : 1
    const stamp = fc.integer({ min: 0, max: 86_399 }).map((second) => (Date.parse(date) + second * 1000) / unit)
    return fc.oneof(stamp, stamp.map(String))
  })
}

const rulesOf = fc.record({
  zone: fc.constant(zone),
  states: fc.constantFrom(['at_location', 'remote', 'away'], ['at_location', 'away']),
  locations: fc.constantFrom([], ['HQ', 'Straße 7']),
  window: fc.constantFrom({ fromMinute: 0, untilMinute: 1440 }, { fromMinute: 480, untilMinute: 1080 }),
})

// The store.

function setUp(db: WritableDb, given: World): void {
  db.prepare('DELETE FROM presence_entry').run()
  db.prepare('DELETE FROM presence_put').run()
  db.prepare('DELETE FROM person').run()
  for (const { id, email, employeeID, userID } of given.people) {
    db.prepare(
      `INSERT INTO person (id, employee_number, display_name, email, user_id, is_active, changed_at_ms)
       VALUES (@id, @employeeID, 'Somebody', @email, @userID, @id % 2, 0)`,
    ).run({ id, email, employeeID, userID })
  }
  for (const { personId, date, state, location, isTap } of given.stored) {
    if (isTap) {
      addFirstEntry(db, { personId, localDate: date, location, state: 'at_location', eventId: 'tap' })
    } else {
      db.prepare(
        `INSERT INTO presence_put (person_id, local_date, location, state, from_minute, until_minute)
         VALUES (@personId, @date, @location, @state, 0, 1440)`,
      ).run({ personId, date, state, location })
    }
  }
}

/** Entries that the store can hold: of known people, and as often as a tap or a request would make them. */
function possible({ people, stored }: World): Stored[] {
  return stored.filter(({ personId, date, location, isTap }, index) => {
    const isSame = (other: Stored) =>
      other.personId === personId &&
      other.date === date &&
      other.isTap === isTap &&
      (!isTap || other.location === location)
    return personId <= people.length && stored.findIndex(isSame) === index
  })
}

const byText = (left: unknown, right: unknown) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1)

test('bulk presence equals a naive model for any request, policies and stored state', (t) => {
  const { store, change } = openTemporaryStore(t)
  change((db) =>
    db
      .prepare(
        `INSERT INTO event (sequence, id, station_id, kind, at_ms, zone, cause, is_clock_trusted)
         VALUES (1, 'tap', 'door', 'in', 0, 'UTC', 'tap', 1)`,
      )
      .run(),
  )
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(
      people,
      stored,
      rulesOf,
      fc.array(request, { minLength: 1, maxLength: 3 }),
      (someone, some, rules, requests) => {
        const world: World = { people: someone, stored: possible({ people: someone, stored: some }) }
        change((db) => setUp(db, world))
        for (const each of requests) {
          const { outcome, after } = modelPut(world, each, rules)
          const result = putRequest(store, rules, each)
          const faults = (result.type === 'created' ? result.skipped : result.errors).map(
            ({ index, reason }): Fault => [index, reason],
          )
          assert.deepEqual(
            result.type === 'created'
              ? { type: 'created', created: result.created, faults }
              : { type: 'cancelled', faults },
            outcome,
          )
          world.stored = after
          for (const name of [outcome.type, ...outcome.faults.map(([, reason]) => reason)]) {
            seen.set(name, (seen.get(name) ?? 0) + 1)
          }
          if (outcome.type === 'created' && outcome.created > 0) seen.set('some', (seen.get('some') ?? 0) + 1)
        }
        const rows = store.read
          .prepare<{ personId: number; date: string; state: string; location: string; isTap: number }>(
            `SELECT person_id AS personId, local_date AS date, state, location, 1 AS isTap FROM presence_entry
             UNION ALL
             SELECT person_id, local_date, state, coalesce(location, ''), 0 FROM presence_put`,
          )
          .all()
        assert.deepEqual(
          rows.map((row) => ({ ...row, isTap: row.isTap === 1 })).sort(byText),
          world.stored
            .map(({ personId, date, state, location, isTap }) => ({ personId, date, state, location, isTap }))
            .sort(byText),
        )
      },
    ),
    { numRuns: 300 },
  )
  // The comparison is worth nothing where nothing ever happens.
  for (const name of ['created', 'cancelled', 'invalid', 'no-match', 'conflict', 'some']) {
    assert.ok((seen.get(name) ?? 0) >= 20, `${name} was seen ${seen.get(name) ?? 0} times`)
  }
})
