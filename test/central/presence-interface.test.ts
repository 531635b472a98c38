/** What Maptician documents (“Set Multiple Maptician Presence Entries (date only)”), as the service answers it. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { CentralOptions } from '../../core/central/central.ts'
import { centralFileName } from '../../core/central/central-folder.ts'
import { iteratePresence } from '../../core/presence/presence-store.ts'
import { openDatabase } from '../../core/store/database.ts'
import { type Answer, type OpenCentral, openCentral, person, post, secret } from './open-central.ts'

const path = '/ext/v1/presence/dates_only'
const anna = person('E-1', { email: 'Anna@Example.com', userId: 'u-1' })
const bert = person('e-1', { email: 'bert@example.com', userId: 'u-2', isActive: false })

function open(t: TestContext, options: Partial<CentralOptions> = {}): Promise<OpenCentral> {
  return openCentral(t, { people: [anna, bert], ...options })
}

function put(central: OpenCentral, body: unknown, authorization: string | null = secret): Promise<Answer> {
  return post(central.url, path, body, authorization === null ? {} : { authorization })
}

/** Status and what the body says. */
async function told(answering: Promise<Answer>): Promise<unknown[]> {
  const { status, contentType, body } = await answering
  return [status, contentType?.startsWith('application/json') ? JSON.parse(body) : body]
}

function stored({ dataDir }: OpenCentral): unknown[][] {
  const database = openDatabase(join(dataDir, centralFileName), 'read')
  try {
    return [...iteratePresence(database.read)].map(({ employeeNumber, date, state, location }) => [
      employeeNumber,
      date,
      state,
      location,
    ])
  } finally {
    database.close()
  }
}

const may31 = { email: 'anna@example.com', date: '2021-05-31', state: 'at_location', location: 'HQ' }
const june1 = { ...may31, date: '2021-06-01' }
const stranger = { ...may31, email: 'nobody@example.com' }
const skipAll = { onInvalid: 'skip', onConflict: 'skip', onNoMatch: 'skip' }

test('bulk presence is a POST to /ext/v1/presence/dates_only and answered 200 with what was created', async (t) => {
  const central = await open(t)
  assert.deepEqual(await told(put(central, { data: [may31, { ...may31, email: 'BERT@example.com' }] })), [
    200,
    { created: 2, skipped: [] },
  ])
  assert.deepEqual(stored(central), [
    ['E-1', '2021-05-31', 'at_location', 'HQ'],
    ['e-1', '2021-05-31', 'at_location', 'HQ'],
  ])
  const get = await fetch(`${central.url}${path}`, { headers: { authorization: secret } })
  assert.deepEqual([get.status, get.headers.get('allow')], [405, 'POST'])
  await get.text()
})

test('a request without data entries creates nothing and is answered 200', async (t) => {
  assert.deepEqual(await told(put(await open(t), { data: [] })), [200, { created: 0, skipped: [] }])
})

test('the Authorization header holds the token, and without it nothing is looked at', async (t) => {
  const central = await open(t)
  const sentence = 'The Authorization header does not hold the token'
  for (const token of [null, 'another', `Bearer ${secret}`, `${secret}x`, secret.toUpperCase()]) {
    assert.deepEqual(await told(put(central, { data: [may31] }, token)), [401, sentence])
    assert.deepEqual(await told(put(central, 'no JSON', token)), [401, sentence])
  }
  assert.deepEqual(stored(central), [])
})

test('by default one entry that is invalid, in conflict or without a match cancels the whole request', async (t) => {
  const central = await open(t)
  await put(central, { data: [may31] })
  const cancelled = await told(
    put(central, { data: [june1, { ...june1, date: '2021-02-30' }, stranger, { ...may31, location: 'Lab' }] }),
  )
  assert.deepEqual(cancelled, [
    422,
    {
      created: 0,
      errors: [
        { index: 1, reason: 'invalid', message: 'date "2021-02-30" is no date in the format iso (YYYY-MM-DD)' },
        { index: 2, reason: 'no-match', message: 'no occupant has the email "nobody@example.com"' },
        { index: 3, reason: 'conflict', message: 'the occupant already has an entry for 2021-05-31' },
      ],
    },
  ])
  assert.deepEqual(stored(central), [['E-1', '2021-05-31', 'at_location', 'HQ']])
})

