import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wholeDay } from '../../core/presence/day-window.ts'
import {
  decideEntries,
  defaultStates,
  judgePresence,
  matchEntries,
  type OccupantDate,
  type PresenceEntry,
  type PresenceLookups,
  type PresenceRules,
  readEntries,
  setPresence,
} from '../../core/presence/presence-bulk.ts'
import { readPresenceRequest } from '../../core/presence/presence-request.ts'

const rules: PresenceRules = { zone: 'Europe/Berlin', states: defaultStates, locations: [], window: wholeDay }
const date = '2021-05-31'
const anna = { date, state: 'at_location', location: 'HQ', email: 'anna@example.com' }
const bert = { ...anna, email: 'bert@example.com' }
const nobody = { ...anna, email: 'nobody@example.com' }
const broken = { ...anna, date: '2021-02-30' }

/** Anna is 1 and Bert is 2; 3 and 4 share an address and a user id. */
const people = [
  { id: 1, email: 'Anna@Example.com', employeeID: 'E1', userID: 'u-1' },
  { id: 2, email: 'bert@example.com', employeeID: 'e1', userID: 'u-2' },
  { id: 3, email: 'desk@example.com', employeeID: 'E3', userID: 'u-3' },
  { id: 4, email: 'DESK@example.com', employeeID: 'E4', userID: 'u-3' },
]

type Asked = { method: string; keys: readonly string[] } | { dates: number }

/** A store in memory that says what it was asked. */
function openStore(taken: OccupantDate<number>[] = []) {
  const stored: PresenceEntry<number>[] = []
  const asked: Asked[] = []
  const lookups: PresenceLookups<number> = {
    findOccupants: (method, keys) => {
      asked.push({ method, keys })
      const found = new Map<string, number[]>()
      for (const person of people) {
        const key = method === 'email' ? person.email.toLowerCase() : person[method]
        if (keys.includes(key)) found.set(key, [...(found.get(key) ?? []), person.id])
      }
      return found
    },
    findTaken: (wanted) => {
      asked.push({ dates: wanted.length })
      return [...taken, ...stored]
    },
  }
  const add = (entries: readonly PresenceEntry<number>[]) => stored.push(...entries)
  return { stored, asked, lookups: { ...lookups, add } }
}

function read(body: Record<string, unknown>) {
  const reading = readPresenceRequest(body)
  if (reading.type !== 'read') assert.fail(reading.message)
  return reading.request
}

function put(
  body: Record<string, unknown>,
  given: { rules?: Partial<PresenceRules>; taken?: OccupantDate<number>[] } = {},
) {
  const store = openStore(given.taken)
  const result = setPresence(read(body), { ...rules, ...given.rules }, store.lookups)
  return { ...store, result }
}

/** Index and reason of what was not taken. */
function faultsOf(result: ReturnType<typeof put>['result']): [number, string][] {
  const faults = result.type === 'created' ? result.skipped : result.errors
  return faults.map(({ index, reason }) => [index, reason])
}

const skipAll = { onInvalid: 'skip', onConflict: 'skip', onNoMatch: 'skip' }
const takenByAnna = [{ occupantId: 1, localDate: date }]

test('every policy defaults to cancel, matching to email and dates to iso', () => {
  assert.deepEqual(readPresenceRequest({ data: [] }), {
    type: 'read',
    request: {
      onInvalid: 'cancel',
      onConflict: 'cancel',
      onNoMatch: 'cancel',
      matchBy: 'email',
      dateFormat: 'iso',
      data: [],
    },
  })
})

test('a policy is cancel or skip and nothing else', () => {
  for (const name of ['onInvalid', 'onConflict', 'onNoMatch']) {
    for (const value of ['cancel', 'skip']) assert.equal(readPresenceRequest({ [name]: value, data: [] }).type, 'read')
    for (const value of ['Skip', 'ignore', '', true, null, 0]) {
      const reading = readPresenceRequest({ [name]: value, data: [] })
      assert.ok(reading.type === 'malformed' && reading.message.startsWith(`${name}: `))
    }
  }
})

test('the match method is email, employeeID or userID and nothing else', () => {
  for (const matchBy of ['email', 'employeeID', 'userID'])
    assert.equal(readPresenceRequest({ matchBy, data: [] }).type, 'read')
  for (const matchBy of ['employeeId', 'Email', 'name', null])
    assert.equal(readPresenceRequest({ matchBy, data: [] }).type, 'malformed')
})

