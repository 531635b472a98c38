import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textToReports } from '../../core/badge/keyboard-report.ts'
import { createReaderDecoder, findReaderKind } from '../../core/reader/reader-decoder.ts'
import { decodeAll, sayPresented, settingsOf } from '../badge/decode-all.ts'
import { descriptorHex, descriptorOf } from '../fixtures/report-descriptors.ts'

const stripe = (...data: number[]) => Uint8Array.from({ length: 230 }, (_, index) => data[index] ?? 0)

test('a reader that is not plugged in here is what station.json tells of it', () => {
  const kind = (reader: object) => findReaderKind(settingsOf(reader))
  assert.equal(kind({}), 'keyboard')
  assert.equal(kind({ kind: 'barcode' }), 'barcode')
  assert.equal(kind({ device: { vendorId: '0C27', productId: '3bfa' } }), 'pcprox')
  assert.equal(kind({ device: { vendorId: '0c2e', productId: '0001', usagePage: '008c' } }), 'barcode')
  assert.equal(kind({ device: { vendorId: 'ffff', productId: '0035' } }), 'keyboard')
  assert.equal(kind({ reportDescriptor: descriptorHex.posMagstripe.replace(/\s/g, '') }), 'magstripe')
})

test('of a reader that is plugged in the device itself tells', () => {
  const facts = { vendorId: 0xffff, productId: 0x35, usages: [{ usagePage: 0x8e, usage: 1 }] }
  const swipe = stripe(4, 0, 2, 0)
  swipe.set([0x34, 0x32], 83)
  const known = createReaderDecoder(settingsOf({}), { ...facts, descriptor: descriptorOf('posMagstripe') })
  assert.deepEqual(decodeAll(known, [swipe]).map(sayPresented), ['42'])
  // Where the system shows no descriptor, the one of station.json takes its place.
  const told = createReaderDecoder(
    settingsOf({ reportDescriptor: descriptorHex.posMagstripe.replace(/\s/g, '') }),
    facts,
  )
  assert.deepEqual(decodeAll(told, [swipe]).map(sayPresented), ['42'])
  const untold = createReaderDecoder(settingsOf({}), facts)
  assert.match(decodeAll(untold, [swipe]).map(sayPresented).join(), /^unreadable: /)
})

test('a descriptor in station.json that is none is told with every card', () => {
  const decoder = createReaderDecoder(settingsOf({ reportDescriptor: 'c0' }), null)
  const [said = ''] = decodeAll(decoder, textToReports('1\n').slice(0, 1)).map(sayPresented)
  assert.match(
    said,
    /"reportDescriptor" in station.json is none. The descriptor ends a collection that it did not begin/,
  )
})
