import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeWithin } from '../../renderer/photo/encode-within.ts'

/** A picture whose size follows the quality. */
function makePicture(bytesAtBest: number) {
  const tried: number[] = []
  const encode = async (quality: number): Promise<Blob> => {
    tried.push(quality)
    return new Blob([new Uint8Array(Math.ceil(bytesAtBest * quality))])
  }
  return { tried, encode }
}

test('the best quality that is small enough is taken, and no further one is tried', async () => {
  const small = makePicture(1000)
  assert.equal((await encodeWithin(small.encode, 1000))?.length, 800)
  assert.equal(small.tried.length, 1)
  const large = makePicture(1000)
  assert.equal((await encodeWithin(large.encode, 500))?.length, 500)
  assert.deepEqual(large.tried, [0.8, 0.65, 0.5])
})

test('a picture that is too large at the poorest is none', async () => {
  assert.equal(await encodeWithin(makePicture(10_000).encode, 1000), null)
})
