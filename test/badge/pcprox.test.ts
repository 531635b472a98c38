import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createDecoder } from '../../core/badge/create-decoder.ts'
import { createPcproxProtocol } from '../../core/badge/pcprox.ts'
import type { Presented } from '../../core/badge/presented.ts'
import { decodeAll, settingsOf } from './decode-all.ts'

type Card = { data: number[]; bitCount: number }

/** Facility 123, card 12345 (derived from micolous/pcprox, “protocol.md”: little-endian, parity taken away). */
const card: Card = { data: [0x39, 0x30, 0x7b], bitCount: 24 }
const other: Card = { data: [0x3a, 0x30, 0x7b], bitCount: 24 }
const bitsOfCard = '011110110011000000111001'

/** A reader with a card in its field, or none: answers 8F with data, and 8E with a length after that alone. */
function emulate({ hasLeadingId = true } = {}) {
  let field: Card | null = null
  let info = 0
  return {
    hold: (next: Card | null) => {
      field = next
    },
    answer: (report: Uint8Array): Uint8Array => {
      const body = new Uint8Array(8)
      if (report[1] === 0x8f) {
        body.set(field?.data ?? [])
        info = field?.bitCount ?? 0
      } else if (report[1] === 0x8e) {
        body.set([info, info])
        info = 0
      }
      return hasLeadingId ? Uint8Array.from([0, ...body]) : body
    },
  }
}

/** Polls once: as many questions as the protocol wants at once. */
function poll(protocol: ReturnType<typeof createPcproxProtocol>, reader: ReturnType<typeof emulate>) {
  const presented: Presented[] = []
  for (let questions = 1; questions <= 4; questions += 1) {
    const step = protocol.takeAnswer(reader.answer(protocol.nextFeatureReport()))
    if (step.presented !== null) presented.push(step.presented)
    if (!step.isMore) return presented
  }
  return assert.fail('the exchange does not end')
}

const open = (isParityStripped = true) => createPcproxProtocol({ isParityStripped })
const bits = (text: string, isParityStripped = true) => ({ type: 'bits', bits: text, isParityStripped })

test('card data are asked for before card info, in reports of nine bytes', () => {
  const protocol = open()
  assert.deepEqual(Array.from(protocol.nextFeatureReport()), [0, 0x8f, 0, 0, 0, 0, 0, 0, 0])
  assert.deepEqual(protocol.nextFeatureReport(), protocol.nextFeatureReport())
  protocol.takeAnswer(Uint8Array.from([0x39, 0x30, 0x7b, 0, 0, 0, 0, 0]))
  assert.deepEqual(Array.from(protocol.nextFeatureReport()), [0, 0x8e, 0, 0, 0, 0, 0, 0, 0])
  protocol.takeAnswer(Uint8Array.from([0x18, 0x18, 0, 0, 0, 0, 0, 0]))
  assert.equal(protocol.nextFeatureReport()[1], 0x8f)
})

test('a card gives its bits, from answers with and without a leading zero', () => {
  for (const hasLeadingId of [true, false]) {
    const reader = emulate({ hasLeadingId })
    reader.hold(card)
    assert.deepEqual(poll(open(), reader), [bits(bitsOfCard)])
    assert.deepEqual(poll(open(false), reader), [bits(bitsOfCard, false)])
  }
})

test('a card that stays is presented once, and again when it comes back', () => {
  const reader = emulate()
  const protocol = open()
  const seen = [null, card, card, card, null, null, card, other, other, card].map((each) => {
    reader.hold(each)
    return poll(protocol, reader).length
  })
  assert.deepEqual(seen, [0, 1, 0, 0, 0, 0, 1, 1, 0, 1])
})

test('a card whose length does not fit its data is told once, and not guessed at', () => {
  for (const bitCount of [22, 8, 65, 255]) {
    const reader = emulate()
    const protocol = open()
    reader.hold({ data: card.data, bitCount })
    const [first] = poll(protocol, reader)
    assert.equal(first?.type, 'unreadable', String(bitCount))
    assert.deepEqual(poll(protocol, reader), [])
  }
})

