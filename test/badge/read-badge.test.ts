import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { BadgeReading } from '../../core/badge/badge-number.ts'
import { textToReports } from '../../core/badge/keyboard-report.ts'
import { formatBadge, readBadgeText, readPresented } from '../../core/badge/read-badge.ts'
import {
  type CardFormatSetting,
  cardFormats,
  type ReadingSettings,
  type TextForm,
} from '../../core/contract/reader-settings.ts'
import vectors from '../fixtures/card-vectors.json' with { type: 'json' }
import { numberToDigits, pressAll } from './type-badges.ts'

const em4100 = (cardNumber: number) => ({ format: 'em4100' as const, facilityCode: null, cardNumber, serial: null })

const csn = (serial: string) => ({ format: 'csn' as const, facilityCode: null, cardNumber: null, serial })

/** What a reading gives first. */
function firstOf(reading: BadgeReading) {
  return reading.type === 'read' ? reading.candidates[0] : reading
}

test('ten digits are the low 32 bits of the id on the chip', () => {
  // Published pairs of a 40-bit id and what a reader types for it in the form 8H10D.
  for (const { id, forms } of vectors.em4100) {
    const cardNumber = Number.parseInt(id.slice(2), 16)
    for (const format of ['auto', 'em4100'] as const) {
      assert.deepEqual(firstOf(readBadgeText(forms['8H10D'], format)), em4100(cardNumber))
    }
    assert.equal(formatBadge(em4100(cardNumber)), forms['8H10D'])
  }
})

test('a text that is no number of the reader’s format is unreadable, with the reason in words', () => {
  const bad: [text: string, why: RegExp][] = [
    ['0012345678\t', /none of them/],
    ['+012345678', /none of them/],
    ['0012345.78', /none of them/],
    [' 012345678', /none of them/],
    ['٠٠١٢٣٤٥٦٧٨', /none of them/],
    ['', /none of them/],
    ['123456', /6 digits/],
    ['00012345678', /11 digits/],
    ['65536,9000000', /do(es)? not fit|fit no card format/],
  ]
  for (const [text, why] of bad) {
    for (const format of ['auto', 'em4100'] as const) {
      const reading = readBadgeText(text, format)
      assert.equal(reading.type, 'unreadable', `${format}: ${text}`)
      assert.match(reading.why, why, `${format}: ${text}`)
    }
  }
  const set = (text: TextForm, format: CardFormatSetting = 'auto') => ({ format, text, byteOrder: 'auto' }) as const
  const misset: [string, ReadingSettings, RegExp][] = [
    ['12AB', set('decimal'), /set to type digits/],
    ['12XY', set('hex'), /set to type hex/],
    ['12XY', set('pacs'), /set to type PACS/],
    ['0121', set('bits'), /set to type bits/],
    ['0012345678', set('facility-card'), /set to type a facility code/],
    ['118,65536', set('facility-card', 'H10301'), /do not fit a card of format H10301/],
    ['118,1603', set('facility-card', 'H10302'), /do not fit a card of format H10302/],
    ['16777216', set('decimal', 'H10301'), /less than 2\^24/],
    ['4294967296', set('decimal', 'em4100'), /no greater than 4294967295/],
    ['4294967296', set('decimal', 'csn'), /no greater than 4294967295/],
  ]
  for (const [text, settings, why] of misset) {
    const reading = readPresented({ type: 'text', text }, settings)
    assert.equal(reading.type, 'unreadable', text)
    assert.match(reading.why, why)
  }
})

test('no reason repeats what was typed: it may have been a password', () => {
  for (const format of cardFormats) {
    const reading = readBadgeText('Tr0ub4dor&3', format)
    assert.equal(reading.type, 'unreadable')
    assert.ok(!reading.why.includes('Tr0ub4dor'))
  }
})

test('the smallest and the largest number read, leading zeros kept', () => {
  assert.deepEqual(firstOf(readBadgeText('0000000000', 'auto')), em4100(0))
  assert.deepEqual(firstOf(readBadgeText('4294967295', 'auto')), em4100(0xffff_ffff))
  assert.deepEqual(firstOf(readBadgeText('00000000', 'csn')), csn('00000000'))
  assert.deepEqual(firstOf(readBadgeText('00A1B2C3D4E5F6', 'auto')), csn('00A1B2C3D4E5F6'))
})

test('any card typed by a reader is the same badge again, and prints as it was typed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (cardNumber) => {
      const typed = numberToDigits(cardNumber)
      const [presented] = pressAll(textToReports(`${typed}\n`)).presented
      assert.equal(presented?.type, 'text')
      assert.deepEqual(firstOf(readBadgeText(presented.text, 'auto')), em4100(cardNumber))
      assert.equal(formatBadge(em4100(cardNumber)), typed)
    }),
  )
})

test('any text is read or refused with a reason, never an exception', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...cardFormats), (text, format) => {
      const reading = readBadgeText(text, format)
      if (reading.type === 'read') assert.match(text, /^[0-9A-Fa-f,:/-]+$/)
      else assert.ok(reading.why.length > 0)
    }),
  )
})
