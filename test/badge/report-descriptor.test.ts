import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { describeDescriptor } from '../../core/badge/describe-descriptor.ts'
import { findInput, listInputIds, parseReportDescriptor, readFieldBytes } from '../../core/badge/report-descriptor.ts'
import { descriptorHex, descriptorOf, toBytes } from '../fixtures/report-descriptors.ts'

function sizes(name: keyof typeof descriptorHex) {
  const { isNumbered, collections, reports } = descriptorOf(name)
  return { isNumbered, collections, reports: reports.map(({ type, id, bytes }) => `${type} ${id} ${bytes}`) }
}

function whyNot(hex: string): string {
  const reading = parseReportDescriptor(toBytes(hex))
  assert.equal(reading.type, 'wrong')
  return reading.why
}

test('the descriptors of the documents have the reports that the documents say', () => {
  assert.deepEqual(sizes('bootKeyboard'), {
    isNumbered: false,
    collections: [{ usagePage: 1, usage: 6 }],
    reports: ['input 0 8', 'output 0 1'],
  })
  assert.deepEqual(sizes('mouse').reports, ['input 0 3'])
  assert.deepEqual(sizes('magtek'), {
    isNumbered: false,
    collections: [{ usagePage: 0xff00, usage: 1 }],
    reports: ['input 0 337', 'feature 0 24'],
  })
})

test('of a device that numbers its reports a size counts the id', () => {
  assert.deepEqual(sizes('numberedKeyboard'), {
    isNumbered: true,
    collections: [
      { usagePage: 1, usage: 6 },
      { usagePage: 0x0c, usage: 1 },
    ],
    reports: ['input 1 9', 'input 3 3'],
  })
  assert.deepEqual(listInputIds(descriptorOf('numberedKeyboard'), 7), [1])
  assert.deepEqual(listInputIds(descriptorOf('bootKeyboard'), 7), [0])
  assert.deepEqual(listInputIds(descriptorOf('bootKeyboard'), 0x8c), [])
})

test('a report is found by its id and its length, or not at all', () => {
  const descriptor = descriptorOf('numberedKeyboard')
  assert.equal(findInput(descriptor, Uint8Array.from([3, 0, 0]))?.id, 3)
  assert.equal(findInput(descriptor, Uint8Array.from([2, 0, 0])), null)
  assert.equal(findInput(descriptor, Uint8Array.from([3, 0])), null)
  assert.equal(findInput(descriptor, new Uint8Array(0)), null)
})

test('fields are found by their usages: one for each value, and one for a whole buffer', () => {
  const descriptor = descriptorOf('magtek')
  const report = Uint8Array.from({ length: 337 }, (_, index) => index & 0xff)
  const layout = findInput(descriptor, report) ?? assert.fail()
  const read = (usage: number) => Array.from(readFieldBytes(layout, report, 0xff00, usage) ?? [])
  assert.deepEqual(
    [0x20, 0x21, 0x22, 0x28, 0x29, 0x2a, 0x38].map((usage) => read(usage)),
    [[0], [1], [2], [3], [4], [5], [6]],
  )
  assert.deepEqual(read(0x30), Array.from(report.subarray(7, 117)))
  assert.deepEqual(read(0x32), Array.from(report.subarray(227, 337)))
  assert.equal(readFieldBytes(layout, report, 0x8e, 0x21), null)
})

test('a field that does not stand on whole bytes is not read as bytes', () => {
  const mouse = descriptorOf('mouse')
  const layout = mouse.reports[0] ?? assert.fail()
  assert.equal(readFieldBytes(layout, new Uint8Array(3), 0x09, 1), null)
  assert.deepEqual(readFieldBytes(layout, Uint8Array.from([0, 7, 8]), 0x01, 0x31), Uint8Array.from([8]))
})

test('what is known of a device is said in lines', () => {
  assert.deepEqual(describeDescriptor(descriptorOf('magtek')).slice(0, 1), ['ff00:0001'])
  assert.deepEqual(describeDescriptor(descriptorOf('numberedKeyboard')), [
    '0001:0006 keyboard',
    '000c:0001 consumer control',
    'input report 1: 9 bytes (8 × 1 bit 0007:00e0–00e7, 1 × 8 bit of nothing, 6 × 8 bit 0007:0000–0065)',
    'input report 3: 3 bytes (1 × 16 bit 000c:0000–03ff)',
  ])
})

