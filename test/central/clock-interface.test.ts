/** What Sonoran CMS documents (“Clock In Out”, “Get Current Clock In”), fact by fact. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { readClockEvents } from '../../core/central/export-clock-store.ts'
import { ada, bob, clock, clockBody, openCentral, person, post, readBack, said, secret } from './open-central.ts'

const path = '/general/clock_in_out'
const notLinked = 'API ID NOT LINKED TO AN ACCOUNT IN THIS COMMUNITY'
const plainText = 'text/plain; charset=utf-8'

test('the call is a POST to /general/clock_in_out', async (t) => {
  const central = await openCentral(t)
  assert.equal(said(await post(central.url, path, clockBody([{ apiId: 'api-ada' }]))), '200 CLOCKED IN')
  const get = await fetch(`${central.url}${path}`)
  assert.deepEqual([get.status, get.headers.get('allow')], [405, 'POST'])
  await get.text()
})

test('a first call is answered 200 CLOCKED IN as plain text', async (t) => {
  const central = await openCentral(t)
  const answer = await clock(central, [{ apiId: 'api-ada' }])
  assert.deepEqual(answer, { status: 200, contentType: plainText, body: 'CLOCKED IN' })
})

test('a second call is a toggle and is answered 200 CLOCKED OUT', async (t) => {
  const central = await openCentral(t)
  await clock(central, [{ apiId: 'api-ada' }])
  const answer = await clock(central, [{ apiId: 'api-ada' }])
  assert.deepEqual(answer, { status: 200, contentType: plainText, body: 'CLOCKED OUT' })
  assert.equal(said(await clock(central, [{ apiId: 'api-ada' }])), '200 CLOCKED IN')
})

test('forceClockIn starts a new clock in, replaces the open one and is answered 200 FORCE CLOCKED IN', async (t) => {
  let nowMs = Date.parse('2026-03-02T07:00:00Z')
  const central = await openCentral(t, { nowMs: () => nowMs })
  await clock(central, [{ apiId: 'api-ada' }])
  const before = JSON.parse((await readBack(central, { apiId: 'api-ada' })).body)
  nowMs += 3_600_000
  const answer = await clock(central, [{ apiId: 'api-ada', forceClockIn: true }])
  assert.deepEqual(answer, { status: 200, contentType: plainText, body: 'FORCE CLOCKED IN' })
  const after = JSON.parse((await readBack(central, { apiId: 'api-ada' })).body)
  assert.notEqual(after.id, before.id)
  assert.equal(after.startTime, '2026-03-02 09:00:00.000 +0100')
  assert.equal(said(await clock(central, [{ apiId: 'api-ada' }])), '200 CLOCKED OUT')
  assert.equal(said(await readBack(central, { apiId: 'api-ada' })), '200 Not Clocked In')
})

test('forceClockIn without an open clock in is answered FORCE CLOCKED IN too', async (t) => {
  const central = await openCentral(t)
  assert.equal(said(await clock(central, [{ username: 'ada', forceClockIn: true }])), '200 FORCE CLOCKED IN')
})

test('forceClockIn false is a toggle, and anything but a boolean is refused', async (t) => {
  const central = await openCentral(t)
  assert.equal(said(await clock(central, [{ apiId: 'api-ada', forceClockIn: false }])), '200 CLOCKED IN')
  for (const forceClockIn of ['true', 1, null, {}]) {
    assert.equal((await clock(central, [{ apiId: 'api-ada', forceClockIn }])).status, 400)
  }
  assert.equal([...readClockEvents(central.dataDir)].length, 1)
})

async function findsAda(t: TestContext, identifier: object): Promise<void> {
  const central = await openCentral(t)
  assert.equal(said(await clock(central, [identifier])), '200 CLOCKED IN')
  assert.equal([...readClockEvents(central.dataDir)][0]?.employeeNumber, 'E-1')
}

test('an account is found by apiId alone', (t) => findsAda(t, { apiId: 'api-ada' }))
test('an account is found by username alone', (t) => findsAda(t, { username: 'ada' }))
test('an account is found by accId alone', (t) => findsAda(t, { accId: 'acc-ada' }))
test('an account is found by discord alone', (t) => findsAda(t, { discord: '111122223333444455' }))
test('an account is found by uniqueId alone', (t) => findsAda(t, { uniqueId: 1234 }))

test('uniqueId is taken as numeric text too and as nothing else', async (t) => {
  const central = await openCentral(t)
  assert.equal(said(await clock(central, [{ uniqueId: '1234' }])), '200 CLOCKED IN')
  for (const uniqueId of [12.5, '12a', '', '-1', '1e3', true, null, [1234], 2 ** 60]) {
    assert.equal((await clock(central, [{ uniqueId }])).status, 400, `uniqueId ${JSON.stringify(uniqueId)}`)
  }
})

test('the textual identifiers are strings and nothing else', async (t) => {
  const central = await openCentral(t)
  for (const field of ['apiId', 'username', 'accId', 'discord']) {
    for (const value of [5, '', null, true, ['x'], { x: 1 }, 'x'.repeat(257)]) {
      const answer = await clock(central, [{ [field]: value }])
      assert.equal(answer.status, 400)
      assert.match(answer.body, new RegExp(`^Malformed request object: ${field}: `))
    }
  }
})

test('one of the five identifiers is needed', async (t) => {
  const central = await openCentral(t)
  const answer = await clock(central, [{ forceClockIn: true }])
  assert.equal(
    said(answer),
    '400 Malformed request object: one of apiId, username, accId, discord and uniqueId is needed',
  )
})

test('identifiers are matched exactly, letter case included', async (t) => {
  const central = await openCentral(t)
  assert.equal(said(await clock(central, [{ username: 'Ada' }])), `404 ${notLinked}`)
  assert.equal(said(await clock(central, [{ username: 'e-2' }])), `404 ${notLinked}`)
})

test('a person without a username is known by their employee number', async (t) => {
  const central = await openCentral(t)
  assert.equal(said(await clock(central, [{ username: 'E-2' }])), '200 CLOCKED IN')
  assert.equal(said(await clock(central, [{ username: 'E-1' }])), `404 ${notLinked}`)
})

test('all identifiers of one account together find it', async (t) => {
  const central = await openCentral(t)
  const all = {
    apiId: 'api-ada',
    username: 'ada',
    accId: 'acc-ada',
    discord: '111122223333444455',
    uniqueId: 1234,
    forceClockIn: true,
  }
  assert.equal(said(await clock(central, [all])), '200 FORCE CLOCKED IN')
})

test('identifiers that contradict each other are answered 400 with the sentence of the page', async (t) => {
  const central = await openCentral(t)
  const answer = await clock(central, [{ apiId: 'api-ada', username: 'E-2' }])
  assert.deepEqual(answer, { status: 400, contentType: plainText, body: notLinked })
  assert.equal(said(await clock(central, [{ apiId: 'api-ada', username: 'nobody' }])), `400 ${notLinked}`)
  assert.deepEqual([...readClockEvents(central.dataDir)], [])
})

test('an identifier that two accounts share clocks neither of them', async (t) => {
  const central = await openCentral(t, { people: [ada, bob, person('E-3', { accId: 'acc-ada' })] })
  assert.equal(said(await clock(central, [{ accId: 'acc-ada' }])), `400 ${notLinked}`)
  assert.equal(said(await clock(central, [{ username: 'ada' }])), '200 CLOCKED IN')
})

test('an unknown account is answered 404 with the sentence of the page', async (t) => {
  const central = await openCentral(t)
  const answer = await clock(central, [{ apiId: 'nobody' }])
  assert.deepEqual(answer, { status: 404, contentType: plainText, body: notLinked })
})

test('a wrong key is answered 400 INVALID API KEY and changes nothing', async (t) => {
  const central = await openCentral(t)
  for (const key of [`${secret}x`, secret.slice(1), '', undefined, null, 7, [secret]]) {
    const answer = await post(central.url, path, clockBody([{ apiId: 'api-ada' }], { key }))
    assert.deepEqual(answer, { status: 400, contentType: plainText, body: 'INVALID API KEY' })
  }
  assert.deepEqual([...readClockEvents(central.dataDir)], [])
})

test('a wrong community is answered 400 INVALID COMMUNITY ID and changes nothing', async (t) => {
  const central = await openCentral(t)
  for (const id of ['Foyer', '', undefined, null, 7]) {
    const answer = await post(central.url, path, clockBody([{ apiId: 'api-ada' }], { id }))
    assert.deepEqual(answer, { status: 400, contentType: plainText, body: 'INVALID COMMUNITY ID' })
  }
  assert.deepEqual([...readClockEvents(central.dataDir)], [])
})

test('a wrong type is refused with 400', async (t) => {
  const central = await openCentral(t)
  for (const type of ['CLOCK_IN___OUT', 'clock_in_out', 'GET_CURRENT_CLOCK_IN', undefined, 1]) {
    const answer = await post(central.url, path, clockBody([{ apiId: 'api-ada' }], { type }))
    assert.deepEqual(answer, { status: 400, contentType: plainText, body: 'type must be CLOCK_IN_OUT' })
  }
})

test('data that is no array or empty is refused with 400', async (t) => {
  const central = await openCentral(t)
  for (const data of [undefined, null, { apiId: 'api-ada' }, 'api-ada', 5]) {
    assert.equal(said(await clock(central, data)), '400 data must be an array of request objects')
  }
  assert.equal(said(await clock(central, [])), '400 data holds no request object')
})

test('a request object that is none, or has a field nobody knows, is refused with 400', async (t) => {
  const central = await openCentral(t)
  for (const object of [null, 5, 'api-ada', ['api-ada'], { apiId: 'api-ada', forceClockin: true }]) {
    const answer = await clock(central, [object])
    assert.equal(answer.status, 400)
    assert.match(answer.body, /^Malformed request object: /)
  }
  assert.deepEqual([...readClockEvents(central.dataDir)], [])
})

test('the current clock in is read back as a row', async (t) => {
  const central = await openCentral(t, { nowMs: () => Date.parse('2026-07-01T05:04:03.007Z') })
  await clock(central, [{ apiId: 'api-ada' }])
  const answer = await readBack(central, [{ uniqueId: 1234 }])
  assert.equal(answer.status, 200)
  assert.equal(answer.contentType, 'application/json; charset=utf-8')
  assert.deepEqual(JSON.parse(answer.body), {
    id: 1,
    startTime: '2026-07-01 07:04:03.007 +0200',
    endTime: null,
    completed: false,
    notes: [],
  })
})

test('who has no open clock in is read back as the text Not Clocked In', async (t) => {
  const central = await openCentral(t)
  const expected = { status: 200, contentType: plainText, body: 'Not Clocked In' }
  assert.deepEqual(await readBack(central, [{ apiId: 'api-ada' }]), expected)
  await clock(central, [{ apiId: 'api-ada' }, { apiId: 'api-ada' }])
  assert.deepEqual(await readBack(central, [{ apiId: 'api-ada' }]), expected)
})

test('the read-back takes one object as on its page, and an array as in the envelope', async (t) => {
  const central = await openCentral(t)
  await clock(central, [{ apiId: 'api-ada' }])
  assert.equal(
    (await readBack(central, { username: 'ada' })).body,
    (await readBack(central, [{ username: 'ada' }])).body,
  )
  const several = JSON.parse((await readBack(central, [{ username: 'E-2' }, { username: 'nobody' }, {}])).body)
  assert.deepEqual(several.slice(0, 2), [
    { index: 0, status: 200, result: 'Not Clocked In' },
    { index: 1, status: 404, result: notLinked },
  ])
  assert.equal(several[2].status, 400)
})

test('the read-back checks key, community, type, data and account as the call does', async (t) => {
  const central = await openCentral(t)
  const good = { id: 'foyer', key: secret, type: 'GET_CURRENT_CLOCK_IN', data: [{ apiId: 'api-ada' }] }
  const ask = async (more: object): Promise<string> =>
    said(await post(central.url, '/general/get_current_clock_in', { ...good, ...more }))
  assert.equal(await ask({ key: 'x' }), '400 INVALID API KEY')
  assert.equal(await ask({ id: 'x' }), '400 INVALID COMMUNITY ID')
  assert.equal(await ask({ type: 'CLOCK_IN_OUT' }), '400 type must be GET_CURRENT_CLOCK_IN')
  assert.equal(await ask({ data: [] }), '400 data holds no request object')
  assert.equal(await ask({ data: [{ apiId: 'nobody' }] }), `404 ${notLinked}`)
  assert.equal(await ask({ data: [{ apiId: 'api-ada', username: 'E-2' }] }), `400 ${notLinked}`)
})

test('reading back changes nothing', async (t) => {
  const central = await openCentral(t)
  await clock(central, [{ apiId: 'api-ada' }])
  for (let i = 0; i < 3; i++) await readBack(central, { apiId: 'api-ada' })
  assert.equal([...readClockEvents(central.dataDir)].length, 1)
})
