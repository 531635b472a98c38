import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSetUpWait, setUpWithinMs } from '../../renderer/kiosk/set-up-wait.ts'

/** What a kiosk is told, on a clock that stands until it is moved. */
function makeWait() {
  const told: boolean[] = []
  const timers = new Map<() => void, number>()
  let nowMs = 0
  const wait = createSetUpWait(
    () => told.at(-1) ?? false,
    (isSetUp) => told.push(isSetUp),
    (callback, delayMs) => {
      timers.set(callback, nowMs + delayMs)
      return () => timers.delete(callback)
    },
  )
  const pass = (ms: number): void => {
    nowMs += ms
    for (const [callback, atMs] of [...timers]) {
      if (atMs <= nowMs && timers.delete(callback)) callback()
    }
  }
  return { wait, told, pass }
}

test('a station that has been set up and does not come is out of order after a while, however often it is tried', () => {
  const { wait, told, pass } = makeWait()
  wait.begin()
  pass(setUpWithinMs)
  assert.deepEqual(told, [true], 'not before it is away')
  wait.onLost()
  pass(setUpWithinMs - 1)
  wait.onLost()
  assert.deepEqual(told, [true])
  pass(1)
  assert.deepEqual(told, [true, false])
  wait.onLost()
  pass(setUpWithinMs)
  assert.deepEqual(told, [true, false])
})

test('one that comes is awaited no longer, and what goes away later is out of order at once', () => {
  const { wait, told, pass } = makeWait()
  wait.begin()
  wait.onLost()
  wait.onThere()
  assert.deepEqual(told, [true, false])
  wait.onLost()
  pass(setUpWithinMs)
  assert.deepEqual(told, [true, false])
})
