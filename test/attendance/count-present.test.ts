import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { countMost, countPresent } from '../../core/attendance/count-present.ts'

test('whoever came by then and has not left counts: from the very instant of coming, not at that of leaving', () => {
  const stretches = [
    { startedMs: 10, endedMs: 20 },
    { startedMs: 15, endedMs: null },
  ]
  assert.deepEqual(
    countPresent(stretches, [9, 10, 15, 20, 99]).map(({ people }) => people),
    [0, 1, 2, 1, 1],
  )
})

test('it is the same as to look at each of them at each instant', () => {
  const stretch = fc
    .tuple(fc.integer({ min: 0, max: 50 }), fc.option(fc.integer({ min: 0, max: 50 })))
    .map(([startedMs, lengthMs]) => ({ startedMs, endedMs: lengthMs === null ? null : startedMs + lengthMs }))
  fc.assert(
    fc.property(fc.array(stretch), fc.array(fc.integer({ min: 0, max: 120 })), (stretches, unsorted) => {
      const instants = unsorted.sort((one, other) => one - other)
      const expected = instants.map((atMs) => ({
        atMs,
        people: stretches.filter(({ startedMs, endedMs }) => startedMs <= atMs && (endedMs === null || endedMs > atMs))
          .length,
      }))
      assert.deepEqual(countPresent(stretches, instants), expected)
    }),
  )
})

test('the most are those of the fullest instant, and whatever comes later they are no fewer', () => {
  const stretch = fc
    .tuple(fc.integer({ min: 0, max: 50 }), fc.option(fc.integer({ min: 0, max: 50 })))
    .map(([startedMs, lengthMs]) => ({ startedMs, endedMs: lengthMs === null ? null : startedMs + lengthMs }))
  fc.assert(
    fc.property(fc.array(stretch), fc.nat(60), fc.nat(60), (stretches, fromMs, lastedMs) => {
      const instants = Array.from({ length: lastedMs + 1 }, (_, index) => fromMs + index)
      const expected = Math.max(...countPresent(stretches, instants).map(({ people }) => people))
      const most = countMost(stretches, fromMs, fromMs + lastedMs)
      assert.equal(most, expected)
      assert.ok(countMost(stretches, fromMs, fromMs + lastedMs + 1) >= most)
    }),
  )
})
