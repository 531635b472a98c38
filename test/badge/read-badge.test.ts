import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { textToReports } from '../../core/badge/keyboard-report.ts'
import { formatBadge, readBadgeText } from '../../core/badge/read-badge.ts'
import { cardFormats } from '../../core/contract/reader-settings.ts'
import { numberToDigits, pressAll } from './type-badges.ts'

const em4100 = (cardNumber: number) => ({ format: 'em4100' as const, facilityCode: null, cardNumber, serial: null })

test('ten digits are the low 32 bits of the id on the chip', () => {
  // Published pairs of a 40-bit id and what a reader types for it in the form 8H10D.
  const published: [id: string, typed: string][] = [
    ['01026F6C3A', '0040856634'],
    ['0102B0A5FD', '0045131261'],
    ['06001259E3', '0001202659'],
    ['12C6824E32', '3330428466'],
    ['0F0368568B', '0057169547'],
    ['5800856402', '0008741890'],
  ]
  for (const [id, typed] of published) {
    const cardNumber = Number.parseInt(id.slice(2), 16)
    for (const format of cardFormats) {
      assert.deepEqual(readBadgeText(typed, format), { type: 'read', candidates: [em4100(cardNumber)] })
    }
    assert.equal(formatBadge(em4100(cardNumber)), typed)
  }
})

test('a number with letters, of another length or beyond 32 bits is unreadable, with the reason in words', () => {
  const bad: [text: string, why: RegExp][] = [
    ['00123A5678', /digits only/],
    ['0012345678\t', /digits only/],
    ['+012345678', /digits only/],
    ['0012345.78', /digits only/],
    [' 012345678', /digits only/],
    ['٠٠١٢٣٤٥٦٧٨', /digits only/],
    ['12345678', /10 digits, not 8/],
    ['00012345678', /10 digits, not 11/],
    ['', /10 digits, not 0/],
    ['4294967296', /no greater than 4294967295/],
    ['9999999999', /no greater than/],
  ]
  for (const [text, why] of bad) {
    for (const format of cardFormats) {
      const reading = readBadgeText(text, format)
      assert.equal(reading.type, 'unreadable', text)
      assert.match(reading.why, why)
    }
  }
})

test('the smallest and the largest number read', () => {
  assert.deepEqual(readBadgeText('0000000000', 'auto'), { type: 'read', candidates: [em4100(0)] })
  assert.deepEqual(readBadgeText('4294967295', 'auto'), { type: 'read', candidates: [em4100(0xffff_ffff)] })
})

test('any card typed by a reader is the same badge again, and prints as it was typed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (cardNumber) => {
      const typed = numberToDigits(cardNumber)
      const [presented] = pressAll(textToReports(`${typed}\n`)).presented
      assert.equal(presented?.type, 'text')
      assert.deepEqual(readBadgeText(presented.text, 'auto'), { type: 'read', candidates: [em4100(cardNumber)] })
      assert.equal(formatBadge(em4100(cardNumber)), typed)
    }),
  )
})

test('any text is read or refused with a reason, never an exception', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...cardFormats), (text, format) => {
      const reading = readBadgeText(text, format)
      if (reading.type === 'read') assert.match(text, /^[0-9]{10}$/)
      else assert.ok(reading.why.length > 0)
    }),
  )
})
