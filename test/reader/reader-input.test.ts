import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createDecoder } from '../../core/badge/create-decoder.ts'
import { buildReport, textToReports } from '../../core/badge/keyboard-report.ts'
import type { ReportDecoder } from '../../core/badge/report-decoder.ts'
import { textToReportsOf } from '../../core/badge/text-reports.ts'
import { createReaderInput } from '../../core/reader/reader-input.ts'
import { settingsOf } from '../badge/decode-all.ts'
import { numberToDigits } from '../badge/type-badges.ts'

type DecoderFor = (readerId: string) => ReportDecoder
type Seen = [readerId: string, what: string, atMs: number]

/** A reader input whose time stands still until it is moved; `lateTimers` leaves the clock alone to tell the time. */
function openInput({ lateTimers = false, decoderFor }: { lateTimers?: boolean; decoderFor?: DecoderFor } = {}) {
  let nowMs = 0
  const timers = new Set<{ run: () => void; dueMs: number }>()
  const seen: Seen[] = []
  const input = createReaderInput({
    ...(decoderFor && { decoderFor }),
    onPresented(readerId, presented, atMs) {
      seen.push([
        readerId,
        presented.type === 'text'
          ? presented.text
          : `unreadable: ${'why' in presented ? presented.why : presented.type}`,
        atMs,
      ])
    },
    setTimer(run, delayMs) {
      const timer = { run, dueMs: nowMs + delayMs }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  })
  function pass(durationMs: number) {
    nowMs += durationMs
    if (lateTimers) return
    for (const timer of [...timers]) if (timer.dueMs <= nowMs && timers.delete(timer)) timer.run()
  }
  function feed(readerId: string, report: Uint8Array, gapMs = 0) {
    pass(gapMs)
    input.feed(readerId, report, nowMs)
  }
  function type(readerId: string, text: string, gapMs = 0) {
    for (const report of textToReports(text)) feed(readerId, report, gapMs)
  }
  return { input, seen, timers, pass, feed, type }
}

const noEnterAfter = (count: number) => `unreadable: The reader sent no Enter after ${count} characters.`

test('a badge is presented at its Enter, at the instant of that report', () => {
  const { seen, timers, type } = openInput()
  type('front', '0012345678\n', 20)
  assert.deepEqual(seen, [['front', '0012345678', 21 * 20]])
  assert.equal(timers.size, 0, 'a badge that is over leaves no timer')
})

test('a slow reader is given its time between two reports', () => {
  const { seen, type } = openInput()
  type('front', '0012345678\n', 499)
  assert.deepEqual(
    seen.map(([, what]) => what),
    ['0012345678'],
  )
})

test('two badges in a row never merge', () => {
  const { seen, type } = openInput()
  type('front', '0012345678\n0087654321\n', 4)
  assert.deepEqual(
    seen.map(([, what]) => what),
    ['0012345678', '0087654321'],
  )
})

test('text without Enter is told as unreadable after the silence, by the timer', () => {
  const { seen, timers, type, pass } = openInput()
  type('front', '0012345678')
  pass(499)
  assert.equal(seen.length, 0)
  pass(1)
  assert.deepEqual(seen, [['front', noEnterAfter(10), 500]])
  assert.equal(timers.size, 0)
})

test('text without Enter is told by the clock too, before the next badge, where timers come late or never', () => {
  for (const silenceMs of [500, 8000]) {
    const { seen, type, pass } = openInput({ lateTimers: true })
    type('front', '0012345678')
    pass(silenceMs)
    type('front', '0087654321\n')
    assert.deepEqual(seen, [
      ['front', noEnterAfter(10), 500],
      ['front', '0087654321', silenceMs],
    ])
  }
})

test('one to three keys without Enter are discarded silently, four are told', () => {
  for (const text of ['1', '123', 'é', '\t\t']) {
    const { seen, type, pass } = openInput()
    type('front', text)
    pass(500)
    type('front', '0012345678\n')
    assert.deepEqual(seen, [['front', '0012345678', 500]], JSON.stringify(text))
  }
  const { seen, type, pass } = openInput()
  type('front', '1234')
  pass(500)
  assert.deepEqual(seen, [['front', noEnterAfter(4), 500]])
})

test('a report of the wrong length is told even when nothing else comes', () => {
  const { seen, feed, pass } = openInput()
  feed('front', new Uint8Array(3))
  feed('front', new Uint8Array(3))
  pass(500)
  assert.deepEqual(seen, [['front', 'unreadable: The reader sent a report of 3 bytes, where a keyboard sends 8.', 500]])
})

test('a flood without Enter is told once and the next badge reads', () => {
  const { seen, timers, type, pass } = openInput()
  type('front', '1234567890'.repeat(1000), 4)
  assert.equal(seen.length, 0)
  assert.equal(timers.size, 1)
  pass(500)
  type('front', '0012345678\n')
  assert.deepEqual(
    seen.map(([, what]) => what),
    ['unreadable: The reader sent more than 64 characters without Enter.', '0012345678'],
  )
})

test('a key whose release was lost does not swallow the first digit of the next badge', () => {
  const { seen, feed, type, pass } = openInput()
  for (const report of textToReports('10').slice(0, -1)) feed('front', report)
  pass(500)
  type('front', '0012345678\n')
  assert.deepEqual(
    seen.map(([, what]) => what),
    ['0012345678'],
  )
})

test('what is held or locked between two badges is remembered', () => {
  const { seen, feed, type } = openInput()
  for (const held of [[0x1e], [0x28], [0x20, 0x28], [0x20], [], [0x28], []]) feed('front', buildReport(held))
  for (const capsLock of [[0x39], []]) feed('front', buildReport(capsLock))
  type('front', 'ab\n')
  assert.deepEqual(
    seen.map(([, what]) => what),
    ['1', '3', 'AB'],
  )
})

test('what a reader had half typed when it went away is forgotten without a word', () => {
  const { input, seen, timers, type, pass } = openInput()
  type('front', '00123')
  type('back', '0012')
  input.forget('front')
  input.forget('nobody')
  assert.equal(timers.size, 1)
  type('front', '0012345678\n')
  type('back', '345678\n')
  pass(1000)
  assert.deepEqual(
    seen.map(([readerId, what]) => [readerId, what]),
    [
      ['front', '0012345678'],
      ['back', '0012345678'],
    ],
  )
})

test('a presentation known to be over can be ended without waiting', () => {
  const { input, seen, timers, type } = openInput()
  type('front', '00123', 10)
  input.flush('front')
  input.flush('front')
  input.flush('nobody')
  assert.deepEqual(seen, [['front', noEnterAfter(5), 100]])
  assert.equal(timers.size, 0)
})

test('closing leaves no timer and presents nothing', () => {
  const { input, seen, timers, type } = openInput()
  type('front', '00123')
  type('back', '00123')
  input.close()
  assert.equal(timers.size, 0)
  assert.equal(seen.length, 0)
})

test('a clock that is set back in the middle of a badge does not break it', () => {
  const { seen, feed } = openInput()
  for (const [index, report] of textToReports('0012345678\n').entries())
    feed('front', report, index === 9 ? -3_600_000 : 4)
  assert.equal(seen[0]?.[1], '0012345678')
})

test('two readers that type at once keep their own badges, however their reports interleave', () => {
  const anyNumbers = fc.array(fc.integer({ min: 0, max: 0xffff_ffff }).map(numberToDigits), {
    minLength: 1,
    maxLength: 3,
  })
  fc.assert(
    fc.property(anyNumbers, anyNumbers, fc.array(fc.boolean(), { minLength: 1 }), (front, back, turns) => {
      const { seen, feed } = openInput()
      const waiting = {
        front: textToReports(front.map((digits) => `${digits}\n`).join('')),
        back: textToReports(back.map((digits) => `${digits}\n`).join('')),
      }
      for (let turn = 0; waiting.front.length + waiting.back.length > 0; turn++) {
        const reader =
          waiting.back.length === 0 || (turns[turn % turns.length] && waiting.front.length > 0) ? 'front' : 'back'
        const report = waiting[reader].shift()
        if (report !== undefined) feed(reader, report, 2)
      }
      const seenBy = (reader: string) => seen.filter(([readerId]) => readerId === reader).map(([, what]) => what)
      assert.deepEqual(seenBy('front'), front)
      assert.deepEqual(seenBy('back'), back)
    }),
  )
})

test('garbage at one reader harms neither the other nor its own next badge', () => {
  const anyGarbage = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 30 })
  fc.assert(
    fc.property(anyGarbage, fc.integer({ min: 0, max: 0xffff_ffff }).map(numberToDigits), (garbage, digits) => {
      const { seen, feed, type, pass } = openInput()
      const clean = textToReports(`${digits}\n`)
      for (let index = 0; index < Math.max(garbage.length, clean.length); index++) {
        const [broken, right] = [garbage[index], clean[index]]
        if (broken !== undefined) feed('broken', broken, 2)
        if (right !== undefined) feed('front', right, 2)
      }
      pass(500)
      type('broken', `${digits}\n`)
      assert.deepEqual(
        seen.filter(([readerId]) => readerId === 'front').map(([, what]) => what),
        [digits],
      )
      assert.equal(seen.findLast(([readerId]) => readerId === 'broken')?.[1], digits)
    }),
  )
})

