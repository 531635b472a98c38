import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Decision } from '../../core/contract/decision.ts'
import { stationSettings } from '../../core/contract/settings.ts'
import { giveCard } from '../../core/people/give-card-store.ts'
import { upsertPerson } from '../../core/people/people-store.ts'
import { delayAfter, mostFailures } from '../../core/people/pin-rules.ts'
import { setPinHash } from '../../core/people/role-store.ts'
import { changePerson } from '../../core/station/change-person.ts'
import { hashPin } from '../../core/station/hash-pin.ts'
import { createPinTaps } from '../../core/station/pin-taps.ts'
import { createTapContext } from '../../core/station/station.ts'
import { decidePinTap, decideTap } from '../../core/station/tap.ts'
import { undoTap } from '../../core/station/undo.ts'
import { somebody } from '../people/somebody.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

const second = 1000
const monday = Date.parse('2026-03-02T08:00:00+01:00')
const settings = stationSettings.parse({
  station: { id: 'front-door', zone: 'Europe/Berlin' },
  upstreams: { clock: { url: 'http://127.0.0.1:9', communityId: 'foyer', key: 'k' } },
})
const pinHash = await hashPin('4711')

/** E1 (0000000001) has the PIN 4711, E2 has none, E3 has left with the PIN 4711; nobody else is known. */
function openDoor(t: TestContext) {
  const { store, change } = openTemporaryStore(t)
  change((db) => {
    for (const internalNumber of [1, 2, 3]) {
      const personId = upsertPerson(db, somebody(`E${internalNumber}`, { isActive: internalNumber !== 3 }), 0)
      const unknown = { systemId: null, facilityCode: null, externalNumber: null, format: 'em4100', cardType: null }
      giveCard(db, { ...unknown, internalNumber }, personId, 0)
      if (internalNumber !== 2) setPinHash(db, personId, pinHash, 0)
    }
  })
  const time = { passedMs: 0 }
  const readClock = () => ({ atMs: monday + time.passedMs, monotonicMs: time.passedMs, isTrusted: true })
  let context = createTapContext(store, settings)
  const decisions: Decision[] = []
  const start = () =>
    createPinTaps(store, readClock, (person, clock) => {
      decisions.push(decidePinTap(context, person, clock).decision)
    })
  let tapByPin = start()
  return {
    store,
    time,
    decisions,
    readClock,
    context: () => context,
    enter: (employeeNumber: string, pin: string) => tapByPin({ employeeNumber, pin }),
    badge: (digits: string) =>
      decideTap(context, {
        reader: 'front',
        presented: { type: 'text', text: digits },
        clock: readClock(),
        cause: 'tap',
      }).decision,
    /** As after a power cut: only what is stored is known. */
    restart: () => {
      context = createTapContext(store, settings)
      tapByPin = start()
    },
    rows: (sql: string) => store.read.prepare<Record<string, unknown>>(sql).all({}),
  }
}

test('a number is known however its letters are typed, and wrong tries at it are counted in one place', async (t) => {
  const { enter, decisions, time } = openDoor(t)
  assert.deepEqual(await enter(' e1 ', '4711'), { type: 'tapped' })
  assert.equal(decisions[0]?.person?.employeeNumber, 'E1')
  for (const [known, nobody] of [
    ['e1', 'x9'],
    ['E1', 'X9 '],
  ] as const) {
    const [ofKnown, ofNobody] = [await enter(known, '0000'), await enter(nobody, '0000')]
    assert.ok(ofKnown.type === 'not-right' && ofNobody.type === 'not-right')
    assert.equal(ofKnown.triesLeft, known === 'e1' ? mostFailures - 1 : mostFailures - 2)
    assert.equal(ofNobody.triesLeft, ofKnown.triesLeft)
    time.passedMs += 60 * second
  }
})

test('where two numbers differ in nothing but capitals, each is meant as it is written, and neither otherwise', async (t) => {
  const { enter, store, decisions } = openDoor(t)
  store.transact((db) => {
    for (const number of ['ab7', 'AB7']) setPinHash(db, upsertPerson(db, somebody(number), 0), pinHash, 0)
    return { ok: true, value: null }
  })
  for (const number of ['ab7', 'AB7']) {
    assert.deepEqual(await enter(number, '4711'), { type: 'tapped' })
    assert.equal(decisions.at(-1)?.person?.employeeNumber, number)
  }
  assert.equal((await enter('Ab7', '4711')).type, 'not-right')
})

test('number and PIN clock in and out like a badge, and the event says that it was by PIN', async (t) => {
  const door = openDoor(t)
  assert.deepEqual(await door.enter('E1', '4711'), { type: 'tapped' })
  door.time.passedMs += 3600 * second
  await door.enter('E1', '4711')
  assert.deepEqual(
    door.decisions.map(({ outcome, reader, badge, person }) => [outcome, reader, badge, person?.employeeNumber]),
    [
      ['in', 'pin', null, 'E1'],
      ['out', 'pin', null, 'E1'],
    ],
  )
  assert.equal(door.decisions[1]?.hours?.todayMs, 3600 * second)
  assert.deepEqual(door.rows('SELECT kind, reader, card_id, cause FROM event'), [
    { kind: 'in', reader: 'pin', card_id: null, cause: 'tap' },
    { kind: 'out', reader: 'pin', card_id: null, cause: 'tap' },
  ])
  assert.equal(door.rows('SELECT * FROM outbox').length, 2)
})

