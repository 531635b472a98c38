/** BluB0X BluSKY, “POST api/v1/Users/SP1CheckIn”, from the service's end. */
import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { test } from 'node:test'
import { type Answer, openCentral, person, post, secret } from './open-central.ts'

const path = '/api/v1/Users/SP1CheckIn'
const system = 'c43af46a-0175-4e28-aef7-4063de3b7713'
const adasId = '7f8bb9f0-4361-40ff-adb2-320cd6717bbf'
const bobsId = 'e3bc8108-460b-4ba9-ae71-8d7b2abaea22'
const people = [
  person('E-1', { userId: adasId, email: 'ada&co@x.org', occupancySystemId: system }),
  person('E-2', { userId: bobsId, email: 'bob@x.org' }),
]
const authorization = `Bearer ${secret}`
const namespaces =
  'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/APIWebRole.Controllers"'

/** The page's samples, of people and systems that are known here. */
const json = {
  MatchUserByEmployeeNumber: 'E-1',
  MatchUserByUserId: adasId,
  MatchUserByByEmail: 'ada&co@x.org',
  NewCardInternalCardNumber: 3,
  NewCardExternalCardNumber: '04A1',
  NewCardFacilityCode: 5,
  NewCardCardType: 6,
  NewCardCardACSystemId: system,
  NewCardEnforceOccupancySystem: true,
}
const xml = `<SP1CheckInRequest ${namespaces}>
  <MatchUserByByEmail>ada&amp;co@x.org</MatchUserByByEmail>
  <MatchUserByEmployeeNumber>E-1</MatchUserByEmployeeNumber>
  <MatchUserByUserId>${adasId}</MatchUserByUserId>
  <NewCardCardACSystemId>${system}</NewCardCardACSystemId>
  <NewCardCardType>6</NewCardCardType>
  <NewCardEnforceOccupancySystem>true</NewCardEnforceOccupancySystem>
  <NewCardExternalCardNumber>04A1</NewCardExternalCardNumber>
  <NewCardFacilityCode>5</NewCardFacilityCode>
  <NewCardInternalCardNumber>3</NewCardInternalCardNumber>
</SP1CheckInRequest>`
const form = new URLSearchParams(Object.entries(json).map(([name, value]) => [name, String(value)])).toString()

async function open(t: Parameters<typeof openCentral>[0], options: Parameters<typeof openCentral>[1] = {}) {
  const central = await openCentral(t, { people, ...options })
  const send = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    post(central.url, path, body, { authorization, ...headers })
  const code = async (body: unknown): Promise<unknown> => JSON.parse((await send(body)).body).ResultCode
  return { central, send, code }
}

test('the sample of the page is taken as JSON, XML and form, in each of their media types', async (t) => {
  const { send } = await open(t)
  const bodies = {
    'application/json': json,
    'text/json': json,
    'application/xml': xml,
    'text/xml; charset="UTF-8"': xml,
    'application/x-www-form-urlencoded': form,
  }
  const answers: unknown[] = []
  for (const [type, body] of Object.entries(bodies)) {
    const answer = await send(body, { 'content-type': type })
    assert.equal(answer.status, 200, `${type}: ${answer.body}`)
    answers.push(JSON.parse(answer.body))
  }
  const { Value, ...first } = answers[0] as Record<string, unknown>
  assert.match(String(Value), /^[0-9a-f-]{36}$/)
  const common = {
    PreviousUserId: null,
    CurrentUserId: adasId,
    ExternalCardNumber: '04A1',
    InternalCardNumber: 3,
    FacilityCode: 5,
    CardType: 6,
  }
  assert.deepEqual(first, { ...common, ResultCode: 0, Description: 'The card was created and assigned.' })
  const repeat = {
    ...common,
    Value: null,
    ResultCode: 1,
    Description: 'The card is assigned to this user already.',
  }
  assert.deepEqual(answers.slice(1), [repeat, repeat, repeat, repeat])
})

