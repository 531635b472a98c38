import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createDecoder } from '../../core/badge/create-decoder.ts'
import { textToReportsOf } from '../../core/badge/text-reports.ts'
import { type descriptorHex, descriptorOf } from '../fixtures/report-descriptors.ts'
import { decodeAll, sayPresented, settingsOf } from './decode-all.ts'

type Swipe = {
  tracks?: [string, string, string]
  status?: [number, number, number]
  lengths?: [number, number, number]
}

const tracks: [string, string, string] = ['%B0012345678^SOMEBODY?', ';0012345678=99121?', ';999=0012345678?']

function toBytes(text: string): number[] {
  return Array.from(text, (each) => each.charCodeAt(0))
}

/** MagTek, “USB HID Swipe Reader Technical Reference Manual”, “Card data”. */
function magtek(swipe: Swipe = {}, size = 337): Uint8Array {
  const texts = swipe.tracks ?? tracks
  const report = new Uint8Array(size)
  report.set(swipe.status ?? [0, 0, 0])
  report.set(swipe.lengths ?? texts.map((text) => text.length), 3)
  for (const [index, text] of texts.entries()) report.set(toBytes(text), 7 + 110 * index)
  return report
}

/** ID TECH, “MiniMag quick start”: the same head, the total length, then all tracks. */
function idTech(swipe: Swipe = {}, total?: number): Uint8Array {
  const texts = swipe.tracks ?? tracks
  const report = new Uint8Array(509)
  report.set(swipe.status ?? [0, 0, 0])
  report.set(swipe.lengths ?? texts.map((text) => text.length), 3)
  const all = total ?? texts.join('').length
  report.set([all & 0xff, all >> 8, ...toBytes(texts.join(''))], 7)
  return report
}

function decode(report: Uint8Array, track?: number, descriptor?: keyof typeof descriptorHex): string {
  const settings = settingsOf({ kind: 'magstripe', ...(track && { magstripe: { track } }) })
  const facts = descriptor && { vendorId: 0, productId: 0, usages: [], descriptor: descriptorOf(descriptor) }
  return decodeAll(createDecoder('magstripe', settings, facts ?? null), [report])
    .map(sayPresented)
    .join('|')
}

test('a swipe in MagTek’s layout gives the second track without its sentinels, or the one that is configured', () => {
  assert.equal(decode(magtek()), '0012345678=99121')
  assert.equal(decode(magtek(), 1), 'B0012345678^SOMEBODY')
  assert.equal(decode(magtek(), 3), '999=0012345678')
  assert.equal(decode(magtek({}, 338)), '0012345678=99121', 'with a card status at the end (MagTek, “P-Series USB”)')
  assert.equal(decode(magtek(), 2, 'magtek'), '0012345678=99121')
})

test('a swipe in ID TECH’s layout gives the same', () => {
  assert.equal(decode(idTech()), '0012345678=99121')
  assert.equal(decode(idTech(), 1), 'B0012345678^SOMEBODY')
  assert.equal(decode(idTech(), 3), '999=0012345678')
})

test('a reader that leaves the sentinels away is read as it is, one that lost one of them is not', () => {
  const swipe = (second: string) => decode(magtek({ tracks: ['', second, ''] }))
  assert.equal(swipe('0012345678'), '0012345678')
  assert.equal(swipe(';0012345678'), 'unreadable: Track 2 of the card was read in part; swipe it again.')
  assert.equal(swipe('0012345678?'), 'unreadable: Track 2 of the card was read in part; swipe it again.')
  assert.equal(swipe('?'), 'unreadable: Track 2 of the card was read in part; swipe it again.')
  assert.equal(swipe(';?'), 'unreadable: The card has nothing on track 2.')
  assert.match(swipe('00\u000712'), /no characters/)
})

test('a track that could not be made out is told, also though another one was, and an empty one', () => {
  assert.equal(decode(magtek({ status: [1, 0, 1] })), '0012345678=99121')
  assert.equal(
    decode(magtek({ status: [0, 1, 0] })),
    'unreadable: Track 2 of the card could not be made out; swipe it again.',
  )
  assert.equal(decode(magtek({ tracks: ['', '', ''] })), 'unreadable: The card has nothing on track 2.')
  assert.match(decode(idTech({ status: [0, 1, 0] })), /could not be made out/)
})

