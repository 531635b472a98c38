import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { characterToStroke } from '../../core/badge/key-usages.ts'
import { createKeyReader, type PressedKey } from '../../renderer/keyboard/key-reader.ts'
import { codeOfCharacter } from '../badge/code-of-character.ts'
import { readReports, windowReader } from './run-key-reader.ts'

type Key = PressedKey<string>
const anyReader = { ...windowReader, minLength: 6, maxLength: 64 }

const key = (code: string, atMs: number, more: Partial<Key> = {}): Key => ({
  code,
  key: code.at(-1) ?? '',
  atMs,
  isRepeat: false,
  hasCommandKey: false,
  field: null,
  canHold: true,
  ...more,
})

function openReader(readers = [anyReader]) {
  const reader = createKeyReader<string>()
  reader.configure(readers)
  return reader
}

/** Presses and releases; what came of both. */
function stroke(
  reader: ReturnType<typeof openReader>,
  code: string,
  atMs: number,
  more: Partial<Key> = {},
  holdMs = 4,
) {
  const pressed = reader.press(key(code, atMs, more))
  const released = reader.release(code, atMs + holdMs)
  return { isTaken: pressed.isTaken, deeds: [...pressed.deeds, ...released.deeds] }
}

function strokeAll(
  reader: ReturnType<typeof openReader>,
  codes: readonly string[],
  fromMs: number,
  more: Partial<Key> = {},
) {
  return codes.flatMap((code, index) => stroke(reader, code, fromMs + 10 * index, more).deeds)
}

function presentedOf(deeds: ReturnType<ReturnType<typeof openReader>['wake']>): string[] {
  return deeds.flatMap((deed) =>
    deed.type === 'present' ? [deed.end === 'garbled' ? 'garbled' : readReports(deed.reports)] : [],
  )
}

const digitsOf = (text: string): string[] => [...text].map((digit) => `Digit${digit}`)

test('whatever a reader types, the station reads as it was typed, however far the keys overlap', () => {
  const badge = fc.stringMatching(/^[0-9A-F;?,/-]{1,20}$/)
  fc.assert(
    fc.property(badge, fc.nat({ max: 3 }), (text, overlap) => {
      const reader = openReader()
      const deeds: ReturnType<typeof reader.wake> = []
      const held: string[] = []
      let atMs = 0
      const releaseOldest = () => deeds.push(...reader.release(held.shift() ?? '', atMs).deeds)
      for (const character of `${text}\n`) {
        const code = codeOfCharacter(character)
        const needsShift = characterToStroke(character)?.shift === true
        // A key goes down again only after it came up; a Shift only when nothing is held that it would change.
        while (held.length > (needsShift ? 0 : overlap) || held.includes(code)) releaseOldest()
        if (needsShift) reader.press(key('ShiftLeft', atMs))
        const taken = reader.press(key(code, atMs))
        assert.ok(taken.isTaken)
        deeds.push(...taken.deeds)
        if (needsShift) {
          deeds.push(...reader.release(code, atMs + 2).deeds)
          reader.release('ShiftLeft', atMs + 3)
        } else held.push(code)
        atMs += 5
      }
      while (held.length > 0) releaseOldest()
      assert.deepEqual(presentedOf(deeds), [text])
    }),
  )
})

test('an Enter, Tab or space alone belongs to the person who moves through the screen', () => {
  const reader = openReader()
  for (const code of ['Enter', 'NumpadEnter', 'Tab', 'Space']) {
    assert.deepEqual(stroke(reader, code, 0), { isTaken: false, deeds: [] })
  }
})

test('a person types a number without hurry where there is no field, and Enter presents it', () => {
  const reader = openReader()
  const typed = digitsOf('0012345678').flatMap((code, index) => stroke(reader, code, 300 * index, {}, 90).deeds)
  const ended = stroke(reader, 'Enter', 3000, {}, 90)
  assert.deepEqual(presentedOf([...typed, ...ended.deeds]), ['0012345678'])
  assert.equal(ended.isTaken, true)
  assert.equal(stroke(reader, 'Enter', 3400).isTaken, true, 'so is a second one right behind it')
  assert.equal(stroke(reader, 'Enter', 4500).isTaken, false)
})

