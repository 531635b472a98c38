import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type BitFormat, bitFormats, bitLayouts, cardLimits } from '../../core/badge/card-formats.ts'
import { decodeBits, decodeStrippedBits, encodeBits, strippedLength } from '../../core/badge/code-bits.ts'
import { bitsToHex, bitsToPacs, takePacs, takeProxRaw, takeRightAligned } from '../../core/badge/hex-bits.ts'
import vectors from '../fixtures/card-vectors.json' with { type: 'json' }

const anyFormat = fc.constantFrom(...bitFormats)

/** A format and numbers that fit it, its largest and smallest among them. */
const anyCard = anyFormat.chain((format) => {
  const { facilityCode, cardNumber } = cardLimits[format]
  return fc.record({
    format: fc.constant(format),
    facilityCode: facilityCode === null ? fc.constant(null) : upTo(facilityCode),
    cardNumber: upTo(cardNumber),
  })
})

function upTo(max: number) {
  return fc.oneof(
    fc.constantFrom(0, 1, max - 1, max),
    fc.maxSafeNat().map((value) => value % (max + 1)),
  )
}

function encode(format: BitFormat, facilityCode: number | null, cardNumber: number): string {
  const encoded = encodeBits(format, { facilityCode, cardNumber })
  assert.equal(encoded.type, 'encoded')
  return encoded.bits
}

function flip(bits: string, at: number): string {
  return bits.slice(0, at) + (bits[at] === '1' ? '0' : '1') + bits.slice(at + 1)
}

for (const { format, bits, facilityCode, cardNumber, source, ...written } of vectors.bits) {
  test(`${format} ${facilityCode}-${cardNumber} is read from its published bits and encoded to them (${source})`, () => {
    const number = { format, facilityCode, cardNumber, serial: null }
    assert.deepEqual(decodeBits(format as BitFormat, bits), { type: 'decoded', number })
    assert.equal(encode(format as BitFormat, facilityCode, cardNumber), bits)
    if (written.pacs !== undefined) {
      assert.equal(takePacs(written.pacs), bits)
      assert.equal(bitsToPacs(bits), written.pacs)
    }
    if (written.hidRaw !== undefined) assert.equal(takeProxRaw(written.hidRaw, bits.length), bits)
    if (written.rightAlignedHex !== undefined) {
      assert.equal(takeRightAligned(written.rightAlignedHex, bits.length), bits)
      assert.equal(bitsToHex(bits), written.rightAlignedHex)
    }
  })
}

test('every published vector with one bit flipped is refused, with the check that fails in words', () => {
  let refused = 0
  for (const { format, bits } of vectors.bits) {
    for (let at = 0; at < bits.length; at += 1) {
      const decoded = decodeBits(format as BitFormat, flip(bits, at))
      assert.equal(decoded.type, 'failed', `${format} ${bits} with bit ${at + 1} flipped`)
      assert.match(decoded.why, new RegExp(`^Of format ${format} the `))
      assert.match(decoded.why, /parity bit \d+ does not fit|xor of the 4 before it|are not 1111/)
      refused += 1
    }
  }
  assert.ok(refused > 1000)
})

test('what is encoded is decoded to the same, for every format and every number', () => {
  fc.assert(
    fc.property(anyCard, ({ format, facilityCode, cardNumber }) => {
      const bits = encode(format, facilityCode, cardNumber)
      assert.equal(bits.length, bitLayouts[format].length)
      assert.deepEqual(decodeBits(format, bits), {
        type: 'decoded',
        number: { format, facilityCode, cardNumber, serial: null },
      })
    }),
    { numRuns: 1000 },
  )
})

test('every number of H10301 comes back, for each of its facility codes and across its card numbers', () => {
  for (let facilityCode = 0; facilityCode <= 255; facilityCode += 1) {
    for (let cardNumber = facilityCode; cardNumber <= 65_535; cardNumber += 251) {
      const decoded = decodeBits('H10301', encode('H10301', facilityCode, cardNumber))
      assert.deepEqual(decoded.type === 'decoded' && [decoded.number.facilityCode, decoded.number.cardNumber], [
        facilityCode,
        cardNumber,
      ])
    }
  }
})

