import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type AuthDataFact, createAuthDataConnector } from '../../core/upstream/auth-data.ts'
import { readToken } from '../../core/upstream/auth-data-answer.ts'
import type { BatchOutcome, SendRow } from '../../core/upstream/connector.ts'
import { authDataSettings } from '../fakes/auth-data-station.ts'

const url = 'https://example.org/api-root'
const attempt = { token: 'issued', attemptId: '8375fb13-cce4-4cf1-8280-7bad9e6cb16f' }
const connector = createAuthDataConnector(authDataSettings({ url, token: 'given', subscriptionKey: 'abc' }))

function row(rowId: number, more: Partial<AuthDataFact> = {}): SendRow<AuthDataFact> {
  const fact: AuthDataFact = {
    employeeId: `E${rowId}`,
    employeeStatus: 'Active',
    authValues: [`secret-${rowId}`, null, null],
    ...more,
  }
  return { rowId, key: `k${rowId}`, enqueuedAtMs: 0, isUnknown: false, fact }
}

/** The page's answer, for words like those of `employeeDetails`; null: skipped. */
function staged(rows: readonly SendRow<AuthDataFact>[], words: readonly (string | null)[], more: object = {}) {
  const count = (...of: (string | null)[]): number => words.filter((word) => of.includes(word)).length
  const body = {
    fileLogId: attempt.attemptId,
    totalNew: count('New Record'),
    totalRecords: rows.length,
    totalUpdates: count('Auth Value Updated', 'Employee Id Updated', 'Status Updated'),
    totalErrors: count('Error'),
    totalNoChange: count('No Change'),
    totalEmpIdUpdate: 0,
    totalAuthValueChange: 0,
    totalStatusChange: 0,
    totalDuplicates: count(null),
    duplicateAuthValues: [],
    thresholdExceptions: [],
    errorDetails: words.flatMap((word, index) => (word === 'Error' ? [{ line: index + 1, value: 'is wrong' }] : [])),
    employeeDetails: rows.flatMap(({ fact }, index) =>
      words[index] === null ? [] : [{ Key: fact.employeeId, Value: words[index] }],
    ),
    ...more,
  }
  return answer(200, body)
}

function answer(status: number, body: unknown) {
  return { status, headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body) }
}

function then(outcome: BatchOutcome) {
  assert.ok(outcome.type === 'then', JSON.stringify(outcome))
  return outcome
}

function typesOf(outcome: BatchOutcome): string[] {
  assert.ok(outcome.type === 'each', JSON.stringify(outcome))
  return outcome.outcomes.map(({ type }) => type)
}

const rows = [row(1), row(2), row(3)]
const approved = answer(200, { fileLogId: attempt.attemptId, totalRecords: 3 })

test('a batch is staged with exactly the page’s fields, under a fileLogId that is new for each attempt', () => {
  const wire = connector.encode([row(1), row(2, { employeeStatus: null, authValues: [null, null, null] })], attempt)
  assert.deepEqual(wire, {
    method: 'POST',
    path: '/api/admin/authdata/stage',
    headers: {
      'content-type': 'application/json',
      authorization: 'bearer given',
      'ocp-apim-subscription-key': 'abc',
    },
    body: JSON.stringify({
      fileLogId: attempt.attemptId,
      validate: true,
      allowNoAuth: true,
      commit: true,
      employee: [
        { employeeId: 'E1', employeeStatus: 'Active', authValue1: 'secret-1', authValue2: null, authValue3: null },
        { employeeId: 'E2', employeeStatus: null, authValue1: null, authValue2: null, authValue3: null },
      ],
    }),
  })
})

test('what was staged is processed under the same fileLogId, and only then is it delivered', () => {
  const { request, decode } = then(
    connector.decode(staged(rows, ['New Record', 'Status Updated', 'No Change']), rows, attempt),
  )
  assert.deepEqual(request, {
    method: 'POST',
    path: `/api/admin/authdata/${attempt.attemptId}`,
    headers: { authorization: 'bearer given', 'ocp-apim-subscription-key': 'abc' },
    body: null,
  })
  assert.deepEqual(decode(approved), {
    type: 'each',
    outcomes: [
      { type: 'delivered', answer: 'New Record' },
      { type: 'delivered', answer: 'Status Updated' },
      { type: 'delivered', answer: 'No Change' },
    ],
  })
})