test('the JSON answer has the properties of the page in its order', async (t) => {
  const { send } = await open(t)
  const answer = await send(json)
  assert.equal(answer.contentType, 'application/json; charset=utf-8')
  assert.deepEqual(Object.keys(JSON.parse(answer.body)), [
    'PreviousUserId',
    'CurrentUserId',
    'ExternalCardNumber',
    'InternalCardNumber',
    'FacilityCode',
    'CardType',
    'Value',
    'ResultCode',
    'Description',
  ])
})

test('the XML answer has root, namespaces and elements of the page in its order, HttpStatusCode among them', async (t) => {
  const { send } = await open(t)
  const created = await send(json, { accept: 'application/xml' })
  assert.equal(created.contentType, 'application/xml; charset=utf-8')
  const value = /<Value>([0-9a-f-]{36})<\/Value>/.exec(created.body)?.[1]
  assert.ok(value)
  assert.equal(
    created.body,
    `<SP1CheckInResult ${namespaces}><Description>The card was created and assigned.</Description>` +
      `<HttpStatusCode>OK</HttpStatusCode><ResultCode>0</ResultCode><Value>${value}</Value><CardType>6</CardType>` +
      `<CurrentUserId>${adasId}</CurrentUserId><ExternalCardNumber>04A1</ExternalCardNumber>` +
      '<FacilityCode>5</FacilityCode><InternalCardNumber>3</InternalCardNumber><PreviousUserId i:nil="true"/>' +
      '</SP1CheckInResult>',
  )
  const again = await send(json, { accept: 'text/xml' })
  assert.equal(again.contentType, 'text/xml; charset=utf-8')
  assert.match(again.body, /<ResultCode>1<\/ResultCode><Value i:nil="true"\/>/)
})

test('Accept decides between JSON and XML, whatever the request came as', async (t) => {
  const { send } = await open(t)
  const typeFor = async (accept: string) => (await send(xml, { 'content-type': 'text/xml', accept })).contentType
  assert.equal(await typeFor('*/*'), 'application/json; charset=utf-8')
  assert.equal(await typeFor('text/json'), 'text/json; charset=utf-8')
  assert.equal(await typeFor('application/json;q=0.5, application/xml'), 'application/xml; charset=utf-8')
  assert.equal(await typeFor('text/html'), 'application/json; charset=utf-8')
})

test('each result code comes with 200 and a description', async (t) => {
  const { send } = await open(t)
  const card = { NewCardInternalCardNumber: 3, NewCardCardACSystemId: system }
  const said: unknown[] = []
  for (const body of [
    { ...card, MatchUserByEmployeeNumber: 'E-1' },
    { ...card, MatchUserByEmployeeNumber: 'E-1' },
    { ...card, MatchUserByEmployeeNumber: 'E-9' },
    { ...card, MatchUserByEmployeeNumber: 'E-1', MatchUserByByEmail: 'bob@x.org' },
    { MatchUserByEmployeeNumber: 'E-1', NewCardInternalCardNumber: 4 },
    { ...card, MatchUserByEmployeeNumber: 'E-2', NewCardEnforceOccupancySystem: true },
  ]) {
    const answer = await send(body)
    const { ResultCode, Description } = JSON.parse(answer.body)
    assert.ok(Description.length > 10)
    said.push([answer.status, ResultCode])
  }
  assert.deepEqual(
    said,
    [0, 1, 2, 3, 4, 5].map((code) => [200, code]),
  )
})

