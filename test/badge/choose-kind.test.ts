import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseKind } from '../../core/badge/choose-kind.ts'
import { listStartReports } from '../../core/badge/start-reports.ts'

const keyboard = { usagePage: 0x01, usage: 0x06 }
const scanner = { usagePage: 0x8c, usage: 0x02 }
const stripe = { usagePage: 0x8e, usage: 0x01 }
const vendor = { usagePage: 0xff00, usage: 0x01 }

function choose(vendorId: number, ...usages: { usagePage: number; usage: number }[]): string {
  const chosen = chooseKind({ vendorId, productId: 0x0001, usages })
  return chosen.type === 'chosen' ? chosen.kind : chosen.why
}

test('a device is read by the usages that it names', () => {
  assert.equal(choose(0xffff, keyboard), 'keyboard')
  assert.equal(choose(0xffff, { usagePage: 0x01, usage: 0x07 }), 'keyboard')
  assert.equal(choose(0x0c2e, scanner), 'barcode')
  assert.equal(choose(0xffff, stripe), 'magstripe')
})

test('a scanner that types too is read as a scanner', () => {
  assert.equal(choose(0x0c2e, keyboard, scanner), 'barcode')
})

test('on the vendor page MagTek and ID TECH have stripes, and nobody else is guessed at', () => {
  assert.equal(choose(0x0801, vendor), 'magstripe')
  assert.equal(choose(0x0acd, vendor), 'magstripe')
  assert.match(choose(0xffff, vendor), /not known \(ff00:0001\): give its "kind"/)
})

test('the keyboard models of the same vendors are keyboards', () => {
  assert.equal(choose(0x0801, keyboard), 'keyboard')
  assert.equal(choose(0x0acd, keyboard), 'keyboard')
})

test('a pcProx is polled, though it is a keyboard', () => {
  assert.equal(choose(0x0c27, keyboard), 'pcprox')
})

test('a device that names no usage is not guessed at', () => {
  assert.match(choose(0x1234), /it names no usage/)
})

test('a scanner that waits to be told is told, and no other device', () => {
  assert.deepEqual(listStartReports('barcode', { vendorId: 0x0c2e }), [Uint8Array.from([0xfe, 0x01])])
  assert.deepEqual(listStartReports('keyboard', { vendorId: 0x0c2e }), [])
  assert.deepEqual(listStartReports('barcode', { vendorId: 0x05e0 }), [])
})