test('how a batch is processed is a setting, since the page names no method', () => {
  const other = createAuthDataConnector(authDataSettings({ url, processMethod: 'PUT' }))
  assert.equal(
    then(other.decode(staged(rows, ['New Record', 'New Record', 'New Record']), rows, attempt)).request.method,
    'PUT',
  )
})

test('a record with errors is refused in the server’s words, and the others are processed', () => {
  const { decode } = then(connector.decode(staged(rows, ['New Record', 'Error', 'No Change']), rows, attempt))
  const outcome = decode(approved)
  assert.deepEqual(typesOf(outcome), ['delivered', 'refused', 'delivered'])
  assert.ok(outcome.type === 'each')
  assert.deepEqual(outcome.outcomes[1], { type: 'refused', reason: 'is wrong', answer: 'is wrong' })
})

test('where nothing would be applied nothing is processed', () => {
  assert.deepEqual(typesOf(connector.decode(staged(rows, ['No Change', 'Error', 'No Change']), rows, attempt)), [
    'delivered',
    'refused',
    'delivered',
  ])
})

test('a record that was skipped as a duplicate goes again by itself', () => {
  const { decode } = then(connector.decode(staged(rows, ['New Record', null, 'No Change']), rows, attempt))
  assert.deepEqual(typesOf(decode(approved)), ['delivered', 'retry', 'delivered'])
})

test('a tripped threshold refuses what it stops, in the server’s words, and nothing is processed or sent in pieces', () => {
  const sentence = 'Number of added employees exceeds threshold: 10%. Processing has stopped.'
  const words = ['New Record', 'Error', 'No Change']
  const outcome = connector.decode(staged(rows, words, { thresholdExceptions: [sentence] }), rows, attempt)
  assert.deepEqual(outcome, {
    type: 'each',
    outcomes: [
      { type: 'refused', reason: sentence, answer: sentence },
      { type: 'refused', reason: 'is wrong', answer: 'is wrong' },
      { type: 'delivered', answer: 'No Change' },
    ],
  })
})

test('where only errors are too many they are refused, and the others make a batch without any', () => {
  const sentence = 'Number of records with errors exceeds threshold: 10%. Processing has stopped.'
  const words = ['New Record', 'Error', 'New Record']
  assert.deepEqual(connector.decode(staged(rows, words, { thresholdExceptions: [sentence] }), rows, attempt), {
    type: 'without',
    outcomes: [null, { type: 'refused', reason: 'is wrong', answer: 'is wrong' }, null],
  })
})

test('processing that is cancelled refuses what was staged; errors and what is there already stand', () => {
  const { decode } = then(connector.decode(staged(rows, ['New Record', 'Error', 'No Change']), rows, attempt))
  const tripped = { fileLogId: attempt.attemptId, thresholdExceptions: ['Too many. Processing has stopped.'] }
  for (const status of [409, 200]) {
    const outcome = decode(answer(status, tripped))
    assert.deepEqual(typesOf(outcome), ['refused', 'refused', 'delivered'])
    assert.ok(outcome.type === 'each' && outcome.outcomes[0]?.type === 'refused')
    assert.equal(outcome.outcomes[0].reason, 'Too many. Processing has stopped.')
  }
})

test('another conflict in processing is told apart by what the service says', () => {
  const { decode } = then(connector.decode(staged(rows, ['New Record', 'Error', 'No Change']), rows, attempt))
  assert.deepEqual(typesOf(decode(answer(409, { reason: 'stale' }))), ['retry', 'retry', 'retry'])
  assert.deepEqual(typesOf(decode(answer(409, { reason: 'settled' }))), ['unknown', 'unknown', 'unknown'])
  assert.equal(decode(answer(409, 'Conflict')).type, 'halve')
})

