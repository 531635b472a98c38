import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bitFormats, cardLimits } from '../../core/badge/card-formats.ts'
import { encodeBadge } from '../../core/badge/encode-badge.ts'
import { bitsToPacs, hexToBits } from '../../core/badge/hex-bits.ts'
import type { Presented } from '../../core/badge/presented.ts'
import { readPresented } from '../../core/badge/read-badge.ts'
import type { ReadingSettings } from '../../core/contract/reader-settings.ts'
import { giveCard } from '../../core/people/give-card-store.ts'
import { findKnownCards } from '../../core/people/held-card-store.ts'
import { upsertPerson } from '../../core/people/people-store.ts'
import type { CardRecord } from '../../core/people/person.ts'
import vectors from '../fixtures/card-vectors.json' with { type: 'json' }
import { somebody } from './somebody.ts'
import { openTemporaryStore } from './temporary-store.ts'

const nowMs = Date.parse('2026-03-02T08:00:00+01:00')
const none = {
  systemId: null,
  facilityCode: null,
  internalNumber: null,
  externalNumber: null,
  format: null,
  cardType: null,
}
const auto: ReadingSettings = { format: 'auto', text: 'auto', byteOrder: 'auto' }

const text = (typed: string): Presented => ({ type: 'text', text: typed })
const bits = (sent: string, isParityStripped = false): Presented => ({ type: 'bits', bits: sent, isParityStripped })
const serial = (hex: string): Presented => ({ type: 'serial', bytes: Uint8Array.fromHex(hex) })

/** Hex without a letter is taken for decimal, unless the reader is said to type hex. */
const hasLetter = (hex: string): boolean => /[A-F]/.test(hex)

/** A station that knows cards, each held by somebody else, and tells which of them a presentation is. */
function openStationWith(t: Parameters<typeof openTemporaryStore>[0]) {
  const { store, change } = openTemporaryStore(t)
  let people = 0
  return {
    give: (card: Partial<CardRecord>): number =>
      change((db) => {
        people += 1
        return giveCard(db, { ...none, ...card }, upsertPerson(db, somebody(`E${people}`), nowMs), nowMs).cardId
      }),
    find: (presented: Presented, settings: Partial<ReadingSettings> = {}): number[] => {
      const reading = readPresented(presented, { ...auto, ...settings })
      return reading.type === 'unreadable'
        ? []
        : findKnownCards(store.read, reading.candidates, nowMs).map(({ card }) => card.cardId)
    },
  }
}

test('an EM4100 card is one card in every form in which readers type it, whichever of them the roster was written in', (t) => {
  const { give, find } = openStationWith(t)
  for (const { id, forms, ...more } of vectors.em4100) {
    const cardId = give({ internalNumber: Number(forms['8H10D']), format: 'em4100' })
    const presented = [
      ...Object.values(forms).map(text),
      ...(hasLetter(id) ? [id, id.toLowerCase()] : []).map(text),
      serial(id),
      bits(hexToBits(id), true),
      ...(more.frame === undefined ? [] : [bits(hexToBits(more.frame)), text(more.frame)]),
    ]
    for (const each of presented) assert.deepEqual(find(each), [cardId], JSON.stringify(each))
    for (const typed of [id, id.slice(2)]) assert.deepEqual(find(text(typed), { text: 'hex' }), [cardId])
    assert.deepEqual(find(bits(hexToBits(id)), { format: 'em4100' }), [cardId])
    assert.deepEqual(find(bits(hexToBits(id.slice(2))), { format: 'em4100' }), [cardId])
    assert.deepEqual(find(text(id.slice(4)), { format: 'em4100', text: 'hex' }), [cardId])
  }
})

test('a roster without formats that has only the printed “2.4” meets the whole number and all other forms', (t) => {
  const { give, find } = openStationWith(t)
  const cardId = give({ facilityCode: 111, internalNumber: 27_706 })
  for (const typed of [
    '111,27706',
    '111-27706',
    '0040856634',
    '07302202',
    '0004335823930',
    '01026F6C3A',
    '00623,27706',
  ]) {
    assert.deepEqual(find(text(typed)), [cardId], typed)
  }
  assert.deepEqual(find(text('112,27706')), [])
  assert.deepEqual(find(text('0040922170')), [], 'the same lower half below another upper one')
})

test('“2.4” that fits two cards which differ in their top byte alone finds both', (t) => {
  const { give, find } = openStationWith(t)
  const [first, second] = [0x02_6f_6c_3a, 0x03_6f_6c_3a].map((internalNumber) =>
    give({ internalNumber, format: 'em4100' }),
  )
  assert.deepEqual(find(text('111,27706')).sort(), [first, second])
  assert.deepEqual(find(text('0040856634')), [first])
})

test('a serial is one card in hex and decimal, in either byte order, however the roster has it', (t) => {
  for (const { serial: hex, ...forms } of vectors.serials) {
    const reversed = forms.hexReversed ?? hex.match(/../g)?.reverse().join('') ?? ''
    const decimals = [hex, reversed].map((each) => String(Number.parseInt(each, 16)).padStart(10, '0'))
    if (forms.decimal !== undefined) assert.equal(decimals[0], forms.decimal)
    if (forms.decimalReversed !== undefined) assert.equal(decimals[1], forms.decimalReversed)
    const presented = [
      ...[hex, hex.toLowerCase(), reversed, ...decimals].map(text),
      serial(hex),
      serial(reversed),
      bits(hexToBits(hex), true),
    ]
    const stored: Partial<CardRecord>[] = [
      { externalNumber: hex, format: 'csn' },
      { externalNumber: reversed, format: 'csn' },
      { internalNumber: Number(decimals[0]), format: 'csn' },
      { internalNumber: Number(decimals[1]), format: 'csn' },
      { externalNumber: hex, internalNumber: 7, facilityCode: 3, format: 'H10301' },
    ]
    for (const card of stored) {
      const { give, find } = openStationWith(t)
      const cardId = give(card)
      for (const each of presented)
        assert.deepEqual(find(each), [cardId], `${JSON.stringify(card)} ${JSON.stringify(each)}`)
    }
  }
})