test('a body that cannot be read is answered 400 in words and changes nothing', async (t) => {
  const { send, code } = await open(t)
  const asXml = { 'content-type': 'application/xml' }
  const asForm = { 'content-type': 'application/x-www-form-urlencoded' }
  const bodies: [string, Record<string, string>][] = [
    ['{', {}],
    ['', {}],
    ['[]', {}],
    ['null', {}],
    ['"text"', {}],
    [JSON.stringify({ ...json, NewCardInternalCardNumber: '3' }), {}],
    [JSON.stringify({ ...json, MatchUserByEmail: 'x' }), {}],
    [`{"__proto__": {"x": 1}, ${JSON.stringify(json).slice(1)}`, { 'content-type': 'text/json; charset=utf-8' }],
    ['['.repeat(60_000), {}],
    [xml.slice(0, -3), asXml],
    [xml.replace('<NewCardCardType>6', '<NewCardCardType>six'), asXml],
    [xml.replace('<NewCardCardType>6', '<NewCardCardType><x/>6'), asXml],
    [xml.replace('</SP1', '<NewCardCardType>6</NewCardCardType></SP1'), asXml],
    [xml.replace('</SP1', '<Other>6</Other></SP1'), asXml],
    [xml.replaceAll('SP1CheckInRequest', 'Sp1CheckInRequest'), asXml],
    [xml.replace('APIWebRole', 'Other'), asXml],
    [xml.replace('ada&amp;co', 'ada&co'), asXml],
    [xml.replace('<Match', 'text<Match'), asXml],
    [`${xml}${xml}`, asXml],
    ['', asXml],
    [form.replace('=3', '=3.5'), asForm],
    [`${form}&NewCardCardType=7`, asForm],
    [`${form}&Other=7`, asForm],
    [form.replace('E-1', '%E'), asForm],
  ]
  for (const [body, headers] of bodies) {
    const answer = await send(body, headers)
    assert.equal(answer.status, 400, `${JSON.stringify(headers)} ${body.slice(0, 300)}`)
    assert.match(answer.body, /^The body cannot be read: ./)
    assert.match(answer.contentType ?? '', /^text\/plain/)
  }
  assert.equal(await code({ ...json }), 0, 'the card was not there yet')
})