test('the date format is one of the six and nothing else', () => {
  for (const dateFormat of ['iso', 'unixS', 'unixMS', 'us', 'international', 'longForm'])
    assert.equal(readPresenceRequest({ dateFormat, data: [] }).type, 'read')
  for (const dateFormat of ['ISO', 'unix', 'unixms', 'eu', null])
    assert.equal(readPresenceRequest({ dateFormat, data: [] }).type, 'malformed')
})

test('data is required and an array', () => {
  for (const body of [{}, { data: null }, { data: {} }, { data: 'x' }, { data: anna }, null, [], 'x', 1, undefined]) {
    assert.equal(readPresenceRequest(body).type, 'malformed')
  }
})

test('a parameter that nobody knows is refused, and the message names it without its value', () => {
  const reading = readPresenceRequest({ onConflcit: 'secret', data: [] })
  assert.ok(reading.type === 'malformed')
  assert.match(reading.message, /onConflcit/)
  assert.doesNotMatch(reading.message, /secret/)
})

test('an entry is created for the whole date with its state and location', () => {
  const { result, stored } = put({ data: [anna] })
  assert.deepEqual(result, { type: 'created', created: 1, skipped: [] })
  assert.deepEqual(stored, [
    {
      occupantId: 1,
      localDate: date,
      state: 'at_location',
      location: 'HQ',
      window: { fromMinute: 0, untilMinute: 1440 },
    },
  ])
})

test('a day window of the service is kept with every entry', () => {
  const window = { fromMinute: 480, untilMinute: 1080 }
  const { stored } = put({ data: [anna, bert] }, { rules: { window } })
  assert.deepEqual(
    stored.map((entry) => entry.window),
    [window, window],
  )
})

test('no entries at all are created without a fault', () => {
  const { result, asked } = put({ data: [] })
  assert.deepEqual(result, { type: 'created', created: 0, skipped: [] })
  assert.deepEqual(asked, [])
})

test('an invalid entry cancels everything by default', () => {
  const { result, stored } = put({ data: [anna, broken] })
  assert.deepEqual([result.type, faultsOf(result), stored], ['cancelled', [[1, 'invalid']], []])
})

test('an invalid entry is skipped on request and all others are created', () => {
  const { result, stored } = put({ onInvalid: 'skip', data: [broken, anna, null, bert] })
  assert.ok(result.type === 'created')
  assert.equal(result.created, 2)
  assert.deepEqual(faultsOf(result), [
    [0, 'invalid'],
    [2, 'invalid'],
  ])
  assert.deepEqual(
    stored.map(({ occupantId }) => occupantId),
    [1, 2],
  )
})

test('a conflict with what is stored cancels everything by default', () => {
  const { result, stored } = put({ data: [bert, anna] }, { taken: takenByAnna })
  assert.deepEqual([result.type, faultsOf(result), stored], ['cancelled', [[1, 'conflict']], []])
})

test('a conflict is skipped on request and all others are created', () => {
  const { result, stored } = put({ onConflict: 'skip', data: [anna, bert] }, { taken: takenByAnna })
  assert.deepEqual([result.type, faultsOf(result), stored.length], ['created', [[0, 'conflict']], 1])
})

test('an entry without a match cancels everything by default', () => {
  const { result, stored } = put({ data: [anna, nobody] })
  assert.deepEqual([result.type, faultsOf(result), stored], ['cancelled', [[1, 'no-match']], []])
})

test('an entry without a match is skipped on request and all others are created', () => {
  const { result, stored } = put({ onNoMatch: 'skip', data: [nobody, anna] })
  assert.deepEqual([result.type, faultsOf(result), stored.length], ['created', [[0, 'no-match']], 1])
})

test('an unknown location is an entry without a match', () => {
  const data = [{ ...anna, location: 'Hq' }, bert]
  assert.deepEqual(faultsOf(put({ data }, { rules: { locations: ['HQ'] } }).result), [[0, 'no-match']])
  const skipping = put({ onNoMatch: 'skip', data }, { rules: { locations: ['HQ'] } })
  assert.deepEqual([skipping.result.type, skipping.stored.length], ['created', 1])
})