test('under skip the entries that cannot be taken are skipped by their index and all others are created', async (t) => {
  const central = await open(t)
  await put(central, { data: [may31] })
  const data = [june1, { ...june1, date: '2021-02-30' }, stranger, { ...may31, location: 'Lab' }]
  const [status, body] = await told(put(central, { ...skipAll, data }))
  assert.equal(status, 200)
  const { created, skipped } = body as { created: number; skipped: { index: number; reason: string }[] }
  assert.equal(created, 1)
  assert.deepEqual(
    skipped.map(({ index, reason }) => [index, reason]),
    [
      [1, 'invalid'],
      [2, 'no-match'],
      [3, 'conflict'],
    ],
  )
  assert.equal(stored(central).length, 2)
})

test('cancel in one class cancels the request although the others say skip', async (t) => {
  const central = await open(t)
  await put(central, { data: [may31] })
  for (const [policy, wrong] of [
    ['onInvalid', { ...june1, state: 'asleep' }],
    ['onConflict', may31],
    ['onNoMatch', stranger],
  ] as const) {
    const answer = await put(central, { ...skipAll, [policy]: 'cancel', data: [june1, wrong] })
    assert.equal(answer.status, 422, policy)
    const kept = await put(central, { ...skipAll, data: [wrong] })
    assert.equal(kept.status, 200, policy)
  }
  assert.equal(stored(central).length, 1)
})

test('occupants are matched by email, employeeID or userID as each is documented', async (t) => {
  const central = await open(t)
  const by = (matchBy: string, field: string, value: string, date: string) =>
    told(put(central, { matchBy, onNoMatch: 'skip', data: [{ [field]: value, date, state: 'remote' }] }))
  const isCreated = async (answer: Promise<unknown[]>) => ((await answer)[1] as { created: number }).created === 1
  assert.ok(await isCreated(by('email', 'email', 'ANNA@EXAMPLE.COM', '2021-01-01')))
  assert.ok(await isCreated(by('employeeID', 'employeeID', 'E-1', '2021-01-02')))
  assert.ok(await isCreated(by('employeeID', 'employeeID', 'e-1', '2021-01-02')))
  assert.ok(await isCreated(by('userID', 'userID', 'u-2', '2021-01-03')))
  assert.ok(!(await isCreated(by('userID', 'userID', 'U-2', '2021-01-04'))))
  assert.deepEqual(
    stored(central).map(([number, date]) => [number, date]),
    [
      ['E-1', '2021-01-01'],
      ['E-1', '2021-01-02'],
      ['e-1', '2021-01-02'],
      ['e-1', '2021-01-03'],
    ],
  )
})

test('dates come in each of the six formats, and a timestamp is read in the zone of the service', async (t) => {
  const central = await open(t, { zone: 'America/New_York' })
  const given = {
    iso: '2021-05-30',
    us: '05-31-2021',
    international: '01-06-2021',
    longForm: 'June 2, 2021',
    // Half past eleven at night in New York.
    unixS: Date.parse('2021-06-04T03:30:00Z') / 1000,
    unixMS: Date.parse('2021-06-05T03:30:00Z'),
  }
  for (const [dateFormat, date] of Object.entries(given)) {
    assert.equal((await put(central, { dateFormat, data: [{ ...may31, date }] })).status, 200, dateFormat)
  }
  assert.deepEqual(
    stored(central).map(([, date]) => date),
    ['2021-05-30', '2021-05-31', '2021-06-01', '2021-06-02', '2021-06-03', '2021-06-04'],
  )
})

test('where locations are configured an entry for another one has no match', async (t) => {
  const central = await open(t, { locations: ['HQ', 'Lab'] })
  const answer = await told(put(central, { ...skipAll, data: [may31, { ...june1, location: 'hq' }] }))
  assert.deepEqual(answer, [
    200,
    { created: 1, skipped: [{ index: 1, reason: 'no-match', message: 'no location is named "hq"' }] },
  ])
})

test('the states are those that are configured', async (t) => {
  const central = await open(t, { states: ['at_location', 'on_leave'] })
  const data = ['at_location', 'on_leave', 'remote'].map((state, day) => ({
    ...may31,
    state,
    date: `2021-05-0${day + 1}`,
  }))
  assert.deepEqual(await told(put(central, { onInvalid: 'skip', data })), [
    200,
    {
      created: 2,
      skipped: [{ index: 2, reason: 'invalid', message: 'state "remote" is none of at_location, on_leave' }],
    },
  ])
})