test('a serial of seven or ten bytes is one card in either byte order, unless the reader’s order is set', (t) => {
  const { give, find } = openStationWith(t)
  for (const hex of ['04A1B2C3D4E5F6', '0123456789ABCDEF0123', 'E0040150A1B2C3D4']) {
    const reversed = hex.match(/../g)?.reverse().join('') ?? ''
    const cardId = give({ externalNumber: hex, format: 'csn' })
    for (const each of [text(hex), text(reversed), serial(hex), serial(reversed)])
      assert.deepEqual(find(each), [cardId])
    assert.deepEqual(find(text(hex), { byteOrder: 'as-sent' }), [cardId])
    assert.deepEqual(find(text(reversed), { byteOrder: 'as-sent' }), [])
    assert.deepEqual(find(text(reversed), { byteOrder: 'reversed' }), [cardId])
    assert.deepEqual(find(serial(hex), { byteOrder: 'reversed' }), [])
  }
})

test('a card with parity is one card as bits, hex, PACS bytes, without parity, and as facility code and number', (t) => {
  fc.assert(
    fc.property(
      fc.constantFrom(...bitFormats),
      fc.maxSafeNat(),
      fc.maxSafeNat(),
      fc.boolean(),
      (format, one, other, isNamed) => {
        const { give, find } = openStationWith(t)
        const limits = cardLimits[format]
        const facilityCode = limits.facilityCode === null ? null : one % (limits.facilityCode + 1)
        const cardNumber = other % (limits.cardNumber + 1)
        const encoded = encodeBadge(format, { facilityCode, cardNumber, serial: null })
        assert.equal(encoded.type, 'encoded')
        const cardId = give({ facilityCode, internalNumber: cardNumber, format: isNamed ? format : null })
        const set = { format } as const
        assert.deepEqual(find(bits(encoded.bits), set), [cardId])
        assert.deepEqual(find(text(encoded.bits), set), [cardId])
        assert.deepEqual(find(text(encoded.hex), { ...set, text: 'hex' }), [cardId])
        assert.deepEqual(find(text(bitsToPacs(encoded.bits)), { ...set, text: 'pacs' }), [cardId])
        const typed = encoded.text['facility,card'] ?? encoded.text.card ?? ''
        assert.deepEqual(find(text(typed), set), [cardId])
        assert.deepEqual(find(text(String(cardNumber)), set), [cardId], 'the number that is printed on most cards')
        assert.ok(find(bits(encoded.bits)).includes(cardId), 'nor has the format to be set for bits')
      },
    ),
    { numRuns: 60 },
  )
})

test('a number that can be read in several ways is the card that is known, and both where two are', (t) => {
  const { give, find } = openStationWith(t)
  // 37 bits are H10302 or H10304: 118-1603 and 61869635 are the same bits.
  const encoded = encodeBadge('H10304', { facilityCode: 118, cardNumber: 1603, serial: null })
  assert.equal(encoded.type, 'encoded')
  const withFacility = give({ facilityCode: 118, internalNumber: 1603, format: 'H10304' })
  assert.deepEqual(find(bits(encoded.bits)), [withFacility])
  const without = give({ internalNumber: 118 * 2 ** 19 + 1603, format: 'H10302' })
  assert.deepEqual(find(bits(encoded.bits)).sort(), [withFacility, without])
  assert.deepEqual(find(bits(encoded.bits), { format: 'H10302' }), [without])
})

test('a card whose format nobody has said is not met by an unlikely reading of another number', (t) => {
  const { give, find } = openStationWith(t)
  const numbered = give({ internalNumber: 257 })
  assert.deepEqual(find(text('0000000257')), [numbered])
  assert.deepEqual(find(text('0000000101')), [], 'which would be 257 in hex')
  give({ internalNumber: 256 })
  assert.deepEqual(find(text('0000065536')), [], 'which would be 256 with its bytes reversed')
})

test('two cards of one format are never taken for each other, in whatever form the second is presented', (t) => {
  const { give, find } = openStationWith(t)
  const known = give({ facilityCode: 118, internalNumber: 1603, format: 'H10301' })
  fc.assert(
    fc.property(fc.nat(255), fc.nat(65_535), (facilityCode, cardNumber) => {
      const encoded = encodeBadge('H10301', { facilityCode, cardNumber, serial: null })
      assert.equal(encoded.type, 'encoded')
      const expected = facilityCode === 118 && cardNumber === 1603 ? [known] : []
      for (const each of [
        bits(encoded.bits),
        text(encoded.hex),
        text(encoded.pacs ?? ''),
        text(encoded.text.printed ?? ''),
      ]) {
        assert.deepEqual(find(each), expected)
      }
    }),
    {
      examples: [
        [118, 1603],
        [118, 1604],
        [117, 1603],
      ],
    },
  )
})
