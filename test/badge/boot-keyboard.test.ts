import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  flushKeys,
  initialKeyState,
  isAtRest,
  isBrush,
  longestText,
  pressKeys,
} from '../../core/badge/boot-keyboard.ts'
import { usageToCharacter } from '../../core/badge/key-usages.ts'
import { buildReport, hexToReport, textToReports } from '../../core/badge/keyboard-report.ts'
import { numberToDigits, pressAll, typeOverlapping } from './type-badges.ts'

const anyNumber = fc.integer({ min: 0, max: 0xffff_ffff }).map(numberToDigits)
const anyOverlaps = fc.array(fc.constantFrom('no' as const, 'behind' as const, 'in-front' as const), { minLength: 1 })
const anyGarbage = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 70 }) },
    { weight: 2, arbitrary: fc.uint8Array({ minLength: 8, maxLength: 9 }) },
    // Nearly right, so that some of it does come out as text: few keys, all of them digits and Enter.
    {
      weight: 12,
      arbitrary: fc.array(fc.integer({ min: 0x1e, max: 0x28 }), { maxLength: 3 }).map((usages) => buildReport(usages)),
    },
  ),
  { maxLength: 60 },
)
const enters = [0x28, 0x58]

function bytes(...hex: string[]): Uint8Array[] {
  return hex.map((each) => hexToReport(each) ?? assert.fail(`${each} is no hex`))
}

function texts(...expected: string[]) {
  return expected.map((text) => ({ type: 'text', text }))
}

function whyOf(reports: readonly Uint8Array[]): string {
  const { presented } = pressAll(reports)
  const [only] = presented
  assert.equal(presented.length, 1)
  assert.equal(only?.type, 'unreadable')
  return only.why
}

test('reports as a reader sends them become the text before Enter', () => {
  assert.deepEqual(pressAll(textToReports('0012345678\n')).presented, texts('0012345678'))
})

test('a digit twice needs a release in between, a report sent twice is still one key', () => {
  const reports = bytes(
    '00001e0000000000',
    '00001e0000000000',
    '0000000000000000',
    '00001e0000000000',
    '0000280000000000',
  )
  assert.deepEqual(pressAll(reports).presented, texts('11'))
})

test('keypad digits and keypad Enter read like the main block', () => {
  const reports = [0x59, 0x62, 0x61, 0x58].flatMap((usage) => [buildReport([usage]), buildReport([])])
  assert.deepEqual(pressAll(reports).presented, texts('109'))
})

test('a report id in front is taken off, also where it looks like a modifier', () => {
  const reports = textToReports('0012345678\n').map((report) => Uint8Array.from([0x02, ...report]))
  assert.deepEqual(pressAll(reports).presented, texts('0012345678'))
})

test('a report id that changes halfway makes the badge unreadable, and the next one reads', () => {
  const numbered = (id: number, text: string) => textToReports(text).map((report) => Uint8Array.from([id, ...report]))
  const { presented } = pressAll([...numbered(2, '00123'), ...numbered(3, '45678\n'), ...numbered(3, '0000000001\n')])
  assert.deepEqual(
    presented.map(({ type }) => type),
    ['unreadable', 'text'],
  )
  assert.deepEqual(presented[1], { type: 'text', text: '0000000001' })
})

test('several new keys in one report are typed in the order of their slots', () => {
  assert.deepEqual(pressAll([buildReport([0x1e, 0x1f, 0x20]), buildReport([0x28])]).presented, texts('123'))
  assert.deepEqual(pressAll([buildReport([0x20, 0x28, 0x1e]), buildReport([0x28])]).presented, texts('3'))
})

test('the roll-over report is passed over and the keys before it still count as held', () => {
  const reports = [buildReport([0x1e]), buildReport([1, 1, 1, 1, 1, 1]), buildReport([0x1e]), buildReport([0x28])]
  assert.deepEqual(pressAll(reports).presented, texts('1'))
})