test('a number that is left without Enter is given up after half a second, and the next badge is read by itself', () => {
  const reader = openReader()
  const typed = strokeAll(reader, digitsOf('12345'), 0)
  assert.deepEqual(presentedOf([...typed, ...reader.wake(200)]), [])
  assert.deepEqual(presentedOf(reader.wake(600)), ['12345…'])
  assert.deepEqual(presentedOf(strokeAll(reader, [...digitsOf('0012345678'), 'Enter'], 700)), ['0012345678'])
  assert.equal(reader.wakeAtMs(), null)
})

test('what a person has half typed where there is no field does not get into the badge of somebody else', () => {
  const reader = openReader([windowReader])
  for (const [index, code] of digitsOf('77').entries()) stroke(reader, code, 200 * index, {}, 90)
  assert.deepEqual(presentedOf(strokeAll(reader, [...digitsOf('0012345678'), 'Enter'], 400)), ['0012345678'])
})

test('a badge that a busy computer tears apart is one badge where there is no field, and never a part of one in a field', () => {
  const pieces = [digitsOf('0012'), [...digitsOf('345678'), 'Enter']] as const
  const read = (field: string | null) => {
    const reader = openReader()
    const first = strokeAll(reader, pieces[0], 0, { field })
    return presentedOf([...first, ...reader.wake(170), ...strokeAll(reader, pieces[1], 180, { field })])
  }
  assert.deepEqual(read(null), ['0012345678'])
  assert.deepEqual(read('note'), ['garbled'])
})

test('a key into a field is held back for less than a tenth of a second', () => {
  const reader = openReader()
  assert.deepEqual(reader.press(key('KeyA', 0, { field: 'note', key: 'a' })), { isTaken: true, deeds: [] })
  assert.ok((reader.wakeAtMs() ?? Number.POSITIVE_INFINITY) < 100)
  assert.deepEqual(reader.wake(100), [
    { type: 'type', field: 'note', key: { code: 'KeyA', key: 'a', shift: false, isUp: false } },
  ])
  assert.equal(reader.release('KeyA', 110).isTaken, false, 'its release is the own business of the page again')
})

test('keys that are held back are typed before whatever follows them', () => {
  const typed = [{ type: 'type', field: 'note', key: { code: 'KeyA', key: 'a', shift: false, isUp: true } }]
  for (const code of ['ArrowLeft', 'Backspace', 'Enter', 'Tab', 'F5', 'IntlYen', 'ControlLeft']) {
    const reader = openReader()
    stroke(reader, 'KeyA', 0, { field: 'note', key: 'a' })
    assert.deepEqual(reader.press(key(code, 30, { field: 'note', key: code })), { isTaken: false, deeds: typed })
  }
  const reader = openReader()
  stroke(reader, 'KeyA', 0, { field: 'note', key: 'a' })
  assert.deepEqual(reader.settle(20), typed)
})

test('a key that is held down repeats in its field, and is one key where there is none', () => {
  const reader = openReader()
  reader.press(key('KeyA', 0, { field: 'note', key: 'a' }))
  const repeated = reader.press(key('KeyA', 40, { field: 'note', key: 'a', isRepeat: true }))
  assert.equal(repeated.isTaken, false)
  assert.equal(repeated.deeds.length, 1)

  const other = openReader()
  other.press(key('Digit7', 0))
  assert.deepEqual(other.press(key('Digit7', 300, { isRepeat: true })), { isTaken: true, deeds: [] })
})

test('a shortcut, an arrow, a function key and a key of an input method are left alone', () => {
  for (const field of [null, 'note']) {
    const reader = openReader()
    assert.equal(reader.press(key('KeyR', 0, { hasCommandKey: true, field })).isTaken, false)
    reader.press(key('ControlLeft', 0, { field }))
    assert.equal(reader.press(key('KeyW', 0, { field })).isTaken, false)
    reader.release('ControlLeft', 0)
    for (const code of ['ArrowDown', 'F5', 'Escape', 'IntlYen', '']) {
      assert.equal(reader.press(key(code, 0, { field })).isTaken, false)
    }
  }
})

