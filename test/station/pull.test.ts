import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pullOnce } from '../../core/station/pull.ts'
import { openCentral, person, temporaryFolder } from '../central/open-central.ts'
import { hour, meet, monday, openDoor, people } from './open-door.ts'

test('a station takes its people, with their cards, from the service, and hears of changes', async (t) => {
  const central = await openCentral(t, { people })
  const door = openDoor(t, 'a', central.url)
  const nothing = { items: 0, fault: null, warning: null }
  assert.deepEqual(await door.pull(), { people: { ...nothing, items: 2 }, timeProfiles: nothing, clock: nothing })
  assert.equal(door.tap(1, monday).person?.employeeNumber, 'E1')
  assert.deepEqual((await door.pull()).people, nothing)
  assert.equal(door.rows(`SELECT etag FROM pull_state WHERE topic = 'people'`)[0]?.etag !== null, true)
  assert.deepEqual((await door.pull()).people, nothing, 'nothing has changed')
  assert.deepEqual(
    door.rows(`SELECT upstream FROM outbox WHERE upstream <> 'clock'`),
    [],
    'what was pulled is not echoed',
  )
})

test('an answer that would make too many leave is held until a person asks for more, and an empty one changes nothing', async (t) => {
  const central = await openCentral(t, { people })
  const door = openDoor(t, 'a', central.url)
  await door.pull()
  await central.close()
  const empty = await openCentral(t, { people: [] })
  const { pull } = door.parts.settings
  assert.ok(pull)
  pull.url = empty.url
  await door.pull()
  assert.deepEqual(
    door.rows('SELECT is_active FROM person'),
    [{ is_active: 1 }, { is_active: 1 }],
    'another file, and nobody in it',
  )
  const leaving = await openCentral(t, {
    dataDir: temporaryFolder(t),
    people: people.map((each) => ({ ...each, isActive: false })),
  })
  pull.url = leaving.url
  const { people: pulled } = await door.pull()
  assert.match(pulled?.fault ?? '', /2 of 2 active people would leave/)
  assert.deepEqual(door.rows('SELECT is_active FROM person'), [{ is_active: 1 }, { is_active: 1 }])
  pull.thresholds.leavingPercent = 100
  assert.equal((await door.pull()).people?.fault, null)
  assert.deepEqual(door.rows('SELECT is_active FROM person'), [{ is_active: 0 }, { is_active: 0 }])
})

test('a service that is away, says no or talks nonsense leaves everything as it is, and says what stands in the way', async (t) => {
  const central = await openCentral(t, { people })
  const door = openDoor(t, 'a', central.url, { token: 'wrong' })
  assert.match(
    (await door.pull()).people?.fault ?? '',
    /does not take the token \(status 401\); put the secret .* "pull.token"/,
  )
  const answers = ['{', '[]', '{"items":[{"employeeNumber":""}],"cursor":"x","hasMore":false}']
  for (const body of answers) {
    const send = async () => ({ type: 'answered' as const, requestId: '', answer: { status: 200, headers: {}, body } })
    const { people: pulled } = await pullOnce({ ...door.parts, exchange: { send } })
    assert.equal(pulled?.fault, 'the answer does not fit; nothing of it was taken')
  }
  assert.deepEqual(door.rows('SELECT cursor FROM pull_state WHERE cursor IS NOT NULL'), [])
})

test('what stands in the way is told without the token, whoever says it', async (t) => {
  const central = await openCentral(t, { people })
  const door = openDoor(t, 'a', central.url, { token: 'T0ken-of-the-door' })
  const told = async (location: string) => {
    const answer = { status: 302, headers: { location }, body: '' }
    const send = async () => ({ type: 'answered' as const, requestId: '', answer })
    return (await pullOnce({ ...door.parts, exchange: { send } })).people?.fault
  }
  assert.match((await told('http://login.example:81/')) ?? '', /a redirect to http:\/\/login\.example:81,/)
  assert.match((await told('http://t0ken-of-the-door.example/x')) ?? '', /a redirect to http:\/\/\[secret\]\.example,/)
  const stored = JSON.stringify(door.rows('SELECT * FROM pull_state'))
  assert.ok(stored.includes('[secret].example') && !/t0ken-of/i.test(stored))
})