test('a body that is not UTF-8 is answered 400', async (t) => {
  const { central } = await open(t)
  const answer = await fetch(`${central.url}${path}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: new Uint8Array([0x7b, 0xff, 0x7d]),
  })
  assert.deepEqual([answer.status, await answer.text()], [400, 'The body cannot be read: it is not valid UTF-8'])
})

test('XML with a DOCTYPE or an entity of its own is answered 400 and nothing of it is expanded', async (t) => {
  const { send } = await open(t)
  const declare = (declaration: string, value: string): string =>
    `<?xml version="1.0"?>${declaration}${xml.replace('>E-1<', `>${value}<`)}`
  const bombs = Array.from({ length: 9 }, (_, n) => `<!ENTITY a${n + 1} "${`&a${n};`.repeat(10)}">`).join('')
  for (const body of [
    declare('<!DOCTYPE SP1CheckInRequest>', 'E-1'),
    declare('<!DOCTYPE r [<!ENTITY who "E-1">]>', '&who;'),
    declare('<!doctype r SYSTEM "file:///etc/passwd">', 'E-1'),
    declare('<!DOCTYPE r [<!ENTITY who SYSTEM "file:///etc/hostname">]>', '&who;'),
    declare(`<!DOCTYPE r [<!ENTITY a0 "ha">${bombs}]>`, '&a9;'),
    declare('', '&who;'),
    declare('', '&#0;'),
    declare('', '&#x110000;'),
  ]) {
    const answer = await send(body, { 'content-type': 'application/xml' })
    assert.equal(answer.status, 400, body)
    assert.doesNotMatch(answer.body, /root:|haha/)
  }
})

test('a body is bounded in size, and XML in depth', async (t) => {
  const { send } = await open(t)
  const asXml = { 'content-type': 'text/xml' }
  assert.equal((await send({ ...json, MatchUserByEmployeeNumber: 'E'.repeat(70_000) })).status, 413)
  assert.equal((await send(xml.replace('E-1', 'E'.repeat(70_000)), asXml)).status, 413)
  assert.equal((await send(`${'<a>'.repeat(9000)}${'</a>'.repeat(9000)}`, asXml)).status, 400)
})

test('without the token as Authorization Bearer the answer is 401 before the body is read', async (t) => {
  const { central } = await open(t)
  const given: (string | undefined)[] = [undefined, secret, 'Bearer', 'Bearer wrong', `Basic ${secret}`]
  for (const value of given) {
    const answer = await post(central.url, path, '{', value === undefined ? {} : { authorization: value })
    assert.deepEqual(
      [answer.status, answer.body],
      [401, 'Authorization must be Bearer and the token of this service'],
      String(value),
    )
  }
  const types = await fetch(`${central.url}/api/v1/Card/GetAllCardTypes`)
  assert.deepEqual([types.status, types.headers.get('www-authenticate')], [401, 'Bearer'])
  assert.equal((await post(central.url, path, json, { authorization: `bearer ${secret}` })).status, 200)
})

test('a content type that the page does not name is answered 415', async (t) => {
  const { central, send } = await open(t)
  for (const type of ['text/plain', 'application/soap+xml', 'multipart/form-data; boundary=x']) {
    const answer = await send(JSON.stringify(json), { 'content-type': type })
    assert.equal(answer.status, 415)
    assert.match(answer.body, /application\/json, text\/json, application\/xml, text\/xml, application\/x-www-form/)
  }
  const status = await new Promise((resolve, reject) => {
    httpRequest(`${central.url}${path}`, { method: 'POST', headers: { authorization } }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
      .on('error', reject)
      .end()
  })
  assert.equal(status, 400, 'no body at all')
})

test('XML and forms are read on the routes of cards alone', async (t) => {
  const { central } = await open(t)
  for (const type of ['application/xml', 'application/x-www-form-urlencoded', 'text/json']) {
    const answer = await post(central.url, '/general/clock_in_out', 'x', { 'content-type': type })
    assert.equal(answer.status, 415)
  }
})

test('the card types are those of the setting, and a card of any other is answered 4', async (t) => {
  const cardTypes = [
    { CardType: 6, Name: 'Badge' },
    { CardType: 9, Name: 'Fob' },
  ]
  const { central, code } = await open(t, { cardTypes })
  const answer = await fetch(`${central.url}/api/v1/Card/GetAllCardTypes`, { headers: { authorization } })
  assert.deepEqual([answer.status, await answer.json()], [200, cardTypes])
  assert.equal(await code({ ...json, NewCardCardType: 7 }), 4)
  assert.equal(await code(json), 0)
})

test('a service that was told of no card types lists some and takes any', async (t) => {
  const { central, code } = await open(t)
  const answer = await fetch(`${central.url}/api/v1/Card/GetAllCardTypes`, { headers: { authorization } })
  const types = (await answer.json()) as unknown[]
  assert.ok(types.length > 0)
  for (const type of types) assert.deepEqual(Object.keys(type as object), ['CardType', 'Name'])
  assert.equal(await code({ ...json, NewCardCardType: 77 }), 0)
})

test('what was checked in is kept over a restart, though the roster says otherwise', async (t) => {
  const card = {
    systemId: system,
    facilityCode: 5,
    internalNumber: 3,
    externalNumber: null,
    format: null,
    cardType: null,
  }
  const roster = [people[0] ?? person('E-1'), person('E-2', { userId: bobsId, cards: [card] })]
  const first = await open(t, { people: roster })
  const taken = JSON.parse((await first.send(json)).body)
  assert.deepEqual([taken.ResultCode, taken.PreviousUserId, taken.CurrentUserId], [0, bobsId, adasId])
  await first.central.close()
  const second = await open(t, { people: roster, dataDir: first.central.dataDir })
  assert.equal(await second.code(json), 1)
})

test('check-ins are counted by result', async (t) => {
  const { central, send } = await open(t)
  await send(json)
  await send({ ...json, MatchUserByEmployeeNumber: 'nobody' })
  const text = await (await fetch(`${central.url}/metrics`)).text()
  assert.match(text, /foyer_central_card_check_ins_total\{result="0"\} 1/)
  assert.match(text, /foyer_central_card_check_ins_total\{result="3"\} 1/)
})