test('before the station has said which readers there are, every key is left alone', () => {
  const reader = createKeyReader<string>()
  assert.deepEqual(reader.press(key('Digit1', 0)), { isTaken: false, deeds: [] })
})

test('when the window loses the keyboard, what is held back goes where it belongs', () => {
  const reader = openReader()
  reader.press(key('Digit7', 0, { field: 'note' }))
  assert.equal(reader.letGo(5).length, 1)
  assert.deepEqual(reader.letGo(6), [])
  reader.press(key('Digit7', 10))
  assert.deepEqual(presentedOf(reader.letGo(20)), ['7…'])
})

test('a digit whose release got lost is typed again all the same', () => {
  const reader = openReader()
  const deeds = ['Digit7', 'Digit7', 'Enter'].flatMap((code, index) => reader.press(key(code, 50 * index)).deeds)
  assert.deepEqual(presentedOf(deeds), ['77'])
})

test('what a field does with keys by itself cannot be held back: it is remembered, and put back after a badge', () => {
  const reader = openReader()
  const more = { field: 'date', canHold: false }
  const first = reader.press(key('Digit1', 0, more))
  assert.deepEqual(first, { isTaken: false, deeds: [{ type: 'remember', field: 'date' }] })
  reader.release('Digit1', 4)
  const deeds = strokeAll(reader, [...digitsOf('234567890'), 'Enter'], 10, more)
  assert.deepEqual(
    deeds.map(({ type }) => type),
    ['restore', 'present'],
  )
  assert.deepEqual(presentedOf(deeds), ['1234567890'])
})

test('the prefix says which reader it was, and goes no further; so does the suffix', () => {
  const readers = [
    { ...windowReader, id: 'left', prefix: ';', suffix: '?\n' },
    { ...windowReader, id: 'right', prefix: '/', suffix: '' },
  ]
  const reader = openReader(readers)
  const left = strokeAll(reader, ['Semicolon', ...digitsOf('0012345678')], 0, { field: 'note' })
  reader.press(key('ShiftLeft', 120))
  left.push(...stroke(reader, 'Slash', 121, { field: 'note', key: '?' }).deeds)
  reader.release('ShiftLeft', 127)
  left.push(...stroke(reader, 'Enter', 130, { field: 'note' }).deeds)
  const right = strokeAll(reader, ['Slash', ...digitsOf('0087654321')], 1000, { field: 'note' })
  right.push(...reader.wake(1400))
  const shown = [...left, ...right].map((deed) => deed.type === 'present' && [deed.reader, readReports(deed.reports)])
  assert.deepEqual(shown, [
    ['left', '0012345678'],
    ['right', '0087654321'],
  ])
})

test('where every reader has a prefix, a person who types something else is not kept waiting', () => {
  const reader = openReader([{ ...windowReader, prefix: ';' }])
  for (const [index, code] of [...digitsOf('123'), 'KeyA', 'Space'].entries()) {
    assert.deepEqual(reader.press(key(code, 20 * index, { field: 'note' })), { isTaken: false, deeds: [] })
  }
  assert.equal(reader.press(key('Semicolon', 200, { field: 'note' })).isTaken, true)
})

test('a badge of the wrong length goes neither into the field nor to the station as a number', () => {
  for (const length of [9, 11]) {
    const reader = openReader([windowReader])
    const deeds = strokeAll(reader, [...digitsOf('01234567890'.slice(0, length)), 'Enter'], 0, { field: 'note' })
    assert.deepEqual(deeds, [{ type: 'present', reader: 'front', reports: [], end: 'garbled' }])
  }
})

test('a busy computer that holds up a digit takes none away', () => {
  for (const held of [0, 4, 9]) {
    const reader = openReader()
    let atMs = 0
    const deeds = [...digitsOf('0012345678'), 'Enter'].flatMap((code, index) => {
      const holdMs = index === held ? 60 : 4
      atMs += 5 + holdMs
      return stroke(reader, code, atMs - holdMs, { field: 'note' }, holdMs).deeds
    })
    assert.deepEqual(presentedOf(deeds), ['0012345678'], `digit ${held}`)
  }
})
