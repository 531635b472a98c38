/** BluB0X BluSKY, “POST api/v1/Users/SP1CheckIn”, as the connector asks and reads. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type CardsSettings, stationSettings } from '../../core/contract/settings.ts'
import { type CardCheckInFact, createCardsConnector } from '../../core/upstream/cards.ts'
import type { SendRow } from '../../core/upstream/connector.ts'
import { createSender } from '../../core/upstream/send-batch.ts'
import { createFaultyExchange } from '../fakes/faulty-exchange.ts'

const system = 'c43af46a-0175-4e28-aef7-4063de3b7713'
const attempt = { token: '', attemptId: 'a' }

function settingsOf(more: Record<string, unknown> = {}): CardsSettings {
  const { upstreams } = stationSettings.parse({
    station: { id: 'door', zone: 'UTC' },
    upstreams: { cards: { url: 'http://127.0.0.1:9', token: 'the token', ...more } },
  })
  assert.ok(upstreams.cards)
  return upstreams.cards
}

function rowOf(more: Partial<CardCheckInFact> = {}): SendRow<CardCheckInFact> {
  return {
    rowId: 1,
    key: 'k1',
    enqueuedAtMs: 0,
    isUnknown: false,
    fact: {
      identity: { employeeNumber: 'E-1', userId: '7f8bb9f0-4361-40ff-adb2-320cd6717bbf', email: 'a&b@x.org' },
      NewCardInternalCardNumber: 3,
      NewCardExternalCardNumber: '04A1',
      NewCardFacilityCode: 5,
      NewCardCardType: 6,
      NewCardCardACSystemId: system,
      NewCardEnforceOccupancySystem: true,
      ...more,
    },
  }
}

const answer = (status: number, body: unknown) => ({
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

function outcomeOf(status: number, body: unknown, more: Record<string, unknown> = {}) {
  const outcome = createCardsConnector(settingsOf(more)).decode(answer(status, body), [rowOf()])
  return outcome.type === 'each' ? outcome.outcomes[0] : outcome
}

test('a check-in is a POST to the path of the page, with the token as Authorization Bearer', () => {
  const wire = createCardsConnector(settingsOf()).encode([rowOf()], attempt)
  assert.deepEqual(
    { ...wire, body: null },
    {
      method: 'POST',
      path: '/api/v1/Users/SP1CheckIn',
      headers: {
        authorization: 'Bearer the token',
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: null,
    },
  )
  assert.deepEqual(JSON.parse(wire.body ?? ''), {
    MatchUserByEmployeeNumber: 'E-1',
    NewCardInternalCardNumber: 3,
    NewCardExternalCardNumber: '04A1',
    NewCardFacilityCode: 5,
    NewCardCardType: 6,
    NewCardCardACSystemId: system,
    NewCardEnforceOccupancySystem: true,
  })
  const bare = createCardsConnector(settingsOf({ tokenScheme: '' })).encode([rowOf()], attempt)
  assert.equal(bare.headers.authorization, 'the token')
})

test('the setting format makes the request XML as on the page, or a form', () => {
  const xml = createCardsConnector(settingsOf({ format: 'xml', matchBy: 'email' })).encode([rowOf()], attempt)
  assert.equal(xml.headers['content-type'], 'application/xml')
  assert.equal(
    xml.body,
    '<SP1CheckInRequest xmlns:i="http://www.w3.org/2001/XMLSchema-instance"' +
      ' xmlns="http://schemas.datacontract.org/2004/07/APIWebRole.Controllers">' +
      `<MatchUserByByEmail>a&amp;b@x.org</MatchUserByByEmail><NewCardCardACSystemId>${system}</NewCardCardACSystemId>` +
      '<NewCardCardType>6</NewCardCardType><NewCardEnforceOccupancySystem>true</NewCardEnforceOccupancySystem>' +
      '<NewCardExternalCardNumber>04A1</NewCardExternalCardNumber><NewCardFacilityCode>5</NewCardFacilityCode>' +
      '<NewCardInternalCardNumber>3</NewCardInternalCardNumber></SP1CheckInRequest>',
  )
  const form = createCardsConnector(settingsOf({ format: 'form' })).encode([rowOf()], attempt)
  assert.equal(form.headers['content-type'], 'application/x-www-form-urlencoded')
  assert.equal(
    form.body,
    'MatchUserByEmployeeNumber=E-1&NewCardInternalCardNumber=3&NewCardExternalCardNumber=04A1' +
      `&NewCardFacilityCode=5&NewCardCardType=6&NewCardCardACSystemId=${system}&NewCardEnforceOccupancySystem=true`,
  )
})

test('the setting matchBy says which one criterion is sent', () => {
  const sent = (matchBy: string) => {
    const wire = createCardsConnector(settingsOf({ matchBy })).encode([rowOf()], attempt)
    return Object.keys(JSON.parse(wire.body ?? '')).filter((name) => name.startsWith('Match'))
  }
  assert.deepEqual(sent('employeeNumber'), ['MatchUserByEmployeeNumber'])
  assert.deepEqual(sent('userId'), ['MatchUserByUserId'])
  assert.deepEqual(sent('email'), ['MatchUserByByEmail'])
})

test('what is not known of the card is left out', () => {
  const card = { NewCardExternalCardNumber: null, NewCardFacilityCode: null, NewCardCardType: null }
  const wire = createCardsConnector(settingsOf()).encode([rowOf(card)], attempt)
  assert.deepEqual(Object.keys(JSON.parse(wire.body ?? '')), [
    'MatchUserByEmployeeNumber',
    'NewCardInternalCardNumber',
    'NewCardCardACSystemId',
    'NewCardEnforceOccupancySystem',
  ])
})

test('somebody without the identifier is refused before anything is sent, and not guessed at by another', () => {
  const identity = { employeeNumber: 'E-1', userId: 'not a guid', email: null }
  const refusal = (more: Record<string, unknown>) =>
    createCardsConnector(settingsOf(more)).refuseUnsent(rowOf({ identity }), 0)
  assert.equal(refusal({}), null)
  assert.match(refusal({ matchBy: 'email' })?.reason ?? '', /no email address/)
  assert.equal(refusal({ matchBy: 'userId' }), null)
  assert.match(refusal({ matchBy: 'userId', dialect: 'vendor' })?.reason ?? '', /globally unique/)
})

test('result codes 0 and 1 are delivered, 2 to 5 are refused with the Description', () => {
  for (const code of [0, 1]) {
    const outcome = outcomeOf(200, { ResultCode: code, Description: 'Done.' })
    assert.deepEqual(outcome, { type: 'delivered', answer: `result ${code}: Done.` })
  }
  for (const code of [2, 3, 4, 5]) {
    const outcome = outcomeOf(200, { ResultCode: code, Description: 'No user has this.' })
    assert.deepEqual(outcome, {
      type: 'refused',
      reason: 'No user has this.',
      answer: `result ${code}: No user has this.`,
    })
  }
  assert.deepEqual(outcomeOf(200, { ResultCode: 2, Description: null }), {
    type: 'refused',
    reason: 'result 2',
    answer: 'result 2',
  })
})

test('the setting resultCodes says what the codes of another server mean', () => {
  const more = { resultCodes: { delivered: [3], refused: [0] } }
  assert.equal(outcomeOf(200, { ResultCode: 3 }, more)?.type, 'delivered')
  assert.equal(outcomeOf(200, { ResultCode: 0 }, more)?.type, 'refused')
  assert.equal(outcomeOf(200, { ResultCode: 1 }, more)?.type, 'unknown')
})

test('an answer that does not fit leaves the row in doubt', () => {
  const page = '<html>Welcome to the hotel</html>'
  for (const body of [
    '',
    page,
    '{',
    '[]',
    'null',
    '0',
    {},
    { ResultCode: '0' },
    { ResultCode: 0.5 },
    { ResultCode: 9 },
  ]) {
    assert.equal(outcomeOf(200, body)?.type, 'unknown', JSON.stringify(body))
  }
})

test('whatever is answered, there is an outcome and no exception', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, body) => {
      const outcome = createCardsConnector(settingsOf()).decode(answer(status, body), [rowOf()])
      assert.ok(outcome.type === 'hold' || (outcome.type === 'each' && outcome.outcomes.length === 1))
      if (outcome.type === 'each') assert.notEqual(outcome.outcomes[0]?.type, 'delivered')
    }),
  )
})

test('401 is for an operator, a busy server is waited for, a broken one leaves doubt, 400 is the row’s own fault', () => {
  const holds = (status: number) => {
    const outcome = outcomeOf(status, 'words')
    return outcome?.type === 'hold' ? outcome.cause : outcome?.type
  }
  assert.deepEqual([401, 403, 404, 302].map(holds), Array(4).fill('configuration'))
  assert.deepEqual([429, 503, 408].map(holds), Array(3).fill('busy'))
  assert.deepEqual([500, 502, 504].map(holds), Array(3).fill('lost'))
  assert.deepEqual(outcomeOf(400, 'The body cannot be read'), {
    type: 'refused',
    reason: 'status 400: The body cannot be read',
    answer: 'status 400: The body cannot be read',
    isUndocumented: true,
  })
})

test('one check-in goes in a request, several requests of different cards at once, and a repeat does no harm', () => {
  const connector = createCardsConnector(settingsOf({ batchRows: 100 }))
  assert.deepEqual([connector.limits.rows, connector.concurrency], [100, 256])
  assert.equal(createCardsConnector(settingsOf({ dialect: 'vendor' })).concurrency, 16)
  assert.equal(createCardsConnector(settingsOf({ requestsAtOnce: 2 })).concurrency, 2)
  assert.deepEqual(connector.settle(rowOf(), attempt), { type: 'send-again' })
})

test('what a dry run shows has the card and the person, and not the token', () => {
  const shown = JSON.stringify(createCardsConnector(settingsOf()).describe(rowOf()))
  assert.match(shown, /"MatchUserByEmployeeNumber":"E-1".*"NewCardInternalCardNumber":3/)
  assert.doesNotMatch(shown, /the token/)
})

test('each row of a batch is sent in a request of its own', async () => {
  const bodies: string[] = []
  const exchange = createFaultyExchange(({ body }) => {
    bodies.push(body ?? '')
    return answer(200, { ResultCode: 0 })
  })
  const parts = { exchange, now: () => 0, sleep: async () => {}, report: () => {} }
  const rows = [1, 2, 3].map((rowId) => ({ ...rowOf({ NewCardInternalCardNumber: rowId }), rowId }))
  const { resultsByRow } = await createSender(createCardsConnector(settingsOf()), parts).send(rows)
  assert.deepEqual(
    bodies.map((body) => JSON.parse(body).NewCardInternalCardNumber),
    [1, 2, 3],
  )
  assert.deepEqual([...resultsByRow.values()], Array(3).fill({ type: 'delivered', answer: 'result 0' }))
})

test('nothing that is reported of sending holds the token', async () => {
  const reports: string[] = []
  const exchange = createFaultyExchange(() => answer(401, 'who are you'))
  const sender = createSender(createCardsConnector(settingsOf()), {
    exchange,
    now: () => 0,
    sleep: async () => {},
    report: (entry) => reports.push(JSON.stringify(entry)),
  })
  const { trouble } = await sender.send([rowOf()])
  assert.equal(trouble?.cause, 'configuration')
  assert.ok(reports.length > 0)
  assert.doesNotMatch(reports.join() + JSON.stringify(trouble), /the token/)
})
