import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { stationSettings } from '../../core/contract/settings.ts'
import { giveCard } from '../../core/people/give-card-store.ts'
import { upsertPerson } from '../../core/people/people-store.ts'
import { mostFailures } from '../../core/people/pin-rules.ts'
import { setPinHash, setRole } from '../../core/people/role-store.ts'
import { hashPin } from '../../core/station/hash-pin.ts'
import { createSessions, sessionIdleMs } from '../../core/station/sessions.ts'
import { createTapContext } from '../../core/station/station.ts'
import type { Presentation } from '../../core/station/tap-context.ts'
import { somebody } from '../people/somebody.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

const settings = stationSettings.parse({ station: { id: 'front-door', zone: 'Europe/Berlin' } })
const monday = Date.parse('2026-03-02T08:00:00+01:00')
const pinHash = await hashPin('4711')

/** Ada (0000000001) is a supervisor with the PIN 4711; Bob (0000000002) is none, Cy (0000000003) is one without a PIN. */
function openDesk(t: TestContext) {
  const { store, change } = openTemporaryStore(t)
  change((db) => {
    for (const internalNumber of [1, 2, 3]) {
      const personId = upsertPerson(db, somebody(`E${internalNumber}`), 0)
      const unknown = { systemId: null, facilityCode: null, externalNumber: null, format: 'em4100', cardType: null }
      giveCard(db, { ...unknown, internalNumber }, personId, 0)
      if (internalNumber !== 2) setRole(db, personId, 'supervisor', 0)
      if (internalNumber === 1) setPinHash(db, personId, pinHash, 0)
    }
  })
  const time = { passedMs: 0 }
  const readClock = () => ({ atMs: monday + time.passedMs, monotonicMs: time.passedMs, isTrusted: true })
  const told: unknown[] = []
  const sessions = createSessions(createTapContext(store, settings), readClock, (_name, body) => told.push(body))
  const badge = (digits: string): Presentation => ({
    reader: 'front',
    presented: { type: 'text', text: digits },
    clock: readClock(),
    cause: 'tap',
  })
  const signIn = async (callerId: string, pin: string) => {
    const { attempt } = sessions.begin(callerId)
    assert.ok(sessions.takeBadge(badge('0000000001')))
    return sessions.signIn(callerId, { attempt, pin })
  }
  return { sessions, time, told, badge, signIn, change }
}

test('a supervisor signs in with badge and PIN, at that screen alone', async (t) => {
  const { sessions, told, signIn } = openDesk(t)
  assert.deepEqual(await signIn('left', '4711'), {
    type: 'signed-in',
    supervisor: { employeeNumber: 'E1', displayName: 'Person E1', language: null },
    idleMs: sessionIdleMs,
  })
  assert.equal((told[0] as { outcome: { type: string } }).outcome.type, 'recognized')
  assert.equal(sessions.whoIsSignedIn('left'), 'E1')
  assert.equal(sessions.whoIsSignedIn('right'), null)
  sessions.leave('left')
  assert.equal(sessions.whoIsSignedIn('left'), null)
})

test('the badge of whoever may not sign in opens nothing, and says why', (t) => {
  const { sessions, told, badge } = openDesk(t)
  for (const [digits, why] of [
    ['0000000002', 'not-a-supervisor'],
    ['0000000003', 'no-pin'],
    ['0000009999', 'not-a-supervisor'],
  ] as const) {
    const { attempt } = sessions.begin('window')
    assert.ok(sessions.takeBadge(badge(digits)), 'it clocks nobody all the same')
    assert.deepEqual(told.at(-1), { attempt, outcome: { type: 'closed', why } })
  }
})

test('a PIN without a badge, for another attempt, at another screen or too late is not looked at', async (t) => {
  const { sessions, time, badge } = openDesk(t)
  const { attempt } = sessions.begin('window')
  assert.deepEqual(await sessions.signIn('window', { attempt, pin: '4711' }), { type: 'expired' })
  sessions.takeBadge(badge('0000000001'))
  assert.deepEqual(await sessions.signIn('other', { attempt, pin: '4711' }), { type: 'expired' })
  assert.deepEqual(await sessions.signIn('window', { attempt: 'guessed', pin: '4711' }), { type: 'expired' })
  time.passedMs += 61_000
  assert.deepEqual(await sessions.signIn('window', { attempt, pin: '4711' }), { type: 'expired' })
  assert.equal(sessions.takeBadge(badge('0000000001')), false, 'nobody waits for a badge any more')
})

