import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { BadgeNumber, BadgeReading } from '../../core/badge/badge-number.ts'
import { bitFormats, bitLayouts, cardLimits, isBitFormat } from '../../core/badge/card-formats.ts'
import { encodeBits } from '../../core/badge/code-bits.ts'
import { encodeBadge } from '../../core/badge/encode-badge.ts'
import { bitsToHex, bitsToPacs, hexToBits } from '../../core/badge/hex-bits.ts'
import type { Presented } from '../../core/badge/presented.ts'
import { formatBadge, readPresented } from '../../core/badge/read-badge.ts'
import { cardFormatNames } from '../../core/contract/card-format-names.ts'
import { byteOrders, cardFormats, type ReadingSettings, textForms } from '../../core/contract/reader-settings.ts'
import vectors from '../fixtures/card-vectors.json' with { type: 'json' }

const auto: ReadingSettings = { format: 'auto', text: 'auto', byteOrder: 'auto' }

function read(presented: Presented, settings: Partial<ReadingSettings> = {}): BadgeReading {
  return readPresented(presented, { ...auto, ...settings })
}

function candidates(reading: BadgeReading): BadgeNumber[] {
  return reading.type === 'read' ? reading.candidates : []
}

const bits = (sent: string, isParityStripped = false): Presented => ({ type: 'bits', bits: sent, isParityStripped })
const text = (typed: string): Presented => ({ type: 'text', text: typed })

const anySettings: fc.Arbitrary<ReadingSettings> = fc.record({
  format: fc.constantFrom(...cardFormats),
  text: fc.constantFrom(...textForms),
  byteOrder: fc.constantFrom(...byteOrders),
})

test('auto narrows bits by their length and parity: 26 are H10301 alone, 37 leave two formats', () => {
  for (const { format, bits: sent, facilityCode, cardNumber } of vectors.bits) {
    const reading = read(bits(sent))
    assert.equal(reading.type, 'read')
    assert.equal(reading.parity, 'ok')
    const number = { format, facilityCode, cardNumber, serial: null }
    assert.ok(reading.candidates.some((each) => JSON.stringify(each) === JSON.stringify(number)))
    const formats = reading.candidates.map((each) => each.format)
    if (sent.length === 26) assert.deepEqual(formats, ['H10301'])
    if (sent.length === 37) assert.deepEqual(formats, ['H10302', 'H10304'])
    if (sent.length === 34) assert.deepEqual([...new Set(formats)], ['H10306', 'em4100', 'csn'])
  }
})

test('a flipped bit makes bits unreadable also where the format is not set, and names the formats that it might be', () => {
  for (const { bits: sent } of vectors.bits) {
    for (let at = 0; at < sent.length; at += 1) {
      const flipped = sent.slice(0, at) + (sent[at] === '1' ? '0' : '1') + sent.slice(at + 1)
      const reading = read(bits(flipped))
      assert.equal(reading.type, 'unreadable', flipped)
      assert.deepEqual(
        reading.failed,
        bitFormats.filter((format) => bitLayouts[format].length === sent.length),
      )
      for (const format of reading.failed) assert.match(reading.why, new RegExp(format))
    }
  }
})

test('no candidate is ever given whose parity fails, whatever the bits and however they are written', () => {
  let given = 0
  const anyBits = fc
    .constantFrom(...bitFormats)
    .chain((format) =>
      fc.array(fc.constantFrom('0', '1'), {
        minLength: bitLayouts[format].length,
        maxLength: bitLayouts[format].length,
      }),
    )
    .map((list) => list.join(''))
  fc.assert(
    fc.property(anyBits, anySettings, (sent, { format }) => {
      const presented = [bits(sent), text(sent), text(bitsToHex(sent)), text(bitsToPacs(sent))]
      for (const each of presented) {
        for (const number of candidates(read(each, { format }))) {
          if (!isBitFormat(number.format) || (each.type === 'text' && /^[0-9]+$/.test(each.text) && each.text !== sent))
            continue
          given += 1
          const encoded = encodeBits(number.format, number)
          assert.equal(encoded.type, 'encoded')
          const written = [encoded.bits, bitsToHex(encoded.bits), bitsToPacs(encoded.bits)]
          const seen = each.type === 'text' ? each.text : sent
          assert.ok(
            written.some((form) => form === seen || form.replace(/^0/, '') === seen),
            `${seen} as ${formatBadge(number)}`,
          )
        }
      }
    }),
    { numRuns: 500 },
  )
  assert.ok(given > 100)
})

