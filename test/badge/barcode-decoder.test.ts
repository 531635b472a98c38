import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createDecoder } from '../../core/badge/create-decoder.ts'
import { textToReportsOf } from '../../core/badge/text-reports.ts'
import { decodeAll, sayPresented, settingsOf } from './decode-all.ts'

type Part = {
  id?: number
  aim?: string
  data: string
  length?: number
  isMore?: boolean
  later?: 0 | 1
  symbology?: number
}

function report({ id = 2, aim = ']Q0', data, length, isMore = false, later = 0, symbology = 0x73 }: Part): Uint8Array {
  const bytes = new Uint8Array(64)
  const characters = Array.from(`${aim}${data}`, (each) => each.charCodeAt(0))
  bytes.set([id, length ?? data.length])
  bytes.set(characters, 2 + later)
  bytes.set([symbology, 0, isMore ? 1 : 0], 61)
  return bytes
}

function decode(reports: readonly (Uint8Array | null)[], barcode?: object): string[] {
  const settings = settingsOf({ kind: 'barcode', ...(barcode && { barcode }) })
  return decodeAll(createDecoder('barcode', settings), reports).map(sayPresented)
}

const anyText = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 1,
  maxLength: 55,
})

test('a scan of two reports is one text (Access-IS, “LSR118”: 56 bytes, then the other 4)', () => {
  const whole = 'M1GATHERGOOD/M'.padEnd(60, '0123456789')
  assert.equal(whole.length, 60)
  const first = report({ data: whole.slice(0, 56), isMore: true })
  assert.deepEqual(Array.from(first.subarray(0, 7)), [0x02, 0x38, 0x5d, 0x51, 0x30, 0x4d, 0x31])
  assert.deepEqual(Array.from(first.subarray(61)), [0x73, 0x00, 0x01])
  assert.deepEqual(decode([first, report({ data: whole.slice(56) })]), [whole])
})

test('the carriage return that a scanner adds is dropped, once', () => {
  assert.deepEqual(decode([report({ data: '0012345678\r' })]), ['0012345678'])
  assert.match(decode([report({ data: '00123\r45678' })]).join(), /no characters/)
})

test('an identifier one byte later moves the data with it', () => {
  assert.deepEqual(decode([report({ data: '0012345678\r', later: 1 })]), ['0012345678'])
  assert.match(
    decode([report({ data: '1'.repeat(55), length: 56, later: 1 })]).join(),
    /claims 56 bytes of data, where 55 fit/,
  )
})

test('a scanner that is set up to send no identifier is read too, any other byte there is no scan', () => {
  assert.deepEqual(decode([report({ aim: '\0\0\0', data: '0012345678' })]), ['0012345678'])
  assert.match(decode([report({ aim: 'Q00', data: '0012345678' })]).join(), /AIM identifier/)
})

test('what a scanner adds is taken off, and other reports of it are passed over', () => {
  assert.deepEqual(decode([report({ data: 'E0012345678' })], { prefix: 'E', length: 10 }), ['0012345678'])
  assert.deepEqual(decode([report({ id: 7, data: '0012345678' })]), [])
  assert.deepEqual(decode([report({ id: 7, data: '0012345678' })], { reportId: 7 }), ['0012345678'])
})

test('an empty scan, a length beyond the report and a report of another size are unreadable', () => {
  assert.match(decode([report({ data: '' })]).join(), /holds no number/)
  assert.match(decode([report({ data: '1', length: 57 })]).join(), /claims 57 bytes/)
  assert.deepEqual(decode([new Uint8Array(63), new Uint8Array(3), null]), [
    'unreadable: The scanner sent a report of 63 bytes, where a scan has 64.',
  ])
})

test('a scan that is broken off is told after the silence, and the next one reads', () => {
  assert.deepEqual(decode([report({ data: '1'.repeat(56), isMore: true }), null, report({ data: '0012345678' })]), [
    'unreadable: The scanner broke off in the middle of a bar code.',
    '0012345678',
  ])
})

test('parts of two different codes are not joined', () => {
  assert.deepEqual(decode([report({ data: '1', isMore: true }), report({ aim: ']C0', data: '2' })]), [
    'unreadable: Parts of two different bar codes came one after the other.',
  ])
})

test('a code without end is given up in bounded memory', () => {
  const flood = Array.from({ length: 1000 }, () => report({ data: '1'.repeat(56), isMore: true }))
  assert.deepEqual(decode([...flood, null]), ['unreadable: The bar code is longer than 512 bytes.'])
})

test('any scan that fits one report is that text, whatever other scans are lost', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anyText, fc.boolean(), fc.constantFrom(0 as const, 1 as const)), { maxLength: 8 }),
      (scans) => {
        const kept = scans.filter(([, isKept]) => isKept)
        assert.deepEqual(
          decode(kept.map(([data, , later]) => report({ data, later }))),
          kept.map(([data]) => data),
        )
      },
    ),
  )
})

test('a text that a replay names is scanned in as many reports as it needs', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789ABC/'), minLength: 1, maxLength: 500 }), (text) => {
      const settings = settingsOf({ kind: 'barcode' })
      const sent = textToReportsOf('barcode', settings, `${text}\n`)
      assert.equal(sent.type, 'reports')
      assert.deepEqual(decode(sent.reports), [text])
    }),
  )
})

test('any bytes are taken, and every text that comes out stands in the reports since the last one', () => {
  const anyPart = fc
    .tuple(fc.uint8Array({ minLength: 64, maxLength: 64 }), fc.nat(60), fc.boolean(), fc.constantFrom(0, 1))
    .map(([bytes, length, isMore, later]) => {
      bytes.set([2, length])
      bytes[2] = 0
      bytes.set([0x5d], 2 + later)
      bytes.set([isMore ? 1 : 0], 63)
      for (let index = 5; index < 61; index += 1) bytes[index] = 0x20 + ((bytes[index] ?? 0) % 0x60)
      return bytes
    })
  fc.assert(
    fc.property(
      fc.array(fc.oneof(anyPart, fc.uint8Array({ maxLength: 70 }), fc.constant(null)), { maxLength: 30 }),
      (reports) => {
        const decoder = createDecoder('barcode', settingsOf({ kind: 'barcode' }))
        let since = ''
        for (const each of reports) {
          since += each === null ? '' : String.fromCharCode(...each)
          const presented = decodeAll(decoder, [each])
          for (const one of presented) {
            if (one.type === 'text') assert.ok(isWithin(one.text, since), one.text)
            since = ''
          }
        }
      },
    ),
  )
})

function isWithin(text: string, all: string): boolean {
  let position = 0
  for (const character of all) if (character === text[position]) position += 1
  return position === text.length
}