test('where no location is configured every name is known', () => {
  const { stored } = put({ data: [{ ...anna, location: 'Zürich, 3. Stock' }] })
  assert.equal(stored[0]?.location, 'Zürich, 3. Stock')
})

test('each class has a policy of its own, and cancel in one cancels although the others say skip', () => {
  const faulty = { invalid: broken, 'no-match': nobody, conflict: anna }
  for (const [name, reason] of [
    ['onInvalid', 'invalid'],
    ['onNoMatch', 'no-match'],
    ['onConflict', 'conflict'],
  ] as const) {
    const policies = { ...skipAll, [name]: 'cancel' }
    const all = put({ ...policies, data: [broken, nobody, anna, bert] }, { taken: takenByAnna })
    assert.deepEqual([all.result.type, all.stored], ['cancelled', []])
    const others = [broken, nobody, anna].filter((entry) => entry !== faulty[reason])
    const rest = put({ ...policies, data: [...others, bert] }, { taken: takenByAnna })
    assert.deepEqual([rest.result.type, rest.stored.length], ['created', 1])
  }
})

test('a cancelled request reports every entry that could not be taken, in order', () => {
  const { result } = put(
    { ...skipAll, onConflict: 'cancel', data: [anna, nobody, bert, broken] },
    { taken: takenByAnna },
  )
  assert.equal(result.type, 'cancelled')
  assert.deepEqual(faultsOf(result), [
    [0, 'conflict'],
    [1, 'no-match'],
    [3, 'invalid'],
  ])
})

test('an entry is reported once, under invalid before no match before conflict', () => {
  const taken = [...takenByAnna, { occupantId: 1, localDate: '2021-06-01' }]
  const data = [
    { ...nobody, date: '2021-02-30', location: 'Moon' },
    { ...anna, state: 'asleep' },
    { ...anna, location: 'Moon' },
    anna,
  ]
  const { result } = put({ ...skipAll, data }, { rules: { locations: ['HQ'] }, taken })
  assert.deepEqual(faultsOf(result), [
    [0, 'invalid'],
    [1, 'invalid'],
    [2, 'no-match'],
    [3, 'conflict'],
  ])
})

test('a conflict is the same occupant and date, whatever the location or state', () => {
  const data = [
    { ...anna, location: 'Elsewhere' },
    { ...anna, state: 'remote', location: null },
    { ...anna, date: '2021-06-01' },
    bert,
  ]
  const { result } = put({ ...skipAll, data }, { taken: takenByAnna })
  assert.deepEqual(faultsOf(result), [
    [0, 'conflict'],
    [1, 'conflict'],
  ])
})

test('a second entry for the same occupant and date within one request is a conflict', () => {
  const again = { ...anna, email: 'ANNA@example.com', state: 'remote' }
  assert.deepEqual(faultsOf(put({ data: [anna, again] }).result), [[1, 'conflict']])
  const { result, stored } = put({ onConflict: 'skip', data: [anna, again, again] })
  assert.deepEqual(faultsOf(result), [
    [1, 'conflict'],
    [2, 'conflict'],
  ])
  assert.deepEqual(
    stored.map(({ state }) => state),
    ['at_location'],
  )
})

test('an entry that is itself invalid or unmatched is in no other’s way', () => {
  const data = [{ ...anna, state: 'x' }, { ...anna, location: 'Moon' }, anna]
  const { result, stored } = put({ ...skipAll, data }, { rules: { locations: ['HQ'] } })
  assert.deepEqual([faultsOf(result).length, stored.length], [2, 1])
})

test('a request that is repeated under skip meets its own entries as conflicts and changes nothing', () => {
  const store = openStore()
  const request = read({ ...skipAll, data: [anna, bert] })
  assert.deepEqual(setPresence(request, rules, store.lookups), { type: 'created', created: 2, skipped: [] })
  const again = setPresence(request, rules, store.lookups)
  assert.ok(again.type === 'created' && again.created === 0)
  assert.deepEqual(faultsOf(again), [
    [0, 'conflict'],
    [1, 'conflict'],
  ])
  assert.equal(store.stored.length, 2)
})