test('the hex of HID readers: right-aligned with parity, and PACS bytes', () => {
  for (const { bits: sent, ...written } of vectors.bits) {
    const [expected] = candidates(read(bits(sent)))
    for (const typed of [written.rightAlignedHex, written.pacs]) {
      if (typed === undefined) continue
      const meant = candidates(read(text(typed)))
      const isDecimalToo = /^[0-9]+$/.test(typed)
      assert.deepEqual(isDecimalToo ? meant.at(-1) : meant[0], expected, typed)
      assert.equal(meant[0]?.format === 'em4100', isDecimalToo, 'digits are decimal in the first place')
    }
    if (written.pacs !== undefined)
      assert.deepEqual(candidates(read(text(written.pacs), { text: 'pacs' }))[0], expected)
  }
})

test('cards of formats that are not ours are refused, or at most some other number that no parity speaks for', () => {
  for (const { text: typed, format, what } of vectors.otherFormats) {
    const reading = read(text(typed), { format: format as ReadingSettings['format'] })
    if (format !== 'auto') assert.ok(reading.type === 'unreadable' && reading.failed.length === 1, what)
    else assert.ok(reading.type === 'unreadable' || reading.parity === 'none', what)
  }
})

test('bits without parity are read by their number alone, and said to be unchecked', () => {
  const stripped = read(bits('011101100000011001000011', true))
  assert.deepEqual(stripped, {
    type: 'read',
    candidates: [{ format: 'H10301', facilityCode: 118, cardNumber: 1603, serial: null }],
    parity: 'none',
  })
  const formats = candidates(read(bits(`${'0'.repeat(30)}11`, true))).map(({ format }) => format)
  assert.deepEqual(formats, ['H10306', 'C1k35s', 'em4100', 'csn', 'csn'], '32 bits may be two formats, or four bytes')
  assert.equal(read(bits('0101', true)).type, 'unreadable')
})

test('a card is the same from a reader that sends its bytes as bits, as bytes or as hex, whatever is set of neither', () => {
  const bytesOf = (hex: string) => ({ type: 'serial' as const, bytes: Uint8Array.fromHex(hex) })
  for (const hex of ['026F6C3A', '04A1B2C3D4E5F6', '04A1B2C3D4E5F6010203']) {
    const byText = candidates(read(text(hex)))
    const ofSame = (numbers: readonly BadgeNumber[]) => numbers.map((number) => JSON.stringify(number)).sort()
    assert.deepEqual(ofSame(candidates(read(bits(hexToBits(hex))))), ofSame(byText), hex)
    assert.deepEqual(ofSame(candidates(read(bytesOf(hex)))), ofSame(byText), hex)
  }
  // Of this length there is a format with parity, and it does not fit.
  assert.deepEqual(read(bits(hexToBits('01026F6C3A'))).type, 'unreadable')
})

test('an EM4100 frame is read by its 64 bits, and refused with any one of them flipped', () => {
  for (const { id, frame } of vectors.em4100) {
    if (frame === undefined) continue
    const sent = hexToBits(frame)
    const [number] = candidates(read(bits(sent)))
    assert.equal(number?.serial, id)
    for (let at = 0; at < 64; at += 1) {
      const flipped = sent.slice(0, at) + (sent[at] === '1' ? '0' : '1') + sent.slice(at + 1)
      assert.equal(read(bits(flipped), { format: 'em4100' }).type, 'unreadable')
    }
  }
})

test('two numbers joined in one are told apart where the reader’s format is set', () => {
  for (const { facilityCode, cardNumber, joined } of vectors.joined) {
    const number = { format: 'H10301', facilityCode, cardNumber, serial: null }
    assert.deepEqual(candidates(read(text(String(joined)), { format: 'H10301' })), [number])
  }
})