test('what a kernel would have to guess at is refused with its reason', () => {
  const field = '750895018102'
  assert.match(whyNot(''), /1 to 4096 bytes/)
  assert.match(whyNot('00'.repeat(4097)), /1 to 4096 bytes/)
  assert.match(whyNot('05'), /cut off within its item at byte 0/)
  assert.match(whyNot('0501fe05aa0102'), /cut off within its item at byte 2/)
  assert.match(whyNot('05010906a101'), /not ended/)
  assert.match(whyNot('c0'), /did not begin/)
  assert.match(whyNot('b4'), /did not push/)
  assert.match(whyNot('a4'.repeat(5)), /too often/)
  assert.match(whyNot(field), /outside of every collection/)
  assert.match(whyNot('05010906a1018500c0'), /report id of 0/)
  assert.match(whyNot('05010906a101860001c0'), /report id of 256/)
  assert.match(whyNot(`05010906a101${field}8501${field}c0`), /with and without an id/)
  assert.match(whyNot(`05010906a101a48501${field}b4${field}c0`), /with and without an id/)
  assert.match(whyNot('0702000100'), /beyond ffff/)
  assert.match(whyNot('760101'), /values of 257 bits/)
  assert.match(whyNot('05010906a101 7508 9701000200 8102c0'), /values in a field/)
  assert.match(whyNot('05010906a101 76ff00 970f270000 8102c0'), /more than 16 KiB/)
  assert.match(whyNot('2905'), /without a minimum/)
  assert.match(whyNot('19092905'), /beyond its maximum/)
  assert.match(whyNot('a101'.repeat(65)), /too many collections/)
  assert.match(whyNot('54cc'), /unknown item 0xcc/)
})

test('long items are passed over, and a page that comes after its usage still counts', () => {
  const reading = parseReportDescriptor(toBytes('fe02aa0102 0906 0501 a101 0b22008e00 75089504 8102 c0'))
  assert.equal(reading.type, 'parsed')
  assert.deepEqual(reading.descriptor.collections, [{ usagePage: 1, usage: 6 }])
  assert.deepEqual(reading.descriptor.reports[0]?.fields[0]?.usages, [{ usagePage: 0x8e, from: 0x22, to: 0x22 }])
})

const anyField = fc.record({
  type: fc.constantFrom('input' as const, 'output' as const, 'feature' as const),
  id: fc.integer({ min: 1, max: 5 }),
  bitSize: fc.integer({ min: 1, max: 32 }),
  count: fc.integer({ min: 1, max: 200 }),
})

test('whatever reports a well-made descriptor has, their sizes are the sums of their fields', () => {
  fc.assert(
    fc.property(fc.array(anyField, { minLength: 1, maxLength: 20 }), fc.boolean(), (fields, isNumbered) => {
      const mains = { input: '81', output: '91', feature: 'b1' }
      const hex = (value: number) => value.toString(16).padStart(2, '0')
      const body = fields.map(({ type, id, bitSize, count }) => {
        const number = isNumbered ? `85${hex(id)}` : ''
        return `${number}75${hex(bitSize)}95${hex(count)}${mains[type]}02`
      })
      const reading = parseReportDescriptor(toBytes(`05010906a101${body.join('')}c0`))
      assert.equal(reading.type, 'parsed')
      const bits = new Map<string, number>()
      for (const { type, id, bitSize, count } of fields) {
        const key = `${type} ${isNumbered ? id : 0}`
        bits.set(key, (bits.get(key) ?? (isNumbered ? 8 : 0)) + bitSize * count)
      }
      assert.deepEqual(
        new Map(reading.descriptor.reports.map(({ type, id, bytes }) => [`${type} ${id}`, bytes])),
        new Map([...bits].map(([key, sum]) => [key, Math.ceil(sum / 8)])),
      )
    }),
  )
})

test('any bytes whatsoever are parsed or refused, and what is parsed fits together', () => {
  const anyItem = fc
    .tuple(
      fc.constantFrom(0x04, 0x74, 0x84, 0x94, 0xa4, 0xb4, 0x08, 0x18, 0x28, 0x80, 0x90, 0xb0, 0xa0, 0xc0, 0x14),
      fc.uint8Array({ maxLength: 4 }),
    )
    .map(([tag, data]) => {
      const kept = data.subarray(0, data.length === 3 ? 2 : data.length)
      return [tag + (kept.length === 4 ? 3 : kept.length), ...kept]
    })
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.array(anyItem, { maxLength: 60 }).map((items) => Uint8Array.from(items.flat())),
    fc.tuple(fc.constantFrom(...Object.values(descriptorHex)), fc.nat(), fc.nat(255)).map(([hex, position, byte]) => {
      const bytes = toBytes(hex)
      bytes[position % bytes.length] = byte
      return bytes
    }),
  )
  fc.assert(
    fc.property(anyBytes, fc.uint8Array({ maxLength: 64 }), (bytes, report) => {
      const reading = parseReportDescriptor(bytes)
      if (reading.type === 'wrong') {
        assert.match(reading.why, /^[A-Z].+\.$/)
        return
      }
      describeDescriptor(reading.descriptor)
      for (const { id, bytes: size, fields } of reading.descriptor.reports) {
        assert.equal(id !== 0, reading.descriptor.isNumbered)
        let next: number = reading.descriptor.isNumbered ? 8 : 0
        for (const { bitOffset, bitSize, count } of fields) {
          assert.equal(bitOffset, next)
          next += bitSize * count
        }
        assert.equal(size, Math.ceil(next / 8))
      }
      const layout = findInput(reading.descriptor, report)
      for (const { usages } of layout?.fields ?? []) {
        for (const { usagePage, from } of usages) {
          const read = layout && readFieldBytes(layout, report, usagePage, from)
          assert.ok(read === null || read.length <= report.length)
        }
      }
    }),
    { numRuns: 2000 },
  )
})
