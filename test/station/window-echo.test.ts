import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Presented } from '../../core/badge/presented.ts'
import { createWindowEcho } from '../../core/station/window-echo.ts'

const text = (of: string): Presented => ({ type: 'text', text: of })
const bits: Presented = { type: 'bits', bits: '0101', isParityStripped: false }

/** A window beside a device, whose time stands still until it is moved. */
function openWindow() {
  let nowMs = 0
  const timers = new Set<{ run: () => void; dueMs: number }>()
  const passed: Presented[] = []
  const echo = createWindowEcho({
    nowMs: () => nowMs,
    setTimer: (run, delayMs) => {
      const timer = { run, dueMs: nowMs + delayMs }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  })
  const pass = (ms: number): void => {
    nowMs += ms
    for (const timer of [...timers]) if (timer.dueMs <= nowMs && timers.delete(timer)) timer.run()
  }
  const type = (presented: Presented, isNamed = false) =>
    echo.fromWindow(presented, isNamed, () => passed.push(presented))
  return { echo, pass, type, passed }
}

test('a badge that the device and the window both say is taken once, whichever is first', () => {
  for (const isDeviceFirst of [true, false]) {
    const { echo, pass, type, passed } = openWindow()
    if (isDeviceFirst) echo.fromDevice(text('0012345678'))
    type(text('0012345678'))
    pass(100)
    if (!isDeviceFirst) echo.fromDevice(text('0012345678'))
    pass(5000)
    assert.deepEqual(passed, [], String(isDeviceFirst))
  }
})

test('what the reader puts around its number makes no other badge of it', () => {
  const { echo, pass, type, passed } = openWindow()
  echo.fromDevice(text('0012345678'))
  type(text(';0012345678?'))
  pass(5000)
  assert.deepEqual(passed, [])
})

test('another number in the window is a badge of its own, a little later', () => {
  const { echo, pass, type, passed } = openWindow()
  echo.fromDevice(text('0012345678'))
  type(text('0099999999'))
  assert.deepEqual(passed, [])
  pass(300)
  assert.deepEqual(passed, [text('0099999999')])
})

test('one badge has one echo: the same number once more is somebody who types it', () => {
  const { echo, pass, type, passed } = openWindow()
  echo.fromDevice(text('0012345678'))
  type(text('0012345678'))
  type(text('0012345678'))
  pass(300)
  assert.deepEqual(passed, [text('0012345678')])
  echo.fromDevice(text('0012345678'))
  pass(2000)
  type(text('0012345678'))
  pass(300)
  assert.equal(passed.length, 2)
})

test('beside a card that is read in bits, an unnamed window reader is that card; a named one is its own', () => {
  const { echo, pass, type, passed } = openWindow()
  echo.fromDevice(bits)
  type(text('4711'))
  echo.fromDevice(bits)
  type(text('4712'), true)
  pass(300)
  assert.deepEqual(passed, [text('4712')])
})