test('any single bit that flips on the way is refused, in every format', () => {
  fc.assert(
    fc.property(anyCard, fc.nat(), ({ format, facilityCode, cardNumber }, at) => {
      const bits = encode(format, facilityCode, cardNumber)
      assert.equal(decodeBits(format, flip(bits, at % bits.length)).type, 'failed')
    }),
    { numRuns: 1000 },
  )
})

test('bits that are decoded at all encode to the very same bits', () => {
  let decodedCount = 0
  fc.assert(
    fc.property(anyFormat, fc.infiniteStream(fc.constantFrom('0', '1')), (format, stream) => {
      const bits = [...stream.take(bitLayouts[format].length)].join('')
      const decoded = decodeBits(format, bits)
      if (decoded.type !== 'decoded') return
      decodedCount += 1
      assert.equal(encode(format, decoded.number.facilityCode, decoded.number.cardNumber ?? -1), bits)
    }),
    { numRuns: 1000 },
  )
  assert.ok(decodedCount > 50)
})

test('bits without their parity give the same numbers as with it', () => {
  for (const { format, bits, facilityCode, cardNumber } of vectors.stripped) {
    const number = { format, facilityCode, cardNumber, serial: null }
    assert.deepEqual(decodeStrippedBits(format as BitFormat, bits), { type: 'decoded', number })
  }
  fc.assert(
    fc.property(anyCard, ({ format, facilityCode, cardNumber }) => {
      const bits = encode(format, facilityCode, cardNumber)
      const { facility, card } = bitLayouts[format]
      const fields =
        (facility ? bits.slice(facility.first, facility.last + 1) : '') + bits.slice(card.first, card.last + 1)
      assert.equal(fields.length, strippedLength(format))
      assert.deepEqual(decodeStrippedBits(format, fields), decodeBits(format, bits))
    }),
  )
})

test('every bit of a layout belongs to one field or one check', () => {
  for (const format of bitFormats) {
    const { length, facility, card, checks } = bitLayouts[format]
    const owners = new Array<number>(length).fill(0)
    const own = (first: number, last: number) => {
      for (let at = first; at <= last; at += 1) owners[at] = (owners[at] ?? 0) + 1
    }
    if (facility) own(facility.first, facility.last)
    own(card.first, card.last)
    for (const check of checks) {
      if (check.type === 'parity') own(check.at, check.at)
      else own(check.first, check.first + (check.type === 'xor' ? 8 : check.bits.length) - 1)
    }
    assert.deepEqual(owners, new Array(length).fill(1), format)
  }
})

test('a number that does not fit is refused when it is encoded, in words', () => {
  for (const format of bitFormats) {
    const { facilityCode, cardNumber } = cardLimits[format]
    const why = (facility: number | null, card: number | null) => {
      const encoded = encodeBits(format, { facilityCode: facility, cardNumber: card })
      assert.equal(encoded.type, 'refused', `${format} ${facility} ${card}`)
      return encoded.why
    }
    for (const wrong of [cardNumber + 1, -1, 0.5, Number.NaN]) {
      assert.match(
        why(facilityCode, wrong),
        new RegExp(`does not fit format ${format}: it goes from 0 to ${cardNumber}`),
      )
    }
    assert.match(why(facilityCode, null), /needs a card number/)
    if (facilityCode === null) assert.match(why(0, 1), /has no facility code/)
    else {
      assert.match(why(facilityCode + 1, 1), new RegExp(`it goes from 0 to ${facilityCode}`))
      assert.match(why(-1, 1), /does not fit/)
      assert.match(why(null, 1), /needs a facility code/)
    }
  }
})

test('right-aligned hex and PACS bytes give back the bits that they were made of', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('0', '1'), { minLength: 8, maxLength: 64 }), (list) => {
      const bits = list.join('')
      assert.equal(takeRightAligned(bitsToHex(bits), bits.length), bits)
      assert.equal(takePacs(bitsToPacs(bits)), bits)
      assert.equal(takePacs(bitsToPacs(bits).toLowerCase()), bits)
    }),
  )
  assert.equal(takeRightAligned('04000000', 26), null, 'a one stands before the 26 bits')
  assert.equal(takePacs('06BD88EB81'), null, 'the filling is no zeros')
  assert.equal(takePacs('08BD88EB80'), null, 'no byte has eight bits of filling')
  assert.equal(takePacs('06'), null)
  assert.equal(takeProxRaw('1006F623AE', 26), null, 'the header is another')
})
