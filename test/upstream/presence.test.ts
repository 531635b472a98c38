import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type PresenceSettings, stationSettings } from '../../core/contract/settings.ts'
import { dateFormats, parseDate } from '../../core/presence/presence-dates.ts'
import { readPresenceRequest } from '../../core/presence/presence-request.ts'
import type { AttemptOutcome, BatchOutcome, SendRow, WireAnswer } from '../../core/upstream/connector.ts'
import { createPresenceConnector, type PresenceFact } from '../../core/upstream/presence.ts'

const zone = 'Europe/Berlin'
const attempt = { token: '', attemptId: 'a' }

/** As `station.json` makes them. */
function settingsOf(more: Record<string, unknown> = {}): PresenceSettings {
  const presence = { url: 'http://127.0.0.1:1', token: 'secret-token', ...more }
  const read = stationSettings.parse({ station: { id: 'door', zone }, upstreams: { presence } })
  assert.ok(read.upstreams.presence)
  return read.upstreams.presence
}

const connect = (more: Record<string, unknown> = {}) => createPresenceConnector(settingsOf(more), zone)
const reference = connect()
const vendor = connect({ dialect: 'vendor' })

function row(more: Partial<PresenceFact> & { isUnknown?: boolean; rowId?: number } = {}): SendRow<PresenceFact> {
  const { isUnknown = false, rowId = 1, ...fact } = more
  return {
    rowId,
    key: `k${rowId}`,
    enqueuedAtMs: 0,
    isUnknown,
    fact: {
      ...{ localDate: '2026-03-02', location: 'HQ', state: 'at_location', identifier: 'anna@x.org', hasEarlier: false },
      ...fact,
    },
  }
}

function answer(status: number, body: unknown): WireAnswer {
  return { status, headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body) }
}

const bodyOf = (connector: typeof reference, rows: SendRow<PresenceFact>[]): Record<string, unknown> =>
  JSON.parse(connector.encode(rows, attempt).body ?? '')

function types(outcome: BatchOutcome): (string | null)[] | string {
  if (outcome.type !== 'each' && outcome.type !== 'without') return outcome.type
  return outcome.outcomes.map((each) => each?.type ?? null)
}

test('the connector posts JSON to the page’s address with the bare token', () => {
  const wire = reference.encode([row()], attempt)
  assert.equal(wire.method, 'POST')
  assert.equal(wire.path, '/ext/v1/presence/dates_only')
  assert.deepEqual(wire.headers, { 'content-type': 'application/json', authorization: 'secret-token' })
  assert.deepEqual(JSON.parse(wire.body ?? ''), {
    ...{ onInvalid: 'skip', onConflict: 'skip', onNoMatch: 'skip' },
    data: [{ email: 'anna@x.org', date: '2026-03-02', state: 'at_location', location: 'HQ' }],
  })
})

test('the connector sends a vendor none of the parameters whose names are not on its page, as long as its defaults are wanted', () => {
  assert.deepEqual(Object.keys(bodyOf(vendor, [row()])), ['data'])
  assert.deepEqual(bodyOf(connect({ dialect: 'vendor', onConflict: 'skip', matchBy: 'userID' }), []), {
    ...{ onConflict: 'skip', matchBy: 'userID', data: [] },
  })
})

test('the connector takes policies, match method, date format and every wire name from the settings', () => {
  const names = {
    ...{ path: '/api/presence', onInvalid: 'invalid', onConflict: 'conflict', onNoMatch: 'unmatched' },
    ...{ matchBy: 'match', dateFormat: 'format', date: 'start', state: 'status', location: 'place' },
  }
  const connector = connect({ matchBy: 'employeeID', dateFormat: 'us', onInvalid: 'cancel', names })
  assert.equal(connector.encode([], attempt).path, '/api/presence')
  assert.deepEqual(bodyOf(connector, [row({ identifier: '007' })]), {
    ...{ conflict: 'skip', unmatched: 'skip', match: 'employeeID', format: 'us' },
    data: [{ employeeID: '007', start: '03-02-2026', status: 'at_location', place: 'HQ' }],
  })
})

test('the connector writes dates so that the service reads the same date, a timestamp also some hours east or west', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...dateFormats),
      fc.date({ min: new Date('1971-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
      fc.constantFrom('Europe/Berlin', 'America/New_York', 'Pacific/Auckland', 'UTC'),
      fc.constantFrom(-11, -5, 0, 5, 11),
      (dateFormat, day, stationZone, hours) => {
        const localDate = day.toISOString().slice(0, 10)
        const connector = createPresenceConnector(settingsOf({ dateFormat }), stationZone)
        const [entry] = bodyOf(connector, [row({ localDate })]).data as Record<string, unknown>[]
        assert.equal(parseDate(entry?.date, dateFormat, stationZone), localDate)
        if (stationZone !== 'UTC') return
        const elsewhere = hours === 0 ? 'UTC' : `Etc/GMT${hours < 0 ? '+' : '-'}${Math.abs(hours)}`
        assert.equal(parseDate(entry?.date, dateFormat, elsewhere), localDate)
      },
    ),
  )
})