test('email is matched without regard to case but otherwise exactly', () => {
  for (const email of ['anna@example.com', 'ANNA@EXAMPLE.COM', 'aNNa@Example.Com']) {
    assert.equal(put({ data: [{ ...anna, email }] }).stored[0]?.occupantId, 1)
  }
  for (const email of [
    'anna@example.com ',
    ' anna@example.com',
    'anna@example.co',
    'anna+x@example.com',
    'ánna@example.com',
  ]) {
    assert.deepEqual(faultsOf(put({ data: [{ ...anna, email }] }).result), [[0, 'no-match']], email)
  }
})

test('employeeID is matched with regard to case and exactly', () => {
  const by = (employeeID: unknown) => put({ matchBy: 'employeeID', data: [{ ...anna, employeeID }] })
  assert.equal(by('E1').stored[0]?.occupantId, 1)
  assert.equal(by('e1').stored[0]?.occupantId, 2)
  for (const employeeID of ['E1 ', ' E1', 'E01', 'E3e']) {
    assert.deepEqual(faultsOf(by(employeeID).result), [[0, 'no-match']])
  }
})

test('userID is matched exactly', () => {
  const by = (userID: unknown) => put({ matchBy: 'userID', data: [{ ...anna, userID }] })
  assert.equal(by('u-2').stored[0]?.occupantId, 2)
  assert.deepEqual(faultsOf(by('U-2').result), [[0, 'no-match']])
})

test('each entry must have the field that is matched by, as text', () => {
  for (const matchBy of ['email', 'employeeID', 'userID']) {
    for (const value of [undefined, null, '', ' ', 1, true, {}, ['E1']]) {
      const entry = { ...anna, employeeID: 'E1', userID: 'u-1', [matchBy]: value }
      const { result } = put({ matchBy, data: [entry] })
      assert.deepEqual(faultsOf(result), [[0, 'invalid']])
      assert.match(result.type === 'cancelled' ? (result.errors[0]?.message ?? '') : '', new RegExp(matchBy))
    }
  }
})

test('the identifiers that are not matched by are left alone, as is any other field', () => {
  const entry = { ...anna, employeeID: 'e1', userID: 7, note: { deep: true } }
  assert.equal(put({ data: [entry] }).stored[0]?.occupantId, 1)
})

test('an identifier of several occupants matches none of them', () => {
  assert.deepEqual(faultsOf(put({ data: [{ ...anna, email: 'desk@example.com' }] }).result), [[0, 'no-match']])
  const { result } = put({ matchBy: 'userID', data: [{ ...anna, userID: 'u-3' }] })
  assert.ok(result.type === 'cancelled' && /several occupants/.test(result.errors[0]?.message ?? ''))
})

test('at_location needs a location', () => {
  for (const location of [undefined, null, '', '  ', '\t']) {
    assert.deepEqual(faultsOf(put({ data: [{ ...anna, location }] }).result), [[0, 'invalid']])
  }
})

test('the other states need no location, and keep one that is named', () => {
  const data = [
    { ...anna, state: 'remote', location: undefined },
    { ...bert, state: 'away', location: '' },
    { ...anna, date: '2021-06-01', state: 'remote', location: 'Home' },
  ]
  const { stored } = put({ data })
  assert.deepEqual(
    stored.map(({ state, location }) => [state, location]),
    [
      ['remote', null],
      ['away', null],
      ['remote', 'Home'],
    ],
  )
  const named = put({ data: [{ ...anna, state: 'remote', location: 'Home' }] }, { rules: { locations: ['HQ'] } })
  assert.deepEqual(faultsOf(named.result), [[0, 'no-match']])
})

test('a state is one of the configured list, exactly', () => {
  for (const state of ['At_location', 'at location', 'office', '', null, undefined, 0, ['remote']]) {
    assert.deepEqual(faultsOf(put({ data: [{ ...anna, state }] }).result), [[0, 'invalid']])
  }
  const states = ['at_location', 'travelling']
  assert.equal(put({ data: [{ ...anna, state: 'travelling' }] }, { rules: { states } }).result.type, 'created')
  assert.equal(put({ data: [{ ...anna, state: 'remote' }] }, { rules: { states } }).result.type, 'cancelled')
})

