import assert from 'node:assert/strict'
import { test } from 'node:test'
import { iteratePresence } from '../../core/presence/presence-store.ts'
import { type PutOptions, putPresence, stationPresenceRules } from '../../core/station/put-presence.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

const rules = stationPresenceRules('Europe/Berlin')
const anna = { date: '2021-05-31', state: 'at_location', location: 'HQ', email: 'anna@example.com' }

function open(t: Parameters<typeof openTemporaryStore>[0]) {
  const { store, change, write } = openTemporaryStore(t)
  change((db) =>
    db
      .prepare(
        `INSERT INTO person (employee_number, display_name, email, user_id, is_active, changed_at_ms)
         VALUES ('E1', 'Anna', 'Anna@Example.com', 'u-1', 1, 0), ('E2', 'Bert', 'bert@example.com', 'u-2', 0, 0)`,
      )
      .run(),
  )
  return {
    put: (content: string | Uint8Array | object, options: PutOptions = {}) => {
      const text = typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content)
      return putPresence({ store, rules, file: write('entries', text), options })
    },
    stored: () =>
      [...iteratePresence(store.read)].map(({ employeeNumber, date, state, location }) => [
        employeeNumber,
        date,
        state,
        location,
      ]),
  }
}

test('a JSON array of entries is put', async (t) => {
  const { put, stored } = open(t)
  const entries = [anna, { date: '2021-05-31', state: 'remote', email: 'BERT@example.com' }]
  assert.deepEqual(await put(entries), {
    type: 'put',
    result: { type: 'created', created: 2, skipped: [] },
    lines: null,
  })
  assert.deepEqual(stored(), [
    ['E1', '2021-05-31', 'at_location', 'HQ'],
    ['E2', '2021-05-31', 'remote', null],
  ])
})

test('a CSV is put by employee number or user id, in any of the date formats', async (t) => {
  const { put, stored } = open(t)
  await put('date,state,location,employeeID\n05-30-2021,at_location,HQ,E1\n', {
    matchBy: 'employeeID',
    dateFormat: 'us',
  })
  await put('date;state;userID\nMay 31, 2021;away;u-1\n', { matchBy: 'userID', dateFormat: 'longForm' })
  await put('date,state,email\n1622498400,remote,anna@example.com\n', { dateFormat: 'unixS' })
  assert.deepEqual(stored(), [
    ['E1', '2021-05-30', 'at_location', 'HQ'],
    ['E1', '2021-05-31', 'away', null],
    ['E1', '2021-06-01', 'remote', null],
  ])
})

test('a cancelled request leaves nothing behind', async (t) => {
  const { put, stored } = open(t)
  const outcome = await put([anna, { ...anna, email: 'nobody@example.com' }])
  assert.ok(outcome.type === 'put' && outcome.result.type === 'cancelled')
  assert.deepEqual(
    outcome.result.errors.map(({ index, reason }) => [index, reason]),
    [[1, 'no-match']],
  )
  assert.deepEqual(stored(), [])
})

test('a file that is put twice under skip changes nothing the second time', async (t) => {
  const { put, stored } = open(t)
  await put([anna])
  const again = await put([anna], { onConflict: 'skip' })
  assert.ok(again.type === 'put' && again.result.type === 'created' && again.result.created === 0)
  assert.equal(stored().length, 1)
  const cancelled = await put([anna])
  assert.equal(cancelled.type === 'put' && cancelled.result.type, 'cancelled')
})

test('an option goes before what the file says of itself', async (t) => {
  const { put, stored } = open(t)
  const file = { onInvalid: 'skip', matchBy: 'userID', data: [{ ...anna, userID: 'u-2' }, null] }
  await put(file, { onInvalid: 'cancel', matchBy: undefined })
  assert.deepEqual(stored(), [])
  await put(file)
  assert.deepEqual(
    stored().map(([number]) => number),
    ['E2'],
  )
})

test('a parameter of the file that nobody knows is wrong as a whole', async (t) => {
  const { put, stored } = open(t)
  const outcome = await put({ on_invalid: 'skip', data: [anna] })
  assert.ok(outcome.type === 'wrong' && /on_invalid/.test(outcome.message))
  assert.deepEqual(stored(), [])
})

test('a torn line of a CSV is an invalid entry with its line and reason', async (t) => {
  const { put, stored } = open(t)
  const file = 'date,state,email\n\n2021-05-31,rem\n2021-05-31,remote,anna@example.com\n'
  const cancelled = await put(file)
  assert.ok(cancelled.type === 'put' && cancelled.result.type === 'cancelled')
  assert.deepEqual(cancelled.result.errors, [
    { index: 0, reason: 'invalid', message: 'the line has 2 of 3 columns; it may have been cut off' },
  ])
  assert.deepEqual(cancelled.lines, [3, 4])
  const skipped = await put(file, { onInvalid: 'skip' })
  assert.ok(skipped.type === 'put' && skipped.result.type === 'created')
  assert.match(skipped.result.skipped[0]?.message ?? '', /2 of 3 columns/)
  assert.equal(stored().length, 1)
})

test('a file that cannot be read as a whole changes nothing and says why', async (t) => {
  const { put, stored } = open(t)
  for (const content of ['', '[{"date":', 'datum,state\n', Buffer.from([0xff, 0xff, 0x00])]) {
    assert.equal((await put(content, { onInvalid: 'skip' })).type, 'wrong')
  }
  assert.deepEqual(stored(), [])
})

test('odd text is kept as it was written', async (t) => {
  const { put, stored } = open(t)
  const location = '本社 «Ω» 🏢 "x"; \'--'
  await put([{ ...anna, location }])
  assert.equal(stored()[0]?.[3], location)
})
