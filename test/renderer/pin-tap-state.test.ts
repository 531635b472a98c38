import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPinTap, type PinTap } from '../../renderer/kiosk/pin-tap-state.ts'
import type { Call } from '../../renderer/station-client.ts'

/** Number and PIN at a station that answers when told to. */
function open() {
  let state: PinTap = { type: 'closed' }
  const asked = Promise.withResolvers<unknown>()
  const pinTap = createPinTap(
    (() => asked.promise) as Call,
    () => state,
    (next) => {
      state = next
    },
  )
  pinTap.openPinTap()
  return {
    pinTap,
    read: () => state,
    answer: async (answer: unknown) => {
      asked.resolve(answer)
      await asked.promise
      await Promise.resolve()
    },
  }
}

test('a badge in the middle of typing is told as an interruption, and without typing closes', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const { pinTap, read } = open()
  pinTap.onDecided(false)
  assert.deepEqual(read(), { type: 'closed' })
  pinTap.openPinTap()
  pinTap.touchPinTap()
  pinTap.onDecided(false)
  assert.deepEqual(read(), { type: 'interrupted', isChecking: false })
  // However long the result stays, and whatever badge comes meanwhile.
  context.mock.timers.tick(40_000)
  pinTap.onDecided(false)
  context.mock.timers.tick(40_000)
  assert.equal(read().type, 'interrupted')
  pinTap.onResultGone()
  assert.equal(read().type, 'interrupted')
  context.mock.timers.tick(8000)
  assert.deepEqual(read(), { type: 'closed' })
})

test('an interruption whose result nobody saw end does not stay for ever', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const { pinTap, read } = open()
  pinTap.touchPinTap()
  pinTap.onDecided(false)
  context.mock.timers.tick(45_000)
  assert.deepEqual(read(), { type: 'closed' })
})

test('a wrong try that was on its way is told although a badge came in between', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const { pinTap, read, answer } = open()
  pinTap.touchPinTap()
  pinTap.enterNumberAndPin('E1002', '0000')
  pinTap.onDecided(false)
  assert.deepEqual(read(), { type: 'interrupted', isChecking: true })
  const wrong = { type: 'not-right', nextTryAtMs: 1, triesLeft: 3 }
  await answer(wrong)
  assert.deepEqual(read(), { type: 'open', isChecking: false, fault: wrong })
})

test('the tap that was typed closes it, in whichever order it is heard of', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  for (const isBadgeBefore of [false, true]) {
    const { pinTap, read, answer } = open()
    pinTap.touchPinTap()
    pinTap.enterNumberAndPin('E1002', '1234')
    if (isBadgeBefore) pinTap.onDecided(false)
    pinTap.onDecided(true)
    await answer({ type: 'tapped' })
    assert.deepEqual(read(), { type: 'closed' })
  }
})