test('all dates of a request use its one format', () => {
  const given = { iso: date, us: '05-31-2021', international: '31-05-2021', longForm: 'May 31, 2021' }
  for (const [dateFormat, text] of Object.entries(given)) {
    assert.equal(put({ dateFormat, data: [{ ...anna, date: text }] }).stored[0]?.localDate, date)
    const data = [
      { ...anna, date: text },
      ...Object.values(given)
        .filter((other) => other !== text)
        .map((other) => ({ ...bert, date: other })),
    ]
    assert.deepEqual(
      faultsOf(put({ dateFormat, ...skipAll, data }).result).map(([, reason]) => reason),
      ['invalid', 'invalid', 'invalid'],
    )
  }
})

test('a Unix timestamp is read in the zone of the service', () => {
  const atS = Date.parse('2021-05-30T22:30:00Z') / 1000
  const entry = { ...anna, date: atS }
  assert.equal(put({ dateFormat: 'unixS', data: [entry] }).stored[0]?.localDate, '2021-05-31')
  const inUtc = put({ dateFormat: 'unixS', data: [entry] }, { rules: { zone: 'UTC' } })
  assert.equal(inUtc.stored[0]?.localDate, '2021-05-30')
  assert.equal(put({ dateFormat: 'unixMS', data: [{ ...anna, date: atS * 1000 }] }).stored[0]?.localDate, '2021-05-31')
})

test('what is no object with fields is an invalid entry', () => {
  const data = [null, undefined, 'x', 1, true, [], [anna]]
  assert.deepEqual(
    faultsOf(put({ ...skipAll, data }).result).map(([, reason]) => reason),
    data.map(() => 'invalid'),
  )
})

test('text that no store gives back unchanged is invalid', () => {
  for (const odd of ['HQ\u0000', 'H\nQ', '\ud800', 'a\u2028b', 'x'.repeat(257)]) {
    assert.deepEqual(faultsOf(put({ data: [{ ...anna, location: odd }] }).result), [[0, 'invalid']])
  }
  assert.deepEqual(faultsOf(put({ data: [{ ...anna, email: 'anna\u0000@example.com' }] }).result), [[0, 'invalid']])
  assert.deepEqual(faultsOf(put({ data: [{ ...anna, email: '\udc00' }] }).result), [[0, 'invalid']])
  assert.equal(put({ data: [{ ...anna, location: '本社 🏢 Ω' }] }).stored[0]?.location, '本社 🏢 Ω')
})

test('a message names every fault of an entry, shortly and without anything that a terminal would obey', () => {
  const entry = { date: `\u001b[31m${'9'.repeat(500)}`, state: 7, location: 5, email: null }
  const { result } = put({ data: [entry] })
  const message = result.type === 'cancelled' ? (result.errors[0]?.message ?? '') : ''
  for (const field of ['date', 'state', 'location', 'email']) assert.match(message, new RegExp(field))
  assert.ok(message.length < 300)
  assert.ok(!message.includes('\u001b'))
})

test('each thing is looked up once for a whole request', () => {
  const data = Array.from({ length: 300 }, (_, index) => ({ ...(index % 2 ? anna : bert), date: dayOf(index) }))
  const { result, asked } = put({ data })
  assert.equal(result.type, 'created')
  assert.deepEqual(asked, [{ method: 'email', keys: ['bert@example.com', 'anna@example.com'] }, { dates: 300 }])
})

test('judging writes nothing', () => {
  const store = openStore()
  const verdict = judgePresence(read({ data: [anna, bert] }), rules, store.lookups)
  assert.ok(verdict.type === 'accepted' && verdict.entries.length === 2)
  assert.deepEqual(store.stored, [])
})

test('the three steps with lookups that take their time come to the same', async () => {
  const request = read({ ...skipAll, data: [broken, anna, nobody, bert, bert] })
  const { lookups } = openStore(takenByAnna)
  const entries = readEntries(request, rules)
  const occupants = await Promise.resolve(lookups.findOccupants(request.matchBy, entries.matchKeys))
  const matching = matchEntries(request, rules, entries, occupants)
  const taken = await Promise.resolve(lookups.findTaken(matching.matched))
  assert.deepEqual(decideEntries(request, matching, taken), judgePresence(request, rules, lookups))
})

function dayOf(index: number): string {
  return Temporal.PlainDate.from('2021-01-01').add({ days: index }).toString()
}