test('what the connector sends is understood by whoever reads the request by the shared rules', () => {
  for (const connector of [reference, vendor, connect({ matchBy: 'userID', dateFormat: 'unixMS' })]) {
    assert.equal(readPresenceRequest(bodyOf(connector, [row()])).type, 'read')
  }
})

test('the connector keeps batches to the settings', () => {
  assert.deepEqual(reference.limits, { rows: 1000, bytes: 1_048_576 })
  assert.deepEqual(connect({ batchRows: 5, batchBytes: 2048 }).limits, { rows: 5, bytes: 2048 })
})

test('the connector never shows the token in a dry run', () => {
  assert.deepEqual(vendor.describe(row()), {
    ...{ email: 'anna@x.org', date: '2026-03-02', state: 'at_location', location: 'HQ' },
  })
})

test('the connector sends a row in doubt again, since a repeat meets its own entry', () => {
  assert.deepEqual(reference.settle(row({ isUnknown: true }), attempt), { type: 'send-again' })
})

const two = [row({ rowId: 1 }), row({ rowId: 2 })]

test('the connector takes what is not skipped for delivered, and refuses what is, by its index and in the server’s words', () => {
  const body = { created: 1, skipped: [{ index: 0, reason: 'no-match', message: 'no occupant has that email' }] }
  assert.deepEqual(reference.decode(answer(200, body), two), {
    type: 'each',
    outcomes: [
      { type: 'refused', reason: 'no occupant has that email', answer: 'no occupant has that email' },
      { type: 'delivered', answer: 'created' },
    ],
  })
})

test('the connector takes a conflict for delivered where the row was in doubt, and for a refusal where it was not', () => {
  const body = (index: number) => ({ created: 1, skipped: [{ index, reason: 'conflict', message: 'taken' }] })
  const doubted = [row({ rowId: 1, isUnknown: true }), row({ rowId: 2 })]
  assert.deepEqual(types(reference.decode(answer(200, body(0)), doubted)), ['delivered', 'delivered'])
  assert.deepEqual(types(reference.decode(answer(200, body(1)), doubted)), ['delivered', 'refused'])
  const other = { created: 1, skipped: [{ index: 0, reason: 'invalid', message: 'bad' }] }
  assert.deepEqual(types(reference.decode(answer(200, other), doubted)), ['refused', 'delivered'])
})

test('a conflict proves nothing where the person was told of for that date before, at another location', () => {
  const body = { created: 0, skipped: [{ index: 0, reason: 'conflict', message: 'taken' }] }
  const doubted = [row({ isUnknown: true, hasEarlier: true })]
  assert.deepEqual(types(reference.decode(answer(200, body), doubted)), ['refused'])
})

test('the connector knows nothing where the answer does not fit, whatever it is', () => {
  const item = { index: 0, reason: 'conflict', message: 'x' }
  for (const body of [
    ...['', 'OK', '<html>', '[]', 'null', '{}', '{"created":2}', '{"created":2,"skipped":null}'],
    { created: 2, skipped: [item] },
    { created: 1, skipped: [] },
    { created: -1, skipped: [item, { ...item, index: 1 }] },
    { created: 0, skipped: [item, item] },
    { created: 1, skipped: [{ ...item, index: 2 }] },
    { created: 1, skipped: [{ ...item, index: 0.5 }] },
    { created: 1, skipped: [{ ...item, index: '0' }] },
    { created: 1, skipped: ['conflict'] },
    { created: 1, errors: [item] },
  ]) {
    assert.deepEqual(types(reference.decode(answer(200, body), two)), ['unknown', 'unknown'], JSON.stringify(body))
  }
})

test('the connector takes a vendor’s success for all of it only where nothing may be skipped and the answer is no page', () => {
  assert.deepEqual(types(vendor.decode(answer(200, {}), two)), ['delivered', 'delivered'])
  assert.deepEqual(types(vendor.decode(answer(201, { message: 'OK' }), two)), ['delivered', 'delivered'])
  assert.deepEqual(types(vendor.decode(answer(204, ''), two)), ['delivered', 'delivered'])
  assert.deepEqual(types(reference.decode(answer(204, ''), two)), ['unknown', 'unknown'])
  assert.deepEqual(types(vendor.decode(answer(200, { created: 1 }), two)), ['unknown', 'unknown'])
  assert.deepEqual(types(vendor.decode(answer(200, '<html>Welcome</html>'), two)), ['unknown', 'unknown'])
  const skipping = connect({ dialect: 'vendor', onConflict: 'skip' })
  assert.deepEqual(types(skipping.decode(answer(200, {}), two)), ['unknown', 'unknown'])
})

test('the connector believes a failure that comes with status 200', () => {
  const body = { created: 0, errors: [{ index: 1, reason: 'invalid', message: 'bad' }] }
  assert.deepEqual(types(reference.decode(answer(200, body), two)), [null, 'refused'])
})