test('a pull that is cut short between any two answers goes on where it was', async (t) => {
  const many = Array.from({ length: 1200 }, (_, index) => person(`P${index}`))
  const central = await openCentral(t, { people: many })
  const door = openDoor(t, 'a', central.url)
  const cutAfter = (answers: number) => {
    let left = answers
    return {
      send: async (...sent: Parameters<typeof door.parts.exchange.send>) => {
        if (left === 0) throw new Error('the station was killed')
        left -= 1
        return door.parts.exchange.send(...sent)
      },
    }
  }
  for (let cut = 0; cut < 2; cut += 1) {
    await assert.rejects(pullOnce({ ...door.parts, exchange: cutAfter(1) }), /killed/)
  }
  assert.deepEqual((await door.pull()).people?.items, 1200, 'counted is what is applied, not what this run was handed')
  assert.deepEqual(door.rows('SELECT count(*) AS n FROM person'), [{ n: 1200 }])
  assert.deepEqual(door.rows('SELECT * FROM pull_person'), [])
})

test('whoever came in at one door leaves by another', async (t) => {
  const central = await openCentral(t, { people })
  const [a, b] = [openDoor(t, 'a', central.url), openDoor(t, 'b', central.url)]
  await meet(a, b)
  assert.equal(a.tap(1, monday).outcome, 'in')
  await meet(a, b)
  assert.deepEqual(b.periods(), [[0, null, 'open']])
  assert.equal(b.tap(1, monday + 8 * hour).outcome, 'out')
  await meet(a, b)
  for (const door of [a, b]) assert.deepEqual(door.periods(), [[0, 8, 'closed']])
  assert.deepEqual(b.rows(`SELECT kind FROM event`), [{ kind: 'out' }], 'what another station saw is no event here')
})

test('an in of somebody who is in elsewhere goes on with the same period', async (t) => {
  const central = await openCentral(t, { people })
  const [a, b] = [openDoor(t, 'a', central.url), openDoor(t, 'b', central.url)]
  await meet(a, b)
  a.tap(1, monday, 'gate-in')
  await meet(a, b)
  const moved = b.tap(1, monday + hour, 'gate-in')
  assert.deepEqual([moved.outcome, moved.reason], ['in', null])
  assert.deepEqual(b.periods(), [[0, null, 'open']])
  await meet(a, b)
  a.tap(1, monday + 4 * hour, 'gate-out')
  await meet(a, b)
  for (const door of [a, b]) assert.deepEqual(door.periods(), [[0, 4, 'closed']])
})

test('an out that had no in is told after all once the in of another door is known, and each door has one period', async (t) => {
  const central = await openCentral(t, { people })
  const [a, b] = [openDoor(t, 'a', central.url), openDoor(t, 'b', central.url)]
  await meet(a, b)
  a.tap(1, monday)
  assert.equal(b.tap(1, monday + 8 * hour, 'gate-out').reason, 'missed-clock-in', 'they cannot see each other')
  assert.deepEqual(b.rows(`SELECT state FROM outbox`), [{ state: 'refused' }])
  await meet(a, b)
  for (const door of [a, b]) assert.deepEqual(door.periods(), [[0, 8, 'closed']])
  assert.deepEqual(b.rows(`SELECT state FROM outbox`), [{ state: 'delivered' }])
})

test('taps that are replayed late make the periods that they would have made in time', async (t) => {
  const central = await openCentral(t, { people })
  const door = openDoor(t, 'a', central.url)
  await door.pull()
  door.tap(1, monday + 5 * hour)
  door.tap(1, monday + 9 * hour)
  door.tap(1, monday, 'front', 'replay')
  door.tap(1, monday + 4 * hour, 'front', 'replay')
  assert.deepEqual(door.periods(), [
    [0, 4, 'closed'],
    [5, 9, 'closed'],
  ])
})
