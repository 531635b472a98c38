import assert from 'node:assert/strict'
import { test } from 'node:test'
import { percentile, slope } from './statistics.ts'

test('a percentile is a value that was there, by nearest rank', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index)
  assert.equal(percentile(values, 0.5), 50)
  assert.equal(percentile(values, 0.99), 99)
  assert.equal(percentile(values, 1), 100)
  assert.equal(percentile([7], 0.5), 7)
  assert.throws(() => percentile([], 0.5))
})

test('a slope is that of the line through the points', () => {
  assert.equal(slope([1, 2, 3].map((x) => ({ x, y: 2 * x + 1 }))), 2)
  assert.equal(slope([1, 2, 3].map((x) => ({ x, y: 5 }))), 0)
})