test('lengths that do not fit their report are refused', () => {
  const longer = /tracks are longer than the report/
  assert.match(decode(magtek({ lengths: [0, 111, 0] })), longer)
  assert.match(decode(idTech({}, 100)), longer)
  assert.match(decode(idTech({ lengths: [255, 255, 255] }, 765)), longer)
})

test('readers that encrypt are refused in words', () => {
  const data = toBytes(';0012345678?')
  const enhanced = new Uint8Array(509)
  const xor = data.reduce((all, byte) => all ^ byte, 0)
  const sum = data.reduce((all, byte) => (all + byte) & 0xff, 0)
  enhanced.set([0x02, data.length, 0, ...data, xor, sum, 0x03])
  // MagTek’s have tracks of 112 bytes, and more behind them.
  for (const report of [enhanced, new Uint8Array(344), new Uint8Array(843)]) {
    assert.match(decode(report), /^unreadable: The reader sends its data encrypted/)
  }
  assert.match(decode(new Uint8Array(344), 2, 'magtekEncrypted'), /^unreadable: The reader sends its data encrypted/)
  assert.match(decode(new Uint8Array(64)), /a report of 64 bytes, which no magnetic stripe layout has/)
})

test('a reader on the page for stripes is read as its descriptor says', () => {
  const report = new Uint8Array(1 + 3 + 79 + 40 + 107)
  report.set([4, ...tracks.map((text) => text.length)])
  report.set(toBytes(tracks[0]), 4)
  report.set(toBytes(tracks[1]), 83)
  report.set(toBytes(tracks[2]), 123)
  assert.equal(decode(report, 1, 'posMagstripe'), 'B0012345678^SOMEBODY')
  assert.equal(decode(report, 2, 'posMagstripe'), '0012345678=99121')
  assert.equal(decode(report, 3, 'posMagstripe'), '999=0012345678')
  assert.equal(decode(Uint8Array.from([9, 1]), 2, 'posMagstripe'), '', 'another report of the device')
  assert.match(decode(report.subarray(1), 2, 'posMagstripe'), /^$/)
  report[2] = 41
  assert.match(decode(report, 2, 'posMagstripe'), /tracks are longer/)

  const one = new Uint8Array(3 + 226)
  one.set([...tracks.map((text) => text.length), ...toBytes(tracks.join(''))])
  assert.equal(decode(one, 3, 'posMagstripeOneBuffer'), '999=0012345678')
  assert.match(decode(new Uint8Array(20), 3, 'posMagstripeOneBuffer'), /which its descriptor does not have/)
})

test('a text that a replay names stands on the configured track', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), fc.stringMatching(/^[0-9=]{1,100}$/), (track, number) => {
      const settings = settingsOf({ kind: 'magstripe', magstripe: { track } })
      const sent = textToReportsOf('magstripe', settings, `${track === 1 ? '%' : ';'}${number}?\n`)
      assert.equal(sent.type, 'reports')
      assert.equal(decodeAll(createDecoder('magstripe', settings), sent.reports).map(sayPresented).join(), number)
    }),
  )
})

test('any bytes are taken, and a text that comes out of them stands in that report', () => {
  const anyReport = fc
    .constantFrom(0, 8, 64, 337, 338, 509, 600)
    .chain((size) => fc.uint8Array({ minLength: size, maxLength: size }))
    .map((bytes) =>
      bytes.map((byte, index) => (index < 3 ? byte & 0x02 : index < 9 ? byte & 0x3f : 0x20 + (byte % 0x5f))),
    )
  fc.assert(
    fc.property(anyReport, fc.constantFrom(1, 2, 3), (report, track) => {
      const said = decode(report, track)
      assert.ok(said.startsWith('unreadable: ') || String.fromCharCode(...report).includes(said), said)
    }),
    { numRuns: 500 },
  )
})
