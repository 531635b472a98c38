import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createDecoder } from '../../core/badge/create-decoder.ts'
import { buildReport, textToReports } from '../../core/badge/keyboard-report.ts'
import { textToReportsOf } from '../../core/badge/text-reports.ts'
import { keyboardLayouts } from '../../core/contract/reader-settings.ts'
import { descriptorOf } from '../fixtures/report-descriptors.ts'
import { decodeAll, sayPresented, settingsOf } from './decode-all.ts'
import { numberToDigits } from './type-badges.ts'

const anyNumber = fc.integer({ min: 0, max: 0xffff_ffff }).map(numberToDigits)

function decode(keyboard: object, reports: readonly (Uint8Array | null)[]): string[] {
  const settings = settingsOf({ kind: 'keyboard', keyboard })
  return decodeAll(createDecoder('keyboard', settings), reports).map(sayPresented)
}

test('a reader that ends with Tab is read at its Tab, and at an Enter all the same', () => {
  assert.deepEqual(decode({ terminator: 'tab' }, textToReports('0012345678\t0000000001\n')), [
    '0012345678',
    '0000000001',
  ])
  assert.deepEqual(decode({}, textToReports('00123\t45678\n')), ['00123\t45678'])
  assert.deepEqual(decode({ terminator: 'tab' }, [...textToReports('00123'), null]), [
    'unreadable: The reader sent no Tab after 5 characters.',
  ])
})

test('a reader that ends with nothing is read when it falls silent', () => {
  const reports = [...textToReports('0012345678'), null, ...textToReports('0000000001\n'), null]
  assert.deepEqual(decode({ terminator: 'none' }, reports), ['0012345678', '0000000001'])
  assert.deepEqual(decode({ terminator: 'none' }, [...textToReports('12é45'), null]), [
    'unreadable: A key was pressed that is no character (usage 0x64).',
  ])
})

test('a hand on the keyboard is no badge, silence or not', () => {
  assert.deepEqual(decode({ terminator: 'none' }, [...textToReports('123'), null]), [])
})

test('silence is waited for as long as the reader needs, or as station.json says', () => {
  const idleMs = (reader: object) => createDecoder('auto', settingsOf(reader)).idleMs
  assert.equal(idleMs({}), 500)
  assert.equal(idleMs({ keyboard: { terminator: 'none' } }), 200)
  assert.equal(idleMs({ keyboard: { terminator: 'none' }, idleMs: 90 }), 90)
})

test('what the reader adds is taken off, and what lacks it is unreadable', () => {
  const stripe = { prefix: ';', suffix: '?' }
  assert.deepEqual(decode(stripe, textToReports(';0012345678?\n')), ['0012345678'])
  assert.deepEqual(decode(stripe, textToReports('0012345678?\n')), [
    'unreadable: What the reader sent does not begin with ";".',
  ])
  assert.deepEqual(decode(stripe, textToReports(';0012345678\n')), [
    'unreadable: What the reader sent does not end with "?".',
  ])
  assert.deepEqual(decode(stripe, textToReports(';?\n')), ['unreadable: What the reader sent holds no number.'])
  // One character is not both of them.
  assert.deepEqual(decode({ prefix: '#', suffix: '#' }, textToReports('#\n')), [
    'unreadable: What the reader sent does not end with "#".',
  ])
})

test('a number of another length than configured is unreadable', () => {
  assert.deepEqual(decode({ length: 10, terminator: 'none' }, [...textToReports('001234567'), null]), [
    'unreadable: What the reader sent holds 9 characters where station.json expects 10.',
  ])
})

test('of a keyboard with other parts only its keys are read', () => {
  const facts = {
    vendorId: 1,
    productId: 2,
    usages: [{ usagePage: 1, usage: 6 }],
    descriptor: descriptorOf('numberedKeyboard'),
  }
  const decoder = createDecoder('auto', {}, facts)
  const reports = textToReports('0012345678\n').flatMap((report) => [
    Uint8Array.from([1, ...report]),
    Uint8Array.from([3, 0xe9, 0]),
  ])
  assert.deepEqual(decodeAll(decoder, reports).map(sayPresented), ['0012345678'])
})

test('a number reads the same from a reader of every layout that is set up as such', () => {
  fc.assert(
    fc.property(fc.constantFrom(...keyboardLayouts), anyNumber, (layout, digits) => {
      const settings = settingsOf({ kind: 'keyboard', keyboard: { layout } })
      const typed = textToReportsOf('keyboard', settings, `${digits}aZ\n`)
      assert.equal(typed.type, 'reports')
      assert.deepEqual(decodeAll(createDecoder('keyboard', settings), typed.reports).map(sayPresented), [`${digits}aZ`])
    }),
  )
})

test('a character that a layout lacks makes the text unreadable, on every layout', () => {
  for (const layout of keyboardLayouts) {
    const settings = settingsOf({ kind: 'keyboard', keyboard: { layout } })
    const typed = textToReportsOf('keyboard', settings, '00Ж1\n')
    assert.equal(typed.type, 'reports')
    assert.match(decodeAll(createDecoder('keyboard', settings), typed.reports).map(sayPresented).join(), /^unreadable/)
  }
})

test('right Alt with a key that types nothing is a command, as on a US keyboard', () => {
  const altGrA = [buildReport([0x04], 0x40), buildReport([])]
  assert.match(decode({ layout: 'de' }, [...altGrA, ...textToReports('\n')]).join(), /Ctrl, Alt/)
})

test('reports that get lost never turn one number into another where its length is known, terminator or not', () => {
  fc.assert(
    fc.property(
      anyNumber,
      fc.constantFrom('enter', 'tab', 'none'),
      fc.array(fc.nat(21), { maxLength: 8 }),
      (digits, terminator, lost) => {
        const end = { enter: '\n', tab: '\t', none: '' }[terminator] ?? ''
        const kept = textToReports(`${digits}${end}`).filter((_, index) => !lost.includes(index))
        for (const said of decode({ terminator, length: 10 }, [...kept, null])) {
          assert.ok(said === digits || said.startsWith('unreadable: '), said)
        }
      },
    ),
  )
})

test('two badges with a silence between them never merge, whatever was lost of the first', () => {
  fc.assert(
    fc.property(anyNumber, anyNumber, fc.array(fc.nat(19), { maxLength: 20 }), (first, second, lost) => {
      const kept = textToReports(first).filter((_, index) => !lost.includes(index))
      const said = decode({ terminator: 'none' }, [...kept, null, ...textToReports(second), null])
      assert.equal(said.at(-1), second)
      assert.ok(said.length <= 2 && (said.length < 2 || (said[0]?.length ?? 0) <= first.length))
    }),
  )
})
