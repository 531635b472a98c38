import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import type { TimeProfileSettings } from '../../core/contract/settings.ts'
import type { AttemptOutcome, BatchOutcome, SendRow, WireAnswer } from '../../core/upstream/connector.ts'
import { createTimeProfilesConnector, type TimeProfileFact } from '../../core/upstream/time-profiles.ts'
import { linkId, makeProfile } from '../schedule/make-profile.ts'

const settings: TimeProfileSettings = {
  url: 'http://127.0.0.1:1',
  dialect: 'vendor',
  username: 'admin',
  password: 'a secret of the tests',
  deleteBy: 'link-delete',
}
const connector = createTimeProfilesConnector(settings)
const attempt = { token: 'the-token', attemptId: 'a' }
const otherId = '0e5a9f60-0000-4000-8000-000000000002'
const day = makeProfile('2026-03-02T08:00', '2026-03-02T17:00')
const night = makeProfile('2026-03-02T22:00', '2026-03-03T06:00', null, { linkId: otherId })

type Row = SendRow<TimeProfileFact>
const rowOf = (rowId: number, fact: TimeProfileFact, isUnknown = false): Row => ({
  rowId,
  key: `k${rowId}`,
  enqueuedAtMs: 0,
  isUnknown,
  fact,
})
const putDay = rowOf(1, { type: 'put', item: day })
const putNight = rowOf(2, { type: 'put', item: night })
const deleteDay = rowOf(3, { type: 'delete', linkId })
const deleteNight = rowOf(4, { type: 'delete', linkId: otherId })

