import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRandom } from './random.ts'

const draw = (seed: number, name: string) => {
  const random = createRandom(seed, name)
  return Array.from({ length: 20 }, () => random.next())
}

test('a seed and a name draw the same again, and another of either draws otherwise', () => {
  assert.deepEqual(draw(1, 'a'), draw(1, 'a'))
  assert.notDeepEqual(draw(1, 'a'), draw(1, 'b'))
  assert.notDeepEqual(draw(1, 'a'), draw(2, 'a'))
})

test('weights are kept to, roughly, and both ends of a range are drawn', () => {
  const random = createRandom(7, 'weights')
  const counts = { often: 0, seldom: 0, never: 0 }
  const drawn = new Set<number>()
  for (let index = 0; index < 2000; index += 1) {
    counts[random.weigh({ often: 9, seldom: 1, never: 0 })] += 1
    drawn.add(random.between(3, 5))
  }
  assert.ok(counts.often > 1600 && counts.seldom > 100 && counts.never === 0, JSON.stringify(counts))
  assert.deepEqual([...drawn].sort(), [3, 4, 5])
})