test('a wrong PIN, no PIN and a number that nobody has are answered alike from the first try to the lock', async (t) => {
  const door = openDoor(t)
  for (let failures = 1; failures <= mostFailures + 1; failures += 1) {
    const answers = []
    for (const number of ['E1', 'E2', 'E3', 'X9']) answers.push(await door.enter(number, '0000'))
    const counted = Math.min(failures, mostFailures)
    const expected = {
      type: 'not-right',
      nextTryAtMs: monday + door.time.passedMs + delayAfter(counted),
      triesLeft: mostFailures - counted,
    }
    assert.deepEqual(answers, [expected, expected, expected, expected], `${failures}`)
    const early = await Promise.all(['E1', 'X9'].map((number) => door.enter(number, '4711')))
    assert.deepEqual(early, [expected, expected], 'what comes too early is not looked at')
    door.time.passedMs += 61 * second
    door.restart()
  }
  assert.deepEqual(door.decisions, [])
  assert.deepEqual(door.rows('SELECT * FROM event'), [])
})

test('a try is counted before the PIN is looked at, whoever it is about', async (t) => {
  const door = openDoor(t)
  const guess = door.enter('E1', '0000')
  const other = door.enter('X9', '0000')
  await guess
  assert.deepEqual(door.rows('SELECT failures FROM pin_attempt'), [{ failures: 1 }])
  await other
  assert.deepEqual(door.rows('SELECT failures FROM pin_guess'), [{ failures: 1 }])
  assert.doesNotMatch(JSON.stringify(door.rows('SELECT * FROM pin_guess')), /X9/)
})

test('who was locked is freed by a supervisor, which the audit trail keeps, and may try again', async (t) => {
  const door = openDoor(t)
  for (let failures = 1; failures <= mostFailures; failures += 1) {
    await door.enter('E1', '0000')
    door.time.passedMs += 61 * second
  }
  assert.equal((await door.enter('E1', '4711')).type, 'not-right')
  const free = () =>
    changePerson(door.store, {
      employeeNumber: 'E1',
      change: { type: 'free-pin' },
      by: { type: 'owner' },
      nowMs: monday,
    })
  assert.deepEqual(free(), { type: 'changed', isNobodyLeft: false })
  assert.deepEqual(free(), { type: 'unchanged' })
  assert.deepEqual(await door.enter('E1', '4711'), { type: 'tapped' })
  const [entry] = door.rows('SELECT action, subject, content FROM audit')
  assert.deepEqual(entry, { action: 'person.free-pin', subject: 'E1', content: '{"failures":8}' })
})

test('whoever has left is told so only with the right PIN, and it is kept as a refused tap', async (t) => {
  const door = openDoor(t)
  assert.deepEqual(await door.enter('E3', '4711'), { type: 'tapped' })
  assert.deepEqual(
    door.decisions.map(({ outcome, reason }) => [outcome, reason]),
    [['refused', 'inactive-person']],
  )
  assert.deepEqual(door.rows('SELECT kind, reader FROM event'), [{ kind: 'refused', reader: 'pin' }])
})

test('by PIN the person is guarded against a repeat, also beside their badge and after a restart', async (t) => {
  const door = openDoor(t)
  await door.enter('E1', '4711')
  door.time.passedMs += 20 * second
  await door.enter('E1', '4711')
  assert.equal(door.badge('0000000001').outcome, 'repeat', 'the badge was in the other pocket')
  assert.equal(door.badge('0000000002').outcome, 'in', 'somebody else is nobody’s repeat')
  door.restart()
  await door.enter('E1', '4711')
  assert.deepEqual(
    door.decisions.map(({ outcome }) => outcome),
    ['in', 'repeat', 'repeat'],
  )
  door.time.passedMs += 11 * second
  assert.equal(door.badge('0000000001').outcome, 'out')
  door.time.passedMs += 5 * second
  await door.enter('E1', '4711')
  assert.equal(door.decisions.at(-1)?.outcome, 'repeat', 'the badge counted')
})

test('the guard of a PIN holds while the wall clock is moved, and ends when the tap is undone', async (t) => {
  const door = openDoor(t)
  await door.enter('E1', '4711')
  const eventId = door.decisions[0]?.eventId ?? ''
  const jump = { ...door.readClock(), atMs: monday + 7200 * second }
  const [personId] = door.rows(`SELECT id FROM person WHERE employee_number = 'E1'`).map(({ id }) => Number(id))
  const ada = { personId: personId ?? 0, employeeNumber: 'E1', displayName: '', isActive: true, language: null }
  assert.equal(decidePinTap(door.context(), ada, jump).decision.outcome, 'repeat')
  const undone = undoTap(door.context(), { eventId, clock: door.readClock(), undoUntilMs: null, cause: 'screen' })
  assert.equal(undone.type, 'undone')
  await door.enter('E1', '4711')
  assert.equal(door.decisions.at(-1)?.outcome, 'in')
})