const says = (status: number, body: unknown): WireAnswer => ({
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const item = (link_id: string | null, success: unknown, extended_info: unknown): object => ({
  link_id,
  success,
  extended_info,
})
const result = (...items: object[]): WireAnswer => says(200, { result: items })

function each(outcome: BatchOutcome): AttemptOutcome[] {
  assert.ok(outcome.type === 'each', outcome.type)
  return outcome.outcomes
}
const typesOf = (answer: WireAnswer, ...rows: Row[]): string[] =>
  each(connector.decode(answer, rows)).map(({ type }) => type)

test('items are put with one POST to items/link, as the page shows it', () => {
  assert.deepEqual(connector.encode([putDay, putNight], attempt), {
    method: 'POST',
    path: '/api/v1/access/timeprofile/items/link',
    headers: { 'content-type': 'application/json', authorization: 'Bearer the-token' },
    body: JSON.stringify({ list_items: [day, night] }),
  })
})

test('link ids are deleted with one POST to link/delete, or by DELETE where the settings say so', () => {
  const wire = connector.encode([deleteDay, deleteNight], attempt)
  assert.deepEqual([wire.method, wire.path], ['POST', '/api/v1/access/timeprofile/link/delete'])
  assert.deepEqual(JSON.parse(wire.body ?? ''), { link_ids: [linkId, otherId] })
  const other = createTimeProfilesConnector({ ...settings, deleteBy: 'items-link' }).encode([deleteDay], attempt)
  assert.deepEqual([other.method, other.path], ['DELETE', '/api/v1/access/timeprofile/items/link'])
  assert.deepEqual(JSON.parse(other.body ?? ''), { link_ids: [linkId] })
})

test('puts and deletes never share a request, and stay in order among themselves', () => {
  const parts = connector.split?.([deleteDay, putNight, deleteNight, putDay]) ?? []
  assert.deepEqual(
    parts.map((part) => part.map(({ rowId }) => rowId)),
    [
      [2, 1],
      [3, 4],
    ],
  )
})

test('the login is a GET with the MD5 hash of the password, and its token is good for less than two hours', () => {
  const wire = connector.login?.request()
  const hash = createHash('md5').update(settings.password).digest('hex')
  assert.deepEqual(wire, {
    method: 'GET',
    path: `/api/v1/login?username=admin&password=${hash}`,
    headers: {},
    body: null,
  })
  const odd = createTimeProfilesConnector({ ...settings, username: 'a&b=ü c' }).login?.request()
  assert.equal(new URL(odd?.path ?? '', settings.url).searchParams.get('username'), 'a&b=ü c')
  const login = connector.login?.decode(says(200, { token: 'abc', account_type: 'admin' }))
  assert.ok(login?.type === 'token')
  assert.equal(login.token, 'abc')
  assert.ok(login.goodForMs > 3_600_000 && login.goodForMs < 7_200_000)
})

test('a login that is refused waits for an operator, one that is not answered rightly for better times', () => {
  const causeOf = (answer: WireAnswer): string | undefined => {
    const login = connector.login?.decode(answer)
    return login?.type === 'hold' ? login.cause : login?.type
  }
  for (const status of [400, 401, 403, 404, 302])
    assert.equal(causeOf(says(status, { error: 'Log In' })), 'configuration')
  for (const status of [429, 503, 500, 502]) assert.equal(causeOf(says(status, '')), 'busy')
  for (const body of ['', '<html>', '{}', '{"token":""}', '{"token":5}', '{"token":"a\\r\\nb"}', '[]']) {
    assert.equal(causeOf(says(200, body)), 'busy', body)
  }
  const unfit = connector.login?.decode(says(200, '{"tokens":"very secret"}'))
  assert.doesNotMatch(JSON.stringify(unfit), /very secret/)
})

test('created and updated deliver a put, deleted delivers a delete', () => {
  assert.deepEqual(typesOf(result(item(linkId, true, 'created'), item(otherId, true, 'updated')), putDay, putNight), [
    'delivered',
    'delivered',
  ])
  assert.deepEqual(typesOf(result(item(linkId, true, 'deleted')), deleteDay), ['delivered'])
})

test('results are told apart by link id, in whatever order and letter case they come', () => {
  const answer = result(item(otherId.toUpperCase(), false, 'entity_not_found'), item(linkId, true, 'created'))
  assert.deepEqual(typesOf(answer, putDay, putNight), ['delivered', 'refused'])
})

test('the five words that speak of identifiers refuse an item, in the server’s own words', () => {
  for (const word of [
    'number_taken_by_another_identifier',
    'bound_time_profile_doesnt_exist',
    'face_id_not_supported',
    'number_of_face_identifiers_exceeded',
    'number_of_identifiers_exceeded',
  ]) {
    for (const success of [true, false]) {
      for (const row of [putDay, deleteDay]) {
        assert.deepEqual(each(connector.decode(result(item(linkId, success, word)), [row])), [
          { type: 'refused', reason: word, answer: word },
        ])
      }
    }
  }
})

test('a word that later firmware has refuses an item where it says so', () => {
  assert.deepEqual(typesOf(result(item(linkId, false, 'invalid_time_rules_settings')), putDay), ['refused'])
})

test('a delete that finds nothing is refused, and delivered where an earlier one may have done it', () => {
  const answer = result(item(linkId, false, 'entity_not_found'))
  assert.deepEqual(each(connector.decode(answer, [deleteDay])), [
    { type: 'refused', reason: 'entity_not_found', answer: 'entity_not_found' },
  ])
  assert.deepEqual(typesOf(answer, { ...deleteDay, isUnknown: true }), ['delivered'])
  assert.deepEqual(typesOf(answer, { ...putDay, isUnknown: true }), ['refused'])
})

test('an answer that contradicts itself or the request leaves its row in doubt', () => {
  for (const [success, word, row] of [
    [true, 'deleted', putDay],
    [true, 'entity_not_found', putDay],
    [false, 'created', putDay],
    [false, 'deleted', deleteDay],
    [true, 'created', deleteDay],
    [true, 'entity_not_found', { ...deleteDay, isUnknown: true }],
    [true, 'has_duplicates', putDay],
  ] as const) {
    assert.deepEqual(typesOf(result(item(linkId, success, word)), row), ['unknown'], `${success} ${word}`)
  }
})

test('duplicates, a wrong number of items and items that nobody sent leave every row in doubt', () => {
  const good = item(linkId, true, 'created')
  const stranger = item('5c2f0e9a-33a4-4a8e-9b51-6d6a3c5f7d10', true, 'created')
  for (const answer of [
    result(good),
    result(good, good),
    result(good, stranger),
    result(good, item(otherId, true, 'created'), stranger),
    result(good, item(null, true, 'created')),
    result(good, item(otherId, 'true', 'created')),
    result(good, item(otherId, true, null)),
    result(),
    says(200, '<html>Welcome</html>'),
    says(200, ''),
    says(200, '{"result":{}}'),
    says(204, ''),
  ]) {
    assert.deepEqual(typesOf(answer, putDay, putNight), ['unknown', 'unknown'], answer.body)
  }
})

test('a result without a link id belongs to the one item that was sent', () => {
  assert.deepEqual(typesOf(result(item(null, true, 'created')), putDay), ['delivered'])
})

test('a sentence for 400 refuses the request whole, so that it is halved', () => {
  assert.deepEqual(connector.decode(says(400, { error: 'Wrong repeat_type' }), [putDay, putNight]), {
    type: 'halve',
    reason: 'Wrong repeat_type',
    answer: 'Wrong repeat_type',
  })
  assert.equal(connector.decode(says(400, { error: true }), [putDay]).type, 'halve')
  assert.equal(connector.decode(says(413, 'too large'), [putDay, putNight]).type, 'halve')
})

test('a 400 in words that are not the interface’s refuses nothing', () => {
  for (const body of ['', '<html>Bad Request</html>', '{"error":5}', '"x"']) {
    assert.deepEqual(typesOf(says(400, body), putDay, deleteDay), ['unknown', 'unknown'], body)
  }
})

test('401 asks for a login, and other statuses of a whole request hold all of it', () => {
  const decode = (status: number): BatchOutcome => connector.decode(says(status, { error: 'x' }), [putDay, putNight])
  assert.equal(decode(401).type, 'log-in')
  for (const [status, cause] of [
    [429, 'busy'],
    [503, 'busy'],
    [500, 'lost'],
    [502, 'lost'],
    [403, 'configuration'],
    [404, 'configuration'],
    [301, 'configuration'],
  ] as const) {
    const outcome = decode(status)
    assert.ok(outcome.type === 'hold')
    assert.equal(outcome.cause, cause, String(status))
  }
})

test('whatever is answered, every row has an outcome and nothing is thrown', () => {
  const rows = [putDay, putNight]
  const body = fc.oneof(
    fc.string(),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc
      .array(
        fc.record(
          {
            link_id: fc.constantFrom(linkId, otherId, null, 'x'),
            success: fc.constantFrom(true, false, 'true'),
            extended_info: fc.constantFrom(
              'created',
              'updated',
              'deleted',
              'entity_not_found',
              'face_id_not_supported',
              5,
            ),
          },
          { requiredKeys: [] },
        ),
        { maxLength: 3 },
      )
      .map((items) => JSON.stringify({ result: items })),
  )
  fc.assert(
    fc.property(fc.constantFrom(200, 400, 401, 404, 413, 429, 500), body, (status, text) => {
      const outcome = connector.decode(says(status, text), rows)
      if (outcome.type === 'each') assert.equal(outcome.outcomes.length, rows.length)
    }),
  )
})

test('a row is described as what would be sent, without a secret', () => {
  assert.deepEqual(connector.describe(putDay), { put: day })
  assert.deepEqual(connector.describe(deleteDay), { delete: linkId })
})
