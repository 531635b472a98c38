import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDesk, type Desk } from '../../renderer/kiosk/desk-state.ts'
import type { Call } from '../../renderer/station-client.ts'

const supervisor = { employeeNumber: 'E7', displayName: 'Ada Byron', language: null }
const signedIn = { type: 'signed-in', supervisor, idleMs: 60_000 }

/** A desk whose PIN is typed, at a station that has not answered yet. */
async function typePin() {
  let state: Desk = { type: 'closed' }
  const calls: string[] = []
  const checked = Promise.withResolvers<unknown>()
  const call = ((name: string) => {
    calls.push(name)
    if (name === 'beginSignIn') return Promise.resolve({ type: 'waiting', attempt: 'a', untilMs: Date.now() + 30_000 })
    return name === 'signIn' ? checked.promise : Promise.resolve({ type: 'cancelled' })
  }) as Call
  const desk = createDesk(
    call,
    () => state,
    (next) => {
      state = next
    },
  )
  desk.beginSignIn()
  await Promise.resolve()
  desk.onSignInBadge({ attempt: 'a', outcome: { type: 'recognized', supervisor } })
  assert.equal(state.type, 'pin')
  desk.enterPin('1234')
  const answer = async (given: unknown): Promise<void> => {
    checked.resolve(given)
    await checked.promise
    await Promise.resolve()
  }
  return { desk, calls, answer, read: () => state }
}

test('a right PIN opens the console, and a wrong one may be typed again', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const right = await typePin()
  await right.answer(signedIn)
  assert.equal(right.read().type, 'open')
  const wrong = await typePin()
  await wrong.answer({ type: 'wrong-pin', nextTryAtMs: 1, isLocked: false })
  const desk = wrong.read()
  assert.ok(desk.type === 'pin' && !desk.isChecking && desk.nextTryAtMs === 1)
})

test('whoever cancels while their PIN is looked at is not signed in, and the station is told so', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const { desk, calls, answer, read } = await typePin()
  desk.cancelSignIn()
  await answer(signedIn)
  assert.deepEqual(read(), { type: 'closed' })
  assert.deepEqual(calls, ['beginSignIn', 'signIn', 'cancelSignIn', 'signOut'])
})

test('what the station says of a PIN that was given up is not shown', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  for (const given of [
    { type: 'expired' },
    { type: 'wrong-pin', nextTryAtMs: 1, isLocked: true },
    { type: 'failed' },
  ]) {
    const { desk, calls, answer, read } = await typePin()
    desk.onLost()
    await answer(given)
    assert.deepEqual(read(), { type: 'closed' })
    assert.ok(!calls.includes('signOut'))
  }
})
