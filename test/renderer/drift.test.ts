import assert from 'node:assert/strict'
import { test } from 'node:test'
import { driftAt } from '../../renderer/kiosk/drift.ts'

test('Ready begins in its place, moves by at most a pixel each way, and stands everywhere within a few pixels in a day', () => {
  const places = Array.from({ length: 24 * 60 }, (_, step) => driftAt(step))
  assert.deepEqual(places[0], { x: 0, y: 0 })
  for (const [step, { x, y }] of places.entries()) {
    assert.ok(Math.abs(x) <= 4 && Math.abs(y) <= 3, `${x} ${y}`)
    const before = places[step - 1] ?? { x: 0, y: 0 }
    assert.ok(Math.abs(x - before.x) <= 1 && Math.abs(y - before.y) <= 1, `${step}`)
  }
  assert.ok(new Set(places.map(({ x }) => x)).size === 9 && new Set(places.map(({ y }) => y)).size === 7)
})
