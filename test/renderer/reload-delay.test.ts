import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countFault } from '../../renderer/kiosk/reload-delay.ts'

const minuteMs = 60_000

function remember(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>()
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) }
}

test('a fault that stays is tried again more and more seldom, and every two minutes in the end', () => {
  const memory = remember()
  let nowMs = Date.parse('2026-03-02T07:00:00Z')
  const delays = Array.from({ length: 7 }, () => {
    const delayMs = countFault(memory, nowMs)
    nowMs += delayMs + 1000
    return delayMs
  })
  assert.deepEqual(delays, [8000, 16_000, 32_000, 64_000, 120_000, 120_000, 120_000])
})

test('after ten minutes without one a fault is the first again', () => {
  const memory = remember()
  assert.deepEqual([countFault(memory, 0), countFault(memory, minuteMs)], [8000, 16_000])
  assert.equal(countFault(memory, 11 * minuteMs), 8000)
})

test('where nothing, or nonsense, is remembered every fault is the first', () => {
  assert.deepEqual([countFault(null, 0), countFault(null, 1)], [8000, 8000])
  assert.equal(countFault({ getItem: () => 'nonsense', setItem: () => {} }, 0), 8000)
})