test('statuses that say nothing of a record hold, halve or log in', () => {
  const words: [number, string][] = [
    [400, 'halve'],
    [413, 'halve'],
    [422, 'halve'],
    [401, 'log-in'],
    [429, 'hold busy'],
    [503, 'hold busy'],
    [500, 'hold lost'],
    [302, 'hold configuration'],
    [403, 'hold configuration'],
    [404, 'hold configuration'],
  ]
  const { decode } = then(connector.decode(staged(rows, ['New Record', 'Error', 'No Change']), rows, attempt))
  for (const [status, expected] of words) {
    for (const outcome of [connector.decode(answer(status, 'words'), rows, attempt), decode(answer(status, 'words'))]) {
      assert.equal(outcome.type === 'hold' ? `hold ${outcome.cause}` : outcome.type, expected, String(status))
    }
  }
})

test('an answer to staging that does not fit is unknown, and its batch is never processed', () => {
  const good = ['New Record', 'Error', 'No Change']
  const misfits = [
    answer(200, '<html>Welcome to the hotel’s network</html>'),
    answer(200, ''),
    answer(200, {}),
    staged(rows, good, { totalRecords: 4 }),
    staged(rows, good, { totalNew: 2 }),
    staged(rows, good, { fileLogId: '00000000-0000-0000-0000-000000000000' }),
    staged(rows, good, { fileLogId: '11111111-2222-4333-8444-555555555555' }),
    staged(rows, good, { employeeDetails: [] }),
    staged([...rows, row(4)], [...good, 'New Record']),
    staged([row(1), row(2), row(9)], good),
  ]
  for (const misfit of misfits) {
    assert.deepEqual(typesOf(connector.decode(misfit, rows, attempt)), ['unknown', 'unknown', 'unknown'], misfit.body)
  }
})

test('an answer to processing that does not fit is unknown', () => {
  const { decode } = then(connector.decode(staged(rows, ['New Record', 'Error', 'No Change']), rows, attempt))
  for (const body of ['<html></html>', '[]', '', '{}', { fileLogId: 'another' }]) {
    assert.deepEqual(typesOf(decode(answer(200, body))), ['unknown', 'unknown', 'unknown'], JSON.stringify(body))
  }
})

test('of a vendor, whose answer to processing no page shows, an empty one and any object are taken', () => {
  const vendor = createAuthDataConnector(authDataSettings({ url, dialect: 'vendor' }))
  const { decode } = then(vendor.decode(staged(rows, ['New Record', 'Error', 'No Change']), rows, attempt))
  for (const body of ['', '{}', { anything: true }]) {
    assert.deepEqual(typesOf(decode(answer(200, body))), ['delivered', 'refused', 'delivered'])
  }
  assert.deepEqual(typesOf(decode(answer(200, '<html></html>'))), ['unknown', 'unknown', 'unknown'])
})

test('whatever is answered, there is an outcome, and no authentication value in it', () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom(
      'secret-1',
      'E1 has "secret-1" and secret-2, secret-3',
      JSON.stringify({ message: 'no: secret-2' }),
    ),
  )
  const good = staged(rows, ['New Record', 'Error', 'Auth Value Updated'])
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), text, fc.boolean(), (status, body, isStaged) => {
      const first = connector.decode(isStaged ? good : answer(status, body), rows, attempt)
      const outcome = first.type === 'then' ? first.decode(answer(status, body)) : first
      assert.doesNotMatch(JSON.stringify(outcome), /secret-/)
      if (outcome.type === 'each') assert.equal(outcome.outcomes.length, rows.length)
    }),
  )
  const words = ['New Record', 'Error', 'New Record']
  const quoting = staged(rows, words, { errorDetails: [{ line: 2, value: 'secret-2 is taken' }] })
  assert.doesNotMatch(JSON.stringify(then(connector.decode(quoting, rows, attempt)).decode(approved)), /secret-/)
})

