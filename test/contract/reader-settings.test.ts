import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cardLimits } from '../../core/badge/card-formats.ts'
import { readerSettings } from '../../core/contract/reader-settings.ts'

/** `path: message` of everything that is wrong with a reader; empty if nothing is. */
function faults(reader: object): string {
  const { error } = readerSettings.safeParse({ id: 'front', ...reader })
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
}

test('a reader that says nothing of its kind is taken as it comes', () => {
  const asItComes = { use: 'toggle', format: 'auto', text: 'auto', byteOrder: 'auto', kind: 'auto' }
  assert.deepEqual(readerSettings.parse({ id: 'front' }), { id: 'front', ...asItComes })
})

test('the blocks fill in what is not said', () => {
  assert.deepEqual(readerSettings.parse({ id: 'front', keyboard: {} }).keyboard, { terminator: 'enter', layout: 'us' })
  assert.deepEqual(readerSettings.parse({ id: 'front', magstripe: {} }).magstripe, { track: 2 })
  assert.deepEqual(
    readerSettings.parse({ id: 'front', kind: 'raw', raw: { offset: 1, length: 4, as: 'serial' } }).raw,
    {
      offset: 1,
      length: 4,
      lengthIn: 'bytes',
      byteOrder: 'big',
      as: 'serial',
      align: 'right',
      isParityStripped: false,
      noCard: ['zeros'],
      whileHeld: 'once',
    },
  )
})

test('a block of another kind is refused, with the kind that it belongs to', () => {
  assert.equal(
    faults({ kind: 'barcode', keyboard: {} }),
    'keyboard: expected only at a reader of kind "keyboard"; this one is "barcode"',
  )
  assert.equal(faults({ kind: 'auto', keyboard: {}, magstripe: {}, barcode: {}, pcprox: {} }), '')
})

test('a reader that could never read anything is refused', () => {
  assert.equal(
    faults({ kind: 'barcode', window: { prefix: ';' } }),
    'window: expected only at a reader that types; this one is "barcode"',
  )
  assert.equal(faults({ kind: 'keyboard', window: { prefix: ';' } }), '')
  for (const [format, { facilityCode }] of Object.entries(cardLimits)) {
    assert.equal(faults({ format, text: 'facility-card' }) === '', facilityCode !== null, format)
  }
  assert.equal(faults({ text: 'facility-card' }), '')
})

test('a raw reader has a description, and a description makes it raw', () => {
  assert.match(faults({ kind: 'raw' }), /^kind: expected a description of the reports beside it/)
  assert.match(faults({ raw: { offset: 0, length: 4, as: 'bits' } }), /^kind: expected "raw"/)
})

test('a description that contradicts itself is refused', () => {
  const raw = (part: object) => faults({ kind: 'raw', raw: { offset: 0, as: 'bits', ...part } })
  assert.equal(raw({ length: 4, bitLength: 26, mask: '03FFFFFF' }), '')
  assert.equal(raw({ lengthAt: 1, lengthIn: 'bits' }), '')
  assert.match(raw({}), /raw.length: expected either "length" or "lengthAt"/)
  assert.match(raw({ length: 4, lengthAt: 1 }), /and not both/)
  assert.match(raw({ length: 4, lengthIn: 'bits' }), /raw.lengthIn/)
  assert.match(raw({ lengthAt: 1, lengthIn: 'bits', as: 'text' }), /raw.lengthIn/)
  assert.match(raw({ length: 4, mask: 'ff' }), /raw.mask/)
  assert.match(raw({ lengthAt: 1, mask: 'ff' }), /raw.mask/)
  assert.match(raw({ length: 4, mask: 'f' }), /pairs of hex digits/)
  assert.match(raw({ length: 4, bitLength: 33 }), /raw.bitLength/)
  assert.match(raw({ length: 4, bitLength: 26, as: 'text' }), /raw.bitLength/)
})
