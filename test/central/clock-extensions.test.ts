/** What is ours beside the vendor's page: several objects in a call, keys, and the true time of an event. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readClockEvents } from '../../core/central/export-clock-store.ts'
import { clock, openCentral, person, readBack, said } from './open-central.ts'

const notLinked = 'API ID NOT LINKED TO AN ACCOUNT IN THIS COMMUNITY'
const keyReused = 'Idempotency-Key was used before for something else'

test('several objects are applied in order, each on its own, and answered with an array', async (t) => {
  const central = await openCentral(t)
  const answer = await clock(central, [
    { username: 'ada' },
    { username: 'nobody' },
    { username: 'ada' },
    { username: 'ada', uniqueId: 'nonsense' },
    { username: 'E-2', forceClockIn: true },
    { username: 'E-2', accId: 'acc-ada' },
  ])
  assert.equal(answer.status, 200)
  assert.equal(answer.contentType, 'application/json; charset=utf-8')
  const results = JSON.parse(answer.body)
  assert.match(results[3].result, /^Malformed request object: uniqueId: /)
  assert.deepEqual(results, [
    { index: 0, status: 200, result: 'CLOCKED IN' },
    { index: 1, status: 404, result: notLinked },
    { index: 2, status: 200, result: 'CLOCKED OUT' },
    { index: 3, status: 400, result: results[3].result },
    { index: 4, status: 200, result: 'FORCE CLOCKED IN' },
    { index: 5, status: 400, result: notLinked },
  ])
})

test('without a key every call is applied', async (t) => {
  const central = await openCentral(t)
  const answers = []
  for (let i = 0; i < 4; i++) answers.push((await clock(central, [{ username: 'ada' }])).body)
  assert.deepEqual(answers, ['CLOCKED IN', 'CLOCKED OUT', 'CLOCKED IN', 'CLOCKED OUT'])
  assert.deepEqual(
    [...readClockEvents(central.dataDir)].map((event) => event.idempotencyKey),
    [null, null, null, null],
  )
})

test('the same key with the same content gets its first answer, and nothing is applied', async (t) => {
  const central = await openCentral(t)
  const object = { username: 'ada', occurredAt: '2026-03-02T08:00:00+01:00' }
  const first = await clock(central, [object], 'key-1')
  const second = await clock(central, [{ username: 'ada' }], 'key-2')
  assert.deepEqual([first.body, second.body], ['CLOCKED IN', 'CLOCKED OUT'])
  // Written otherwise, and yet the same content: other order of fields, other offset, the default said aloud.
  const same = { forceClockIn: false, occurredAt: '2026-03-02T07:00:00.000Z', username: 'ada' }
  assert.deepEqual(await clock(central, [same], 'key-1'), first)
  assert.deepEqual(await clock(central, [object], ' key-1 '), first)
  assert.equal([...readClockEvents(central.dataDir)].length, 2)
  assert.equal((await readBack(central, { username: 'ada' })).body, 'Not Clocked In')
})

test('the same key with other content is answered 422 and changes nothing', async (t) => {
  const central = await openCentral(t)
  await clock(central, [{ username: 'ada', occurredAt: '2026-03-02T08:00:00Z' }], 'key-1')
  for (const other of [
    { username: 'E-2', occurredAt: '2026-03-02T08:00:00Z' },
    { username: 'ada', occurredAt: '2026-03-02T08:00:01Z' },
    { username: 'ada' },
    { username: 'ada', occurredAt: '2026-03-02T08:00:00Z', forceClockIn: true },
  ]) {
    assert.deepEqual(await clock(central, [other], 'key-1'), {
      status: 422,
      contentType: 'text/plain; charset=utf-8',
      body: keyReused,
    })
  }
  assert.equal([...readClockEvents(central.dataDir)].length, 1)
})

test('a key twice within one call counts once, and with other content it is refused', async (t) => {
  const central = await openCentral(t)
  const answer = await clock(central, [{ username: 'ada' }, { username: 'ada' }, { username: 'E-2' }], 'k,k,k')
  assert.deepEqual(
    JSON.parse(answer.body).map((each: { status: number; result: string }) => `${each.status} ${each.result}`),
    ['200 CLOCKED IN', '200 CLOCKED IN', `422 ${keyReused}`],
  )
  assert.equal([...readClockEvents(central.dataDir)].length, 1)
})

test('keys outlive a restart, and the answer is that of the first time', async (t) => {
  const first = await openCentral(t)
  await clock(first, [{ username: 'ada' }], 'key-1')
  await clock(first, [{ username: 'ada' }], 'key-2')
  await first.close()
  // Ada has lost the identifier by which she was named; a repeat is still a repeat.
  const renamed = { ...person('E-1'), username: 'ada.l' }
  const second = await openCentral(t, { dataDir: first.dataDir, people: [renamed] })
  assert.equal(said(await clock(second, [{ username: 'ada' }], 'key-1')), '200 CLOCKED IN')
  assert.equal(said(await clock(second, [{ username: 'ada' }], 'key-3')), `404 ${notLinked}`)
  assert.equal(said(await clock(second, [{ username: 'ada.l' }], 'key-3')), '200 CLOCKED IN')
})

test('a refused object leaves its key free, so that it can be tried again once its cause is mended', async (t) => {
  const first = await openCentral(t)
  assert.equal(said(await clock(first, [{ username: 'E-9' }], 'key-9')), `404 ${notLinked}`)
  await first.close()
  const second = await openCentral(t, { dataDir: first.dataDir, people: [person('E-9')] })
  assert.equal(said(await clock(second, [{ username: 'E-9' }], 'key-9')), '200 CLOCKED IN')
})

test('a header that holds another number of keys than there are objects is refused with 400', async (t) => {
  const central = await openCentral(t)
  for (const [objects, header] of [
    [1, 'a,b'],
    [2, 'a'],
    [3, 'a,b'],
  ] as const) {
    const data = Array.from({ length: objects }, () => ({ username: 'ada' }))
    const answer = await clock(central, data, header)
    const keys = header.split(',').length
    assert.equal(said(answer), `400 Idempotency-Key holds ${keys} keys for ${objects} objects`)
  }
  assert.deepEqual([...readClockEvents(central.dataDir)], [])
})

test('a key that is blank, too long or has spaces within is refused with 400', async (t) => {
  const central = await openCentral(t)
  for (const [objects, header] of [
    [1, ''],
    [2, 'a,'],
    [1, 'a b'],
    [1, 'x'.repeat(129)],
    [1, 'k\u00e9y'],
  ] as const) {
    const data = Array.from({ length: objects }, () => ({ username: 'ada' }))
    assert.equal((await clock(central, data, header)).status, 400, JSON.stringify(header))
  }
  assert.equal(said(await clock(central, [{ username: 'ada' }], 'x'.repeat(128))), '200 CLOCKED IN')
})

test('occurredAt is the time of the event, and without it the service takes its own', async (t) => {
  const nowMs = Date.parse('2026-03-02T12:00:00.500Z')
  const central = await openCentral(t, { nowMs: () => nowMs })
  await clock(central, [
    { username: 'ada', occurredAt: '2026-03-02T08:00:00.1239+01:00' },
    { username: 'ada' },
    { username: 'ada', occurredAt: '2026-03-02t09:00:00z' },
  ])
  assert.deepEqual(
    [...readClockEvents(central.dataDir)].map((event) => event.occurredAt),
    ['2026-03-02T07:00:00.123Z', '2026-03-02T12:00:00.500Z', '2026-03-02T09:00:00.000Z'],
  )
  assert.match((await readBack(central, { username: 'ada' })).body, /"startTime":"2026-03-02 10:00:00.000 \+0100"/)
})

test('an occurredAt that is no RFC 3339 instant is refused with 400', async (t) => {
  const central = await openCentral(t)
  for (const occurredAt of [
    '2026-03-02',
    '2026-03-02T08:00:00',
    '2026-02-30T08:00:00Z',
    '2026-03-02T24:00:00Z',
    '2026-03-02T08:00Z',
    '20260302T080000Z',
    '2026-03-02T08:00:00+01',
    '2026-03-02T08:00:00+01:00[Europe/Berlin]',
    '1969-12-31T23:59:59Z',
    '2100-01-01T00:00:00Z',
    '',
    'now',
    1772434800000,
    null,
  ]) {
    const answer = await clock(central, [{ username: 'ada', occurredAt }])
    assert.equal(answer.status, 400, JSON.stringify(occurredAt))
    assert.match(answer.body, /^Malformed request object: occurredAt: /)
  }
  assert.deepEqual([...readClockEvents(central.dataDir)], [])
})

test('two clients that send the same key at once apply it once, and both get the same answer', async (t) => {
  const central = await openCentral(t)
  for (let round = 0; round < 20; round++) {
    const calls = Array.from({ length: 6 }, () => clock(central, [{ username: 'ada' }], `round-${round}`))
    const answers = (await Promise.all(calls)).map(said)
    assert.deepEqual(new Set(answers), new Set([round % 2 === 0 ? '200 CLOCKED IN' : '200 CLOCKED OUT']))
  }
  assert.equal([...readClockEvents(central.dataDir)].length, 20)
})

test('two services on one folder that get the same key at once apply it once', async (t) => {
  const one = await openCentral(t)
  const other = await openCentral(t, { dataDir: one.dataDir })
  for (let round = 0; round < 10; round++) {
    const calls = [one, other].map((central) => clock(central, [{ username: 'ada' }], `round-${round}`))
    assert.equal(new Set((await Promise.all(calls)).map(said)).size, 1)
  }
  assert.equal([...readClockEvents(one.dataDir)].length, 10)
})

test('five thousand objects with long keys are one call, and one more is refused whole', async (t) => {
  const people = Array.from({ length: 5000 }, (_, i) => person(`E-${i}`))
  const central = await openCentral(t, { people })
  const data = people.map((each) => ({ username: each.employeeNumber, occurredAt: '2026-03-02T08:00:00Z' }))
  const keys = people.map((each) => each.employeeNumber.padEnd(120, '.')).join(',')
  const answer = await clock(central, data, keys)
  const results: { status: number; result: string }[] = JSON.parse(answer.body)
  assert.equal(results.length, 5000)
  assert.ok(results.every((each) => each.status === 200 && each.result === 'CLOCKED IN'))
  assert.equal((await clock(central, data, keys)).body, answer.body)
  assert.equal([...readClockEvents(central.dataDir)].length, 5000)
  const tooMany = await clock(central, [...data, { username: 'E-0' }])
  assert.equal(said(tooMany), '413 data holds more than 5000 request objects')
  assert.equal([...readClockEvents(central.dataDir)].length, 5000)
})

test('an inactive person is clocked: what happened is recorded, who may badge is decided at the door', async (t) => {
  const central = await openCentral(t, { people: [person('E-1', { isActive: false })] })
  assert.equal(said(await clock(central, [{ username: 'E-1' }])), '200 CLOCKED IN')
})