test('a badge that its reader tells twice clocks nobody while its PIN is waited for; another one, or a later one, does', (t) => {
  const { sessions, time, badge } = openDesk(t)
  sessions.begin('window')
  assert.ok(sessions.takeBadge(badge('0000000001')))
  time.passedMs += 1500
  assert.equal(sessions.takeBadge(badge('0000000001')), true)
  assert.equal(sessions.takeBadge(badge('0000000002')), false)
  time.passedMs += settings.rules.repeatGuardSeconds * 1000
  assert.equal(sessions.takeBadge(badge('0000000001')), false)
  sessions.begin('window')
  assert.ok(sessions.takeBadge(badge('0000000001')))
  sessions.cancel('window')
  assert.equal(sessions.takeBadge(badge('0000000001')), false, 'whoever gave up may clock in at once')
})

test('of two screens that wait, the badge is for the one that began last, and the next badge for the other', (t) => {
  const { sessions, time, told, badge } = openDesk(t)
  const left = sessions.begin('left')
  time.passedMs += 1000
  const right = sessions.begin('right')
  const attemptTold = () => (told.at(-1) as { attempt: string }).attempt
  assert.ok(left.type === 'waiting' && right.type === 'waiting')
  time.passedMs += 1000
  assert.ok(sessions.takeBadge(badge('0000000001')))
  assert.equal(attemptTold(), right.attempt)
  time.passedMs += 1000
  assert.ok(sessions.takeBadge(badge('0000000001')), 'read twice')
  assert.equal(told.length, 1, 'it is not for the other screen')
  assert.ok(sessions.takeBadge(badge('0000000003')), 'what the other screen says of badges is still true')
  assert.equal(attemptTold(), left.attempt)
  assert.equal(sessions.takeBadge(badge('0000000002')), false)
})

test('a screen that waited too long, or gave up, takes no badge from one that waits', (t) => {
  const { sessions, time, told, badge } = openDesk(t)
  sessions.begin('gone')
  time.passedMs += 15_000
  const { attempt } = sessions.begin('window')
  sessions.begin('left')
  sessions.cancel('left')
  time.passedMs += 10_000
  assert.ok(sessions.takeBadge(badge('0000000001')))
  assert.equal((told.at(-1) as { attempt: string }).attempt, attempt)
  assert.equal(sessions.takeBadge(badge('0000000002')), false, 'nobody waits any more')
})

test('wrong PINs cost time, and in the end the door stays shut even to the right one', async (t) => {
  const { signIn, sessions, time } = openDesk(t)
  for (let failures = 1; failures <= mostFailures; failures += 1) {
    const wrong = await signIn('window', '0000')
    assert.equal(wrong.type, 'wrong-pin')
    assert.ok(wrong.type === 'wrong-pin' && wrong.isLocked === (failures === mostFailures))
    if (failures < mostFailures) {
      const early = await signIn('window', '4711')
      assert.equal(early.type, 'wrong-pin', 'the right one comes too early')
    }
    time.passedMs += 61_000
  }
  const { attempt } = sessions.begin('window')
  assert.deepEqual(await sessions.signIn('window', { attempt, pin: '4711' }), { type: 'expired' })
})

test('many guesses at once share no turn', async (t) => {
  const { sessions, badge } = openDesk(t)
  const { attempt } = sessions.begin('window')
  sessions.takeBadge(badge('0000000001'))
  const guesses = ['1111', '2222', '4711', '3333']
  const answers = await Promise.all(guesses.map((pin) => sessions.signIn('window', { attempt, pin })))
  assert.deepEqual(
    answers.map(({ type }) => type),
    ['wrong-pin', 'wrong-pin', 'wrong-pin', 'wrong-pin'],
  )
})

test('a right PIN forgets the wrong ones before it', async (t) => {
  const { signIn, time } = openDesk(t)
  for (let round = 0; round < 2 * mostFailures; round += 1) {
    assert.equal((await signIn('window', '0000')).type, 'wrong-pin')
    time.passedMs += 2000
    assert.equal((await signIn('window', '4711')).type, 'signed-in')
  }
})

test('a console that nobody touches is closed, and one that is touched stays open', async (t) => {
  const { sessions, time, signIn } = openDesk(t)
  await signIn('window', '4711')
  time.passedMs += sessionIdleMs - 1
  assert.equal(sessions.stayAwake('window').type, 'awake')
  time.passedMs += sessionIdleMs - 1
  assert.equal(sessions.whoIsSignedIn('window'), 'E1', 'asking is no touch')
  time.passedMs += 1
  assert.equal(sessions.whoIsSignedIn('window'), null)
  assert.equal(sessions.stayAwake('window').type, 'signed-out')
})

test('whoever is no supervisor any more is signed out at once', async (t) => {
  const { sessions, signIn, change } = openDesk(t)
  await signIn('window', '4711')
  change((db) => setRole(db, 1, 'none', 0))
  assert.equal(sessions.whoIsSignedIn('window'), null)
})
