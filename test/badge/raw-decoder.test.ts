import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createDecoder } from '../../core/badge/create-decoder.ts'
import { textToReportsOf } from '../../core/badge/text-reports.ts'
import { toBytes } from '../fixtures/report-descriptors.ts'
import { decodeAll, sayPresented, settingsOf } from './decode-all.ts'

function decode(raw: object, ...reports: (string | null)[]): string[] {
  const decoder = createDecoder('raw', settingsOf({ kind: 'raw', raw }))
  return decodeAll(
    decoder,
    reports.map((hex) => (hex === null ? null : toBytes(hex))),
  ).map(sayPresented)
}

test('a serial is cut out of its report, in either byte order', () => {
  const raw = { offset: 2, length: 4, as: 'serial' }
  assert.deepEqual(decode(raw, '0100 04a1b2c3 0000'), ['04:a1:b2:c3'])
  assert.deepEqual(decode({ ...raw, byteOrder: 'little' }, '0100 04a1b2c3 0000'), ['c3:b2:a1:04'])
})

test('only reports with the configured id are read', () => {
  const raw = { reportId: 3, offset: 1, length: 2, as: 'serial' }
  assert.deepEqual(decode(raw, '03aabb', '04aabb', ''), ['aa:bb'])
})

test('a length in the report says how much of it counts, in bytes or in bits', () => {
  assert.deepEqual(decode({ offset: 1, lengthAt: 0, as: 'serial' }, '04a1b2c3d4ffff', '07a1b2c3d4e5f607', '00ffff'), [
    'a1:b2:c3:d4',
    'a1:b2:c3:d4:e5:f6:07',
  ])
  // Bits as a serial reader of a public report sends them: 26, left-aligned, facility 2, card 10482.
  const raw = { offset: 1, lengthAt: 0, lengthIn: 'bits', as: 'bits', align: 'left' }
  assert.deepEqual(decode(raw, '1a 01147940'), ['00000001000101000111100101'])
})

test('bits stand at the right or at the left, and bits beside them are refused', () => {
  const raw = { offset: 0, length: 4, as: 'bits', bitLength: 26 }
  // The same card as a desktop reader types it in hex.
  assert.deepEqual(decode(raw, '000451e5'), ['00000001000101000111100101'])
  assert.deepEqual(decode(raw, '040451e5'), ['unreadable: The reader sent more bits than the 26 of its description.'])
  assert.deepEqual(decode({ ...raw, mask: '03ffffff' }, '040451e5'), ['00000001000101000111100101'])
  assert.deepEqual(decode({ ...raw, byteOrder: 'little' }, 'e5510400'), ['00000001000101000111100101'])
})

test('text ends where zeros fill its field', () => {
  const raw = { offset: 1, length: 12, as: 'text' }
  assert.deepEqual(decode(raw, '01 30303132333435363738 0d00'), ['0012345678'])
  assert.match(decode(raw, '01 3030ff323334353637380000').join(), /no characters/)
})

test('what means that no card is there is not presented', () => {
  const raw = { offset: 0, length: 2, as: 'serial' }
  assert.deepEqual(decode(raw, '0000', 'ffff'), ['ff:ff'])
  assert.deepEqual(decode({ ...raw, noCard: ['ones', 'DEAD'] }, '0000', 'ffff', 'dead', 'beef'), ['00:00', 'be:ef'])
})

test('a card that is told over and over is presented once while it stays', () => {
  const raw = { offset: 0, length: 2, as: 'serial' }
  assert.equal(decode(raw, 'aabb', 'aabb').length, 2)
  const repeated = { ...raw, whileHeld: 'repeated' }
  assert.deepEqual(decode(repeated, 'aabb', 'aabb', '0000', 'aabb', 'ccdd', 'ccdd', null, 'ccdd'), [
    'aa:bb',
    'aa:bb',
    'cc:dd',
    'cc:dd',
  ])
})

test('a report that is too short for its description is unreadable', () => {
  assert.deepEqual(decode({ offset: 2, length: 4, as: 'serial' }, '0102'), [
    'unreadable: The reader sent a report of 2 bytes, where its description in station.json needs 6.',
  ])
  assert.match(decode({ offset: 1, lengthAt: 9, as: 'serial' }, '0102').join(), /needs 10/)
})

test('a text that a replay names is put where the description has it, and refused where it has none', () => {
  const text = settingsOf({
    kind: 'raw',
    raw: { reportId: 5, offset: 3, lengthAt: 1, as: 'text', byteOrder: 'little' },
  })
  const sent = textToReportsOf('raw', text, '0012345678\n')
  assert.equal(sent.type, 'reports')
  assert.deepEqual(decodeAll(createDecoder('raw', text), sent.reports).map(sayPresented), ['0012345678'])
  const serial = settingsOf({ kind: 'raw', raw: { offset: 0, length: 4, as: 'serial' } })
  assert.equal(textToReportsOf('raw', serial, '00').type, 'wrong')
})

const anyRaw = fc
  .record(
    {
      reportId: fc.nat(3),
      offset: fc.nat(6),
      length: fc.integer({ min: 1, max: 10 }),
      byteOrder: fc.constantFrom('big', 'little'),
      as: fc.constantFrom('text', 'bits', 'serial'),
      align: fc.constantFrom('left', 'right'),
      noCard: fc.subarray(['zeros', 'ones', '0102']),
      whileHeld: fc.constantFrom('once', 'repeated'),
    },
    { requiredKeys: ['offset', 'length', 'as'] },
  )
  .chain((raw) =>
    fc.boolean().map((isCounted) => (isCounted ? { ...raw, length: undefined, lengthAt: raw.length } : raw)),
  )

test('any bytes are taken under any description, and what comes out stands in that report', () => {
  fc.assert(
    fc.property(anyRaw, fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 20 }), (raw, reports) => {
      const decoder = createDecoder('raw', settingsOf({ kind: 'raw', raw }))
      for (const report of reports) {
        const all = Array.from(report).toSorted((first, second) => first - second)
        for (const presented of decoder.feed(report)) {
          if (presented.type === 'text')
            assert.ok([...presented.text].every((each) => all.includes(each.charCodeAt(0))))
          if (presented.type === 'serial') assert.ok(presented.bytes.every((byte) => all.includes(byte)))
          if (presented.type === 'bits') assert.ok(presented.bits.length <= 8 * report.length)
        }
      }
    }),
  )
})