test('a card of 64 bits, and one whose highest bits are zero, keep their length', () => {
  const reader = emulate()
  reader.hold({ data: [1, 0, 0, 0, 0, 0, 0, 0x80], bitCount: 64 })
  assert.deepEqual(poll(open(), reader), [bits(`1${'0'.repeat(62)}1`)])
  reader.hold({ data: [1], bitCount: 35 })
  assert.deepEqual(poll(open(), reader), [bits('1'.padStart(35, '0'))])
})

test('three failures in a row are a lost reader, and an answer in between starts the count anew', () => {
  const protocol = open()
  const nothing = new Uint8Array(9)
  const steps = [
    protocol.takeFailure(),
    protocol.takeAnswer(new Uint8Array(3)),
    protocol.takeAnswer(nothing),
    protocol.takeFailure(),
    protocol.takeAnswer(Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9])),
    protocol.takeFailure(),
  ]
  assert.deepEqual(
    steps.map(({ isLost }) => isLost),
    [false, false, false, false, false, true],
  )
})

test('a failure between the two questions gives no card, and a held one stays held over it', () => {
  const reader = emulate()
  const protocol = open()
  reader.hold(card)
  protocol.takeAnswer(reader.answer(protocol.nextFeatureReport()))
  protocol.takeFailure()
  assert.equal(poll(protocol, reader).length, 1)
  protocol.takeFailure()
  assert.equal(poll(protocol, reader).length, 0)
  protocol.reset()
  assert.equal(poll(protocol, reader).length, 1)
})

test('a card that goes between the two questions is none', () => {
  const reader = emulate()
  const protocol = open()
  reader.hold(card)
  protocol.takeAnswer(reader.answer(protocol.nextFeatureReport()))
  assert.equal(protocol.takeAnswer(new Uint8Array(9)).presented, null)
})

test('recorded answers are replayed as they came', () => {
  const reader = emulate()
  reader.hold(card)
  const answers = [0x8f, 0x8e, 0x8f, 0x8e].map((command) => reader.answer(Uint8Array.from([0, command])))
  const decoder = createDecoder('pcprox', settingsOf({ kind: 'pcprox' }))
  assert.equal(decoder.isAtRest(), true)
  assert.deepEqual(decodeAll(decoder, answers), [bits(bitsOfCard)])
  assert.equal(decoder.isAtRest(), false)
  assert.deepEqual(decodeAll(decoder, [null, ...answers]), [bits(bitsOfCard)])
})

const anyCard = fc
  .integer({ min: 1, max: 64 })
  .chain((bitCount) => fc.bigInt({ min: 1n, max: 2n ** BigInt(bitCount) - 1n }).map((value) => ({ bitCount, value })))

test('any card comes out as the bits that it has', () => {
  fc.assert(
    fc.property(anyCard, ({ bitCount, value }) => {
      const reader = emulate()
      reader.hold({
        data: Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn)),
        bitCount,
      })
      assert.deepEqual(poll(open(), reader), [bits(value.toString(2).padStart(bitCount, '0'))])
    }),
  )
})

test('any answers in any order are taken, and a card is presented only after its data and its length', () => {
  const anyAnswer = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc.uint8Array({ minLength: 8, maxLength: 8 }),
    fc.constant(new Uint8Array(8)),
    fc.constant(Uint8Array.from([0x39, 0x30, 0x7b, 0, 0, 0, 0, 0])),
    fc.constant(Uint8Array.from([0x18, 0x18, 0, 0, 0, 0, 0, 0])),
  )
  fc.assert(
    fc.property(fc.array(anyAnswer, { maxLength: 40 }), (answers) => {
      const protocol = open()
      for (const answer of answers) {
        const isInfo = protocol.nextFeatureReport()[1] === 0x8e
        const { presented, isMore } = protocol.takeAnswer(answer)
        assert.ok(presented === null || (isInfo && !isMore))
      }
    }),
  )
})