test('the day window of the service is kept with every entry, by default the whole day', async (t) => {
  const dayWindow = { fromMinute: 480, untilMinute: 1110 }
  const windowed = await open(t, { dayWindow })
  const whole = await open(t)
  for (const [central, expected] of [
    [windowed, dayWindow],
    [whole, { fromMinute: 0, untilMinute: 1440 }],
  ] as const) {
    await put(central, { data: [may31] })
    const database = openDatabase(join(central.dataDir, centralFileName), 'read')
    const row = database.read
      .prepare('SELECT from_minute AS fromMinute, until_minute AS untilMinute FROM presence_put')
      .get()
    database.close()
    assert.deepEqual({ ...(row as object) }, expected)
  }
})

test('a body that cannot be read is answered 400 with a sentence that repeats no value', async (t) => {
  const central = await open(t)
  for (const body of [
    '{',
    'null',
    '[]',
    '{}',
    { data: {} },
    { data: 'anna-the-secret' },
    { data: [], onConflict: 'anna-the-secret' },
    { data: [], matchBy: 'phone' },
    { data: [], dateFormat: 'ISO' },
    { data: [], onConfict: 'skip' },
    '{"data":[],"__proto__":{}}',
  ]) {
    const answer = await put(central, body)
    assert.equal(answer.status, 400, JSON.stringify(body))
    assert.equal(answer.contentType, 'text/plain; charset=utf-8')
    assert.ok(!answer.body.includes('anna-the-secret'))
  }
  const unnamed = await fetch(`${central.url}${path}`, { method: 'POST', headers: { authorization: secret } })
  assert.equal(unnamed.status, 400)
  await unnamed.text()
  const text = await post(central.url, path, 'x', { authorization: secret, 'content-type': 'text/plain' })
  assert.equal(text.status, 415)
})

test('a request of more entries or bytes than the service takes is answered 413', async (t) => {
  const central = await open(t)
  const many = `{"data":[${'1,'.repeat(50_000)}1]}`
  assert.deepEqual(await told(put(central, many)), [413, 'data holds more than 50000 entries'])
  const long = `{"data":[],"x":"${'x'.repeat(16 * 1024 * 1024)}"}`
  assert.equal((await put(central, long)).status, 413)
})

test('a failure of the service is answered 500, and nothing of the request was created', async (t) => {
  const central = await open(t)
  const database = openDatabase(join(central.dataDir, centralFileName), 'write')
  t.after(() => database.close())
  database.raw.exec(`CREATE TRIGGER broken AFTER INSERT ON presence_put WHEN new.local_date = '2021-06-01'
    BEGIN SELECT raise(ABORT, 'disk on fire'); END`)
  const answer = await put(central, { data: [may31, june1] })
  assert.equal(answer.status, 500)
  assert.ok(!answer.body.includes('fire'))
  assert.deepEqual(stored(central), [])
  database.raw.exec('DROP TRIGGER broken')
  assert.equal((await put(central, { data: [may31, june1] })).status, 200)
})

test('a request that is repeated meets its own entries as conflicts', async (t) => {
  const central = await open(t)
  await put(central, { data: [may31, june1] })
  assert.equal((await put(central, { data: [may31, june1] })).status, 422)
  const [, again] = await told(put(central, { onConflict: 'skip', data: [may31, june1] }))
  assert.deepEqual(
    (again as { skipped: { index: number; reason: string }[] }).skipped.map(({ index, reason }) => [index, reason]),
    [
      [0, 'conflict'],
      [1, 'conflict'],
    ],
  )
  assert.equal(stored(central).length, 2)
})

test('two requests at once for the same people and dates create each entry once', async (t) => {
  const central = await open(t)
  const data = Array.from({ length: 28 }, (_, day) => ({
    ...may31,
    date: `2021-02-${String(day + 1).padStart(2, '0')}`,
  }))
  const answers = await Promise.all(Array.from({ length: 8 }, () => told(put(central, { onConflict: 'skip', data }))))
  const created = answers.map(([, body]) => (body as { created: number }).created)
  assert.equal(
    created.reduce((sum, count) => sum + count, 0),
    28,
  )
  assert.equal(stored(central).length, 28)
})

test('what was created and what was not is counted at /metrics, by reason', async (t) => {
  const central = await open(t)
  await put(central, { ...skipAll, data: [may31, may31, stranger, {}, june1] })
  const metrics = await (await fetch(`${central.url}/metrics`)).text()
  assert.match(metrics, /^foyer_central_presence_entries_total 2$/m)
  for (const reason of ['invalid', 'no-match', 'conflict']) {
    assert.match(metrics, new RegExp(`^foyer_central_presence_faults_total\\{reason="${reason}"\\} 1$`, 'm'))
  }
})