test('the connector reads the names of the settings', () => {
  const names = {
    ...{ created: 'ok', skipped: 'left', errors: 'bad', index: 'i', reason: 'why', message: 'text' },
    conflict: 'OVERLAP',
  }
  const connector = connect({ dialect: 'vendor', onConflict: 'skip', names })
  const doubted = [row({ isUnknown: true }), row()]
  const skipped = { ok: 0, left: [0, 1].map((i) => ({ i, why: 'OVERLAP', text: 'there is one' })) }
  assert.deepEqual(types(connector.decode(answer(200, skipped), doubted)), ['delivered', 'refused'])
  const cancelled = { ok: 0, bad: [{ i: 1, why: 'INVALID' }] }
  assert.deepEqual(connector.decode(answer(409, cancelled), doubted), {
    type: 'without',
    outcomes: [null, { type: 'refused', reason: 'INVALID', answer: 'INVALID' }],
  })
})

const three = [row({ rowId: 1, isUnknown: true }), row({ rowId: 2 }), row({ rowId: 3 })]

test('the connector settles the entries that a cancelled request names and sends the others again without them', () => {
  const errors = [
    { index: 0, reason: 'conflict', message: 'taken' },
    { index: 2, reason: 'no-match', message: 'nobody' },
  ]
  assert.deepEqual(reference.decode(answer(422, { created: 0, errors }), three), {
    type: 'without',
    outcomes: [
      { type: 'delivered', answer: 'taken before: taken' },
      null,
      { type: 'refused', reason: 'nobody', answer: 'nobody' },
    ],
  })
})

test('the connector halves where the answer names none that was sent', () => {
  for (const body of ['no', {}, { created: 0, errors: [] }, { errors: [{ index: 3, reason: 'x', message: 'x' }] }]) {
    for (const status of [400, 409, 413, 422]) {
      assert.equal(reference.decode(answer(status, body), three).type, 'halve')
    }
  }
})

test('the connector refuses a single row in doubt with a word that it may have been taken', () => {
  const outcome = vendor.decode(answer(409, 'exists'), [row({ isUnknown: true })])
  const [only] = outcome.type === 'each' ? outcome.outcomes : []
  assert.ok(only?.type === 'refused')
  assert.equal(only.reason, 'status 409: exists (sent before without an answer, so it may have been taken then)')
  assert.equal(only.answer, 'exists')
})

test('the connector knows nothing where a refusal says that some were created', () => {
  const items = [{ index: 0, reason: 'conflict', message: 'x' }]
  for (const body of [
    { created: 2, skipped: [] },
    { created: 2, skipped: items },
    { created: 1, errors: items },
  ]) {
    assert.deepEqual(types(reference.decode(answer(422, body), three)), ['unknown', 'unknown', 'unknown'])
  }
})

test('the connector waits where no entry is at fault', () => {
  const hold = (status: number): unknown => {
    const outcome = reference.decode(answer(status, 'words'), three)
    return outcome.type === 'hold' && [outcome.cause, outcome.why]
  }
  for (const status of [401, 403, 404, 302, 405, 415]) {
    assert.deepEqual(hold(status), ['configuration', `status ${status}: words`])
  }
  for (const status of [408, 429, 503]) assert.deepEqual(hold(status), ['busy', `status ${status}: words`])
  for (const status of [500, 502, 504]) assert.deepEqual(hold(status), ['lost', `status ${status}: words`])
})

test('whatever is answered comes out as an outcome for every row, and nothing throws', () => {
  const connectors = [reference, vendor, connect({ onConflict: 'cancel' })]
  const json = fc.oneof(
    fc.jsonValue(),
    fc.record({
      created: fc.integer({ min: -1, max: 4 }),
      skipped: fc.array(fc.record({ index: fc.integer({ min: -1, max: 4 }), reason: fc.string() }), { maxLength: 4 }),
    }),
    fc.record({
      created: fc.constant(0),
      errors: fc.array(fc.record({ index: fc.integer({ min: 0, max: 3 }), reason: fc.constant('conflict') })),
    }),
  )
  const bodies = fc.oneof(
    fc.string(),
    json.map((value) => JSON.stringify(value)),
  )
  fc.assert(
    fc.property(
      fc.constantFrom(...connectors),
      fc.constantFrom(200, 201, 204, 302, 400, 401, 409, 413, 422, 429, 500, 503),
      bodies,
      fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
      (connector, status, body, doubts) => {
        const rows = doubts.map((isUnknown, index) => row({ isUnknown, rowId: index + 1 }))
        const outcome = connector.decode(answer(status, body), rows)
        const outcomes: (AttemptOutcome | null)[] =
          outcome.type === 'each' || outcome.type === 'without' ? outcome.outcomes : rows.map(() => null)
        assert.equal(outcomes.length, rows.length)
        if (outcome.type === 'without') assert.ok(outcomes.some((each) => each !== null))
        if (outcome.type === 'each') assert.ok(outcomes.every((each) => each !== null))
        // Nothing that was not a success delivers a row that was never sent before.
        for (const [index, each] of outcomes.entries()) {
          if (each?.type === 'delivered' && status >= 300) assert.ok(doubts[index])
        }
      },
    ),
    { numRuns: 2000 },
  )
})