test('printed numbers of cards that are sold are what their sellers say', () => {
  for (const { text: typed, source, ...expected } of vectors.em4100Printed) {
    const [number] = candidates(read(text(typed)))
    if (expected.id !== undefined) assert.equal(number?.serial, expected.id, source)
    if (expected.pair !== undefined) {
      const encoded = encodeBadge('em4100', {
        facilityCode: null,
        cardNumber: number?.cardNumber ?? null,
        serial: null,
      })
      assert.equal(encoded.type === 'encoded' && encoded.text['2.4D'], expected.pair, source)
    }
  }
})

test('whatever is encoded is decoded again from its bits, its hex and every text, for every format', () => {
  const anyNumber = fc.constantFrom(...cardFormatNames).chain((format): fc.Arbitrary<BadgeNumber> => {
    const hexOf = (bytes: number) =>
      fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((value) => value.toHex().toUpperCase())
    if (format === 'csn') {
      const serial = fc.constantFrom(4, 7, 8, 10).chain(hexOf)
      return serial.map((hex) => ({ format, facilityCode: null, cardNumber: null, serial: hex }))
    }
    const { facilityCode, cardNumber } = cardLimits[format]
    const number = fc.maxSafeNat().map((value) => value % (cardNumber + 1))
    if (format === 'em4100') {
      const low = fc.record({ facilityCode: fc.nat(255), cardNumber: fc.nat(65_535) })
      return fc.oneof(
        number.map((value) => ({ format, facilityCode: null, cardNumber: value, serial: null })),
        low.map((parts) => ({ format, ...parts, serial: null })),
        hexOf(5).map((hex) => ({
          format,
          facilityCode: null,
          cardNumber: Number.parseInt(hex.slice(2), 16),
          serial: hex,
        })),
      )
    }
    return fc.record({
      format: fc.constant(format),
      facilityCode:
        facilityCode === null ? fc.constant(null) : fc.maxSafeNat().map((value) => value % (facilityCode + 1)),
      cardNumber: number,
      serial: fc.constant(null),
    })
  })
  fc.assert(
    fc.property(anyNumber, (made) => {
      const number = { ...made }
      const { format } = number
      const isId = format === 'em4100' && number.serial !== null
      const encoded = encodeBadge(format, isId ? { ...number, cardNumber: null } : number)
      assert.equal(encoded.type, 'encoded')
      assert.deepEqual(encoded.number, number)
      const byteOrder = 'as-sent'
      assert.deepEqual(candidates(read(bits(encoded.bits), { format, byteOrder }))[0], number)
      assert.deepEqual(candidates(read(text(encoded.hex), { format, byteOrder, text: 'hex' }))[0], number)
      if (encoded.pacs !== null)
        assert.deepEqual(candidates(read(text(encoded.pacs), { format, text: 'pacs' }))[0], number)
      const printed = formatBadge(number)
      const [reread] = candidates(read(text(printed), { format, byteOrder, text: format === 'csn' ? 'hex' : 'auto' }))
      // What is printed of an EM4100 id leaves its top byte out.
      assert.deepEqual(reread, isId ? { ...number, serial: null } : number)
    }),
    { numRuns: 1000 },
  )
})

test('whatever is presented under whatever settings is read or refused in words, never an exception', () => {
  const anyPresented: fc.Arbitrary<Presented> = fc.oneof(
    fc.string({ unit: 'binary' }).map(text),
    fc.stringMatching(/^[0-9A-Fa-f,:/-]{0,70}$/).map(text),
    fc.record({
      type: fc.constant('bits' as const),
      bits: fc.stringMatching(/^[01]{0,130}$/),
      isParityStripped: fc.boolean(),
    }),
    fc.uint8Array({ maxLength: 12 }).map((bytes) => ({ type: 'serial' as const, bytes })),
  )
  fc.assert(
    fc.property(anyPresented, anySettings, (presented, settings) => {
      const reading = readPresented(presented, settings)
      if (reading.type === 'unreadable') return assert.match(reading.why, /\.$/)
      for (const number of reading.candidates) {
        if (settings.format !== 'auto') assert.equal(number.format, settings.format)
        const limits = cardLimits[number.format]
        assert.ok(
          (number.facilityCode ?? 0) <= (limits.facilityCode ?? 0) && (number.cardNumber ?? 0) <= limits.cardNumber,
        )
        assert.ok(number.cardNumber !== null || number.serial !== null)
      }
    }),
    { numRuns: 2000 },
  )
})