/** Three readers of a kind each. */
const kinds = {
  keyboard: settingsOf({ kind: 'keyboard', keyboard: { terminator: 'none' } }),
  barcode: settingsOf({ kind: 'barcode' }),
  magstripe: settingsOf({ kind: 'magstripe' }),
}
const decoderOfKind: DecoderFor = (readerId) =>
  createDecoder(kinds[readerId as keyof typeof kinds].kind, kinds[readerId as keyof typeof kinds])

test('readers of different kinds keep their own badges, however their reports interleave', () => {
  const anyReader = fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[]))
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff_ffff }).map(numberToDigits), fc.array(anyReader), (digits, turns) => {
      const { seen, feed, pass } = openInput({ decoderFor: decoderOfKind })
      const waiting = Object.entries(kinds).map(([reader, settings]) => {
        // Two reports of the scanner.
        const text = reader === 'barcode' ? digits.padStart(70, '0') : digits
        const sent = textToReportsOf(reader as keyof typeof kinds, settings, text)
        return { reader, text, reports: sent.type === 'reports' ? sent.reports : assert.fail() }
      })
      const order = [...turns, ...waiting.flatMap(({ reader, reports }) => reports.map(() => reader))]
      for (const reader of order) {
        const report = waiting.find((each) => each.reader === reader)?.reports.shift()
        if (report !== undefined) feed(reader, report, 2)
      }
      // The first timer sees that reports came after it was set, the second one that none did.
      pass(200)
      pass(200)
      assert.deepEqual(
        new Map(seen.map(([reader, what]) => [reader, what])),
        new Map(waiting.map(({ reader, text }) => [reader, text])),
      )
      assert.equal(seen.length, 3)
    }),
  )
})

test('each reader is waited for as long as its own kind needs', () => {
  const { seen, type, pass, timers } = openInput({ decoderFor: decoderOfKind })
  type('keyboard', '0012345678')
  pass(199)
  assert.deepEqual(seen, [])
  pass(1)
  assert.deepEqual(seen, [['keyboard', '0012345678', 200]])
  assert.equal(timers.size, 0)
})

test('a reader whose device was replaced is decoded as what is there now', () => {
  let kind: keyof typeof kinds = 'magstripe'
  const { input, seen, feed, type } = openInput({ decoderFor: () => decoderOfKind(kind) })
  feed('front', new Uint8Array(337))
  kind = 'keyboard'
  input.forget('front')
  type('front', '0012345678\n')
  assert.deepEqual(
    seen.map(([, what]) => what),
    ['unreadable: The card has nothing on track 2.', '0012345678'],
  )
})