test('Shift and Caps Lock give capitals and take them back, digits are not concerned by Caps Lock', () => {
  const capsLock = [buildReport([0x39]), buildReport([])]
  const { presented } = pressAll([
    ...textToReports('aB'),
    ...capsLock,
    ...textToReports('aB1'),
    ...capsLock,
    ...textToReports(';?\n'),
  ])
  assert.deepEqual(presented, texts('aBAb1;?'))
})

test('Num Lock, which readers press for the keypad, is passed over', () => {
  const reports = [buildReport([0x53]), buildReport([]), ...textToReports('12\n')]
  assert.deepEqual(pressAll(reports).presented, texts('12'))
})

test('Enter alone presents nothing', () => {
  assert.deepEqual(pressAll(textToReports('\n\n')).presented, [])
  assert.deepEqual(pressAll(textToReports('12\n\n34\r\n')).presented, texts('12', '34'))
})

test('a report of the wrong length makes what is typed unreadable, once, until the next Enter', () => {
  for (const length of [0, 1, 7, 10, 64]) {
    const broken = new Uint8Array(length)
    const reports = [...textToReports('00123'), broken, broken, ...textToReports('45678\n')]
    assert.match(whyOf(reports), new RegExp(`report of ${length} bytes`))
    assert.deepEqual(pressAll([...reports, ...textToReports('0000000001\n')]).presented.slice(1), texts('0000000001'))
  }
})

test('of several things that went wrong in a presentation the first is told', () => {
  const reports = [new Uint8Array(3), new Uint8Array(5), buildReport([0x1e], 0x01), ...textToReports('é\n')]
  assert.match(whyOf(reports), /report of 3 bytes/)
})

test('a key that is no character makes what is typed unreadable', () => {
  assert.match(whyOf([...textToReports('00123'), buildReport([0x29]), ...textToReports('45678\n')]), /0x29/)
  assert.match(whyOf(textToReports('0012é345678\n')), /no character/)
})

test('a key held with Ctrl, Alt or the system key is a command to the computer and not text', () => {
  for (const modifiers of [0x01, 0x04, 0x08, 0x10, 0x40, 0x80, 0x03]) {
    assert.match(whyOf([buildReport([0x1e], modifiers), ...textToReports('\n')]), /Ctrl/)
  }
})

test('a flood without Enter ends in one unreadable with its memory bounded, and the next badge reads', () => {
  let state = initialKeyState
  for (const report of textToReports('1234567890'.repeat(1000))) {
    const pressed = pressKeys(state, report)
    assert.deepEqual(pressed.presented, [])
    assert.ok(JSON.stringify(pressed.state).length < 400)
    state = pressed.state
  }
  const flushed = flushKeys(state)
  assert.match(flushed.presented?.type === 'unreadable' ? flushed.presented.why : '', /more than 64 characters/)
  assert.deepEqual(pressAll(textToReports('0012345678\n'), flushed.state).presented, texts('0012345678'))
  // Without the pause, the Enter of the next badge ends the flood; the badge after it reads.
  const { presented } = pressAll(textToReports('0012345678\n0000000001\n'), state)
  assert.deepEqual(
    presented.map(({ type }) => type),
    ['unreadable', 'text'],
  )
})

test('the longest text still reads, one character more does not', () => {
  assert.deepEqual(pressAll(textToReports(`${'1'.repeat(longestText)}\n`)).presented, texts('1'.repeat(longestText)))
  assert.match(whyOf(textToReports(`${'1'.repeat(longestText + 1)}\n`)), /without Enter/)
})

test('silence ends a half-typed number as unreadable and leaves nothing behind', () => {
  const { state } = pressAll(textToReports('00123'))
  assert.equal(isAtRest(state), false)
  const flushed = flushKeys(state)
  assert.deepEqual(flushed.presented, { type: 'unreadable', why: 'The reader sent no Enter after 5 characters.' })
  assert.equal(isAtRest(flushed.state), true)
  assert.equal(flushKeys(initialKeyState).presented, null)
})

