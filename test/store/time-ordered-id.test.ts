import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTimeOrderedIds } from '../../core/store/time-ordered-id.ts'

test('an id is a UUIDv7 that begins with its instant', () => {
  const newId = createTimeOrderedIds()
  // The instant of the example in RFC 9562, “Example of a UUIDv7 Value”.
  assert.match(newId(0x017f22e279b0), /^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.match(newId(0x017f22e279b0 + 0.75), /^017f22e2-79b0-7/)
})

test('an instant before 1970 counts as 1970', () => {
  assert.match(createTimeOrderedIds()(-1), /^00000000-0000-7/)
})

test('no two ids are the same, however many are made at one instant', () => {
  const newId = createTimeOrderedIds()
  assert.equal(new Set(Array.from({ length: 10_000 }, () => newId(1_700_000_000_000))).size, 10_000)
})