test('a value that the server says again is left out also as JSON within JSON, and as part of an address', () => {
  const value = 'p1n"nn\\off & one'
  const one = [row(1, { authValues: [value, null, null] })]
  for (const said of [
    value,
    JSON.stringify(value),
    JSON.stringify(JSON.stringify({ value })),
    encodeURIComponent(value),
  ]) {
    const outcome = connector.decode(answer(403, said), one, attempt)
    assert.ok(
      outcome.type === 'hold' && outcome.why.includes('…') && !/nn|off/.test(outcome.why),
      JSON.stringify(outcome),
    )
  }
})

test('the page’s sentences stay as they are, whatever the values, and a page of text is not kept', () => {
  const sentence = 'Number of added employees exceeds threshold: 10%. Processing has stopped.'
  const ten = [row(1, { authValues: ['10', 'e', null] })]
  const outcome = connector.decode(staged(ten, ['New Record'], { thresholdExceptions: [sentence] }), ten, attempt)
  assert.deepEqual(outcome, { type: 'each', outcomes: [{ type: 'refused', reason: sentence, answer: sentence }] })
  const long = connector.decode(answer(403, `secret-1 ${'x'.repeat(1_000_000)}`), rows, attempt)
  assert.deepEqual(long, { type: 'hold', cause: 'configuration', why: 'status 403: (an answer of 1000009 characters)' })
})

test('a token is asked for with username, password and companyUrlSuffix, and used as a bearer token', () => {
  const settings = {
    url,
    token: undefined,
    username: 'u',
    password: 'p',
    companyUrlSuffix: 'acme',
    subscriptionKey: 'abc',
  }
  const { login, encode } = createAuthDataConnector(authDataSettings(settings))
  assert.deepEqual(login?.request(), {
    method: 'POST',
    path: '/authorize/token',
    headers: { 'content-type': 'application/json', 'ocp-apim-subscription-key': 'abc' },
    body: JSON.stringify({ username: 'u', password: 'p', companyUrlSuffix: 'acme' }),
  })
  assert.deepEqual(login?.decode(answer(200, '"eyJ.x"')), { type: 'token', token: 'eyJ.x', goodForMs: 30 * 60_000 })
  assert.equal(encode(rows, attempt).headers.authorization, 'bearer issued')
  const faults: [number, string, string][] = [
    [200, '<html>', 'configuration'],
    [401, 'p is wrong', 'configuration'],
    [429, '', 'busy'],
    [500, '', 'busy'],
  ]
  for (const [status, body, cause] of faults) {
    const said = login?.decode(answer(status, body))
    assert.ok(said?.type === 'hold')
    assert.equal(said.cause, cause)
    assert.doesNotMatch(said.why, /p is wrong/)
  }
})

test('with a token that was given out none is asked for', () => {
  assert.equal(connector.login, null)
})

test('a token is a JSON text, or as the page shows it in braces, or named token', () => {
  for (const body of ['"eyJ"', '{\n"eyJ"\n}', '{"token":"eyJ"}', ' "eyJ" ']) assert.equal(readToken(body), 'eyJ', body)
  for (const body of ['', 'eyJ', '{}', '[]', '""', '{"eyJ","x"}', '"with a blank"', '"line\\nbreak"', '7']) {
    assert.equal(readToken(body), null, body)
  }
})

test('a row in doubt is sent again: what is there already is answered No Change', () => {
  assert.deepEqual(connector.settle({ ...row(1), isUnknown: true }, attempt), { type: 'send-again' })
})

test('what would be said shows which values are set, and never one of them', () => {
  assert.deepEqual(connector.describe(row(1, { formerId: 'E0' })), {
    employeeId: 'E1',
    employeeStatus: 'Active',
    formerId: 'E0',
    authValues: ['(set)', null, null],
  })
  assert.deepEqual(connector.describe(row(1, { authValues: 'sealed' })), {
    employeeId: 'E1',
    employeeStatus: 'Active',
    authValues: '(sealed)',
  })
})
