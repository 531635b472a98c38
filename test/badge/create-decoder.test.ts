import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createDecoder } from '../../core/badge/create-decoder.ts'
import { readerKinds } from '../../core/contract/reader-settings.ts'
import { descriptorHex, descriptorOf } from '../fixtures/report-descriptors.ts'
import { decodeAll, sayPresented, settingsOf } from './decode-all.ts'

const raw = { offset: 1, length: 4, as: 'bits' }
const anyKind = fc.constantFrom(...readerKinds)
const anyDescriptor = fc.option(fc.constantFrom(...(Object.keys(descriptorHex) as (keyof typeof descriptorHex)[])))
const anyReport = fc.oneof(
  fc.uint8Array({ maxLength: 70 }),
  fc.constantFrom(3, 8, 9, 64, 230, 337, 509).chain((size) => fc.uint8Array({ minLength: size, maxLength: size })),
  fc.constant(null),
)

function open(kind: (typeof readerKinds)[number], descriptor: keyof typeof descriptorHex | null) {
  const settings = settingsOf({ kind, ...(kind === 'raw' && { raw }) })
  if (descriptor === null) return createDecoder(kind, settings)
  const parsed = descriptorOf(descriptor)
  return createDecoder(kind, settings, {
    vendorId: 0x0801,
    productId: 2,
    usages: parsed.collections,
    descriptor: parsed,
  })
}

test('no bytes whatsoever make any reader throw, and a silence leaves it at rest', () => {
  fc.assert(
    fc.property(anyKind, anyDescriptor, fc.array(anyReport, { maxLength: 30 }), (kind, descriptor, reports) => {
      const decoder = open(kind, descriptor)
      for (const presented of decodeAll(decoder, reports)) assert.notEqual(sayPresented(presented), '')
      decoder.giveUp()
      assert.equal(decoder.isAtRest(), true)
      assert.equal(decoder.giveUp(), null)
    }),
    { numRuns: 1000 },
  )
})

test('what came before a silence changes nothing of what comes after it', () => {
  fc.assert(
    fc.property(
      anyKind,
      anyDescriptor,
      fc.array(anyReport, { maxLength: 15 }),
      fc.array(anyReport, { maxLength: 15 }),
      (kind, descriptor, before, after) => {
        const used = open(kind, descriptor)
        decodeAll(used, [...before, null])
        assert.deepEqual(decodeAll(used, after), decodeAll(open(kind, descriptor), after))
      },
    ),
    { numRuns: 1000 },
  )
})

test('the bytes of a report are not kept: whoever sent it may use them again', () => {
  fc.assert(
    fc.property(anyKind, fc.array(anyReport, { maxLength: 15 }), (kind, reports) => {
      const decoder = open(kind, null)
      const presented = reports.flatMap((report) => {
        const lent = report?.slice() ?? null
        const each = decodeAll(decoder, [lent])
        lent?.fill(0x31)
        return each
      })
      assert.deepEqual(presented, decodeAll(open(kind, null), reports))
    }),
  )
})

test('"auto" goes by the device, and is a keyboard where none is known', () => {
  assert.equal(open('auto', null).idleMs, 500)
  assert.deepEqual(open('auto', 'magtek').feed(new Uint8Array(337)), [
    { type: 'unreadable', why: 'The card has nothing on track 2.' },
  ])
})

test('a device that is not known says so with every card', () => {
  const decoder = createDecoder('auto', {}, { vendorId: 1, productId: 2, usages: [{ usagePage: 0xff00, usage: 1 }] })
  for (let time = 0; time < 2; time += 1) {
    assert.match(
      decodeAll(decoder, [new Uint8Array(8)])
        .map(sayPresented)
        .join(),
      /give its "kind" in station.json/,
    )
  }
})
