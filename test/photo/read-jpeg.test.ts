import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readJpeg } from '../../core/photo/read-jpeg.ts'
import { makeJpeg } from './make-jpeg.ts'

test('a JPEG says how large its picture is, whichever way it is coded', () => {
  for (const frame of [0xc0, 0xc1, 0xc2]) {
    const reading = readJpeg(makeJpeg({ width: 640, height: 481, frame }))
    assert.deepEqual(reading, { type: 'jpeg', width: 640, height: 481 })
  }
})

test('a picture without a size, with something around it, cut short or of another kind is none', () => {
  const whole = makeJpeg()
  const not = (bytes: Uint8Array, why: string) => assert.deepEqual(readJpeg(bytes), { type: 'not-a-jpeg' }, why)
  not(makeJpeg({ width: 0 }), 'no width')
  not(makeJpeg({ height: 0 }), 'a height that stands elsewhere')
  not(makeJpeg({ frame: 0xc3 }), 'lossless, which no browser shows')
  not(whole.subarray(0, -2), 'cut short')
  not(whole.subarray(1), 'begins too late')
  not(Buffer.concat([whole, Buffer.from('<script>')]), 'something behind it')
  not(Buffer.concat([whole.subarray(0, 31), whole.subarray(-2)]), 'nothing in it')
  not(new Uint8Array(0), 'nothing')
  not(Buffer.from('89504e470d0a1a0a', 'hex'), 'a PNG')
  not(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'an SVG')
  const longSegment = Buffer.from(whole)
  longSegment.writeUInt16BE(0xffff, 4)
  not(longSegment, 'a segment that is longer than the picture')
})

test('any bytes whatever are read, and never beyond their end', () => {
  const around = (bytes: Uint8Array): Buffer =>
    Buffer.concat([Buffer.from('ffd8', 'hex'), bytes, Buffer.from('ffd9', 'hex')])
  const marker = fc.tuple(fc.constantFrom(0xc0, 0xc2, 0xda, 0xe0, 0xff), fc.nat(40), fc.uint8Array({ maxLength: 40 }))
  const segments = fc
    .array(marker)
    .map((given) => Buffer.concat(given.map(([kind, length, rest]) => Buffer.from([0xff, kind, 0, length, ...rest]))))
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), segments), (bytes) => {
      for (const given of [bytes, around(bytes)]) {
        const reading = readJpeg(given)
        if (reading.type === 'jpeg') assert.ok(reading.width > 0 && reading.height > 0)
      }
    }),
    { numRuns: 2000 },
  )
})