test('three keys are a brush against a keyboard, four keys or one broken report are not', () => {
  assert.equal(isBrush(pressAll(textToReports('123')).state), true)
  assert.equal(isBrush(pressAll(textToReports('é')).state), true)
  assert.equal(isBrush(pressAll(textToReports('1234')).state), false)
  assert.equal(isBrush(pressAll([new Uint8Array(3)]).state), false)
  assert.equal(isBrush(pressAll([...textToReports('12'), new Uint8Array(3)]).state), false)
})

test('the keys of the badge before do not count towards the next', () => {
  assert.equal(isBrush(pressAll(textToReports('0012345678\n1')).state), true)
})

test('any number typed with overlapping keys presents that number', () => {
  fc.assert(
    fc.property(fc.array(anyNumber, { minLength: 1, maxLength: 4 }), anyOverlaps, (numbers, overlaps) => {
      const reports = typeOverlapping(numbers.map((digits) => `${digits}\n`).join(''), overlaps)
      assert.deepEqual(pressAll(reports).presented, texts(...numbers))
    }),
  )
})

test('reports that get lost never turn one number into another', () => {
  fc.assert(
    fc.property(anyNumber, fc.array(fc.nat(21), { maxLength: 8 }), (digits, lost) => {
      const kept = textToReports(`${digits}\n`).filter((_, index) => !lost.includes(index))
      for (const each of pressAll(kept).presented) {
        assert.ok(each.type === 'unreadable' || each.text === digits || each.text.length < digits.length)
      }
    }),
  )
})

test('any garbage is taken without an exception, in bounded memory, and the next badge after a silence reads', () => {
  fc.assert(
    fc.property(anyGarbage, anyNumber, (garbage, digits) => {
      const { state } = pressAll(garbage)
      assert.ok(state.text.length <= longestText && state.down.length <= 6)
      assert.ok(state.text === '' || state.spoiled === null, 'text is kept that nobody will see')
      const flushed = flushKeys(state)
      assert.deepEqual(pressAll(textToReports(`${digits}\n`), flushed.state).presented, texts(digits))
    }),
    { numRuns: 500 },
  )
})

test('garbage without Enter never presents anything, and silence never presents a text', () => {
  fc.assert(
    fc.property(anyGarbage, (garbage) => {
      const withoutEnter = garbage.map((report) => report.map((byte) => (enters.includes(byte) ? 0 : byte)))
      const { state, presented } = pressAll(withoutEnter)
      assert.deepEqual(presented, [])
      assert.notEqual(flushKeys(state).presented?.type, 'text')
    }),
    { numRuns: 500 },
  )
})

test('a text that comes out of garbage was pressed in this order since the last Enter, with no broken report among it', () => {
  fc.assert(
    fc.property(anyGarbage, (garbage) => {
      let state = initialKeyState
      let sinceEnter: Uint8Array[] = []
      for (const report of garbage) {
        const pressed = pressKeys(state, report)
        state = pressed.state
        sinceEnter.push(report)
        for (const each of pressed.presented) {
          assert.ok(
            report.some((byte) => enters.includes(byte)),
            'presented without Enter',
          )
          if (each.type === 'text') assertTyped(each.text, sinceEnter)
          sinceEnter = [report]
        }
      }
    }),
    { numRuns: 1000 },
  )
})

function assertTyped(text: string, reports: readonly Uint8Array[]) {
  assert.ok(
    reports.every(({ length }) => length === 8 || length === 9),
    'read across a broken report',
  )
  const rest = [...text]
  for (const byte of reports.flatMap((report) => [...report])) {
    const [wanted = ''] = rest
    if (wanted.toLowerCase() === usageToCharacter(byte, false) || wanted === usageToCharacter(byte, true)) rest.shift()
  }
  assert.deepEqual(rest, [], `${text} was not typed`)
}

test('a broken report anywhere inside a badge makes it unreadable, never another badge', () => {
  fc.assert(
    fc.property(
      anyNumber,
      fc.integer({ min: 1, max: 20 }),
      fc.uint8Array({ maxLength: 70 }).filter(({ length }) => length !== 8 && length !== 9),
      (digits, position, broken) => {
        const reports = textToReports(`${digits}\n`).toSpliced(position, 0, broken)
        whyOf(reports)
      },
    ),
  )
})
