import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { initialKeyState, pressKeys } from '../../core/badge/boot-keyboard.ts'
import { characterToStroke, usageToCode } from '../../core/badge/key-usages.ts'
import { hexToReport } from '../../core/badge/keyboard-report.ts'
import { createKeyReader, type PressedKey } from '../../renderer/keyboard/key-reader.ts'

const key = (code: string, atMs: number, more: Partial<PressedKey> = {}): PressedKey => ({
  code,
  atMs,
  isRepeat: false,
  hasCommandKey: false,
  isInTextField: false,
  ...more,
})

/** What the station makes of the reports. */
function read(reports: readonly string[]): string[] {
  let state = initialKeyState
  return reports.flatMap((hex) => {
    const pressed = pressKeys(state, hexToReport(hex) ?? new Uint8Array())
    state = pressed.state
    return pressed.presented.map((presented) =>
      presented.type === 'text' ? presented.text : JSON.stringify(presented),
    )
  })
}

function codeOf(character: string): string {
  return usageToCode(characterToStroke(character)?.usage ?? 0) ?? ''
}

test('whatever a reader types, the station reads as it was typed, however far the keys overlap', () => {
  const badge = fc.stringMatching(/^[0-9A-F;?,/-]{1,20}$/)
  fc.assert(
    fc.property(fc.array(badge, { minLength: 1, maxLength: 4 }), fc.nat({ max: 3 }), (badges, overlap) => {
      const reader = createKeyReader()
      const reports: string[] = []
      const held: string[] = []
      let atMs = 0
      for (const character of `${badges.join('\n')}\n`) {
        const code = codeOf(character)
        const needsShift = characterToStroke(character)?.shift === true
        // A key goes down again only after it came up; a Shift only when nothing is held that it would change.
        while (held.length > (needsShift ? 0 : overlap) || held.includes(code)) {
          reports.push(...reader.release(held.shift() ?? '').reports)
        }
        if (needsShift) reader.press(key('ShiftLeft', atMs))
        const taken = reader.press(key(code, atMs))
        assert.ok(taken.isTaken)
        reports.push(...taken.reports)
        if (needsShift) {
          reports.push(...reader.release(code).reports)
          reader.release('ShiftLeft')
        } else held.push(code)
        atMs += 5
      }
      assert.deepEqual(read(reports), badges)
    }),
  )
})

test('an Enter, Tab or space alone belongs to the person who moves through the screen', () => {
  const reader = createKeyReader()
  for (const code of ['Enter', 'NumpadEnter', 'Tab', 'Space']) {
    assert.deepEqual(reader.press(key(code, 0)), { isTaken: false, reports: [] })
    assert.deepEqual(reader.release(code), { isTaken: false, reports: [] })
  }
})

test('the Enter that ends a number is taken, and so is a second one right behind it', () => {
  const reader = createKeyReader()
  reader.press(key('Digit1', 0))
  reader.release('Digit1')
  assert.equal(reader.press(key('Enter', 400)).isTaken, true)
  assert.equal(reader.release('Enter').isTaken, true)
  assert.equal(reader.press(key('Enter', 420)).isTaken, true)
  reader.release('Enter')
  assert.equal(reader.press(key('Enter', 1500)).isTaken, false)
})

test('what is typed into a field, a shortcut, an arrow and a function key are left alone', () => {
  const reader = createKeyReader()
  assert.equal(reader.press(key('Digit1', 0, { isInTextField: true })).isTaken, false)
  assert.equal(reader.press(key('KeyR', 0, { hasCommandKey: true })).isTaken, false)
  reader.press(key('ControlLeft', 0))
  assert.equal(reader.press(key('KeyW', 0)).isTaken, false)
  reader.release('ControlLeft')
  for (const code of ['ArrowDown', 'F5', 'Escape', 'IntlYen', ''])
    assert.equal(reader.press(key(code, 0)).isTaken, false)
  assert.equal(reader.press(key('KeyW', 0)).isTaken, true)
})

test('a key that is held down is one key', () => {
  const reader = createKeyReader()
  reader.press(key('Digit7', 0))
  assert.deepEqual(reader.press(key('Digit7', 30, { isRepeat: true })), { isTaken: true, reports: [] })
})

test('when the window loses the keyboard, nothing stays pressed', () => {
  const reader = createKeyReader()
  reader.press(key('Digit7', 0))
  assert.deepEqual(reader.letGo().reports, ['0000000000000000'])
  assert.deepEqual(reader.letGo().reports, [])
  assert.deepEqual(reader.press(key('Digit7', 10)).reports, ['0000240000000000'])
})

test('a digit whose release got lost is typed again all the same', () => {
  const reader = createKeyReader()
  const reports = [...reader.press(key('Digit7', 0)).reports, ...reader.press(key('Digit7', 50)).reports]
  reports.push(...reader.press(key('Enter', 60)).reports)
  assert.deepEqual(read(reports), ['77'])
})

test('in a field of the kiosk a reader is known by its haste, and what a hand types there stays there', () => {
  const typed = (gapMs: number, digits: string, more: Partial<PressedKey> = { mayBeBadgeInField: true }) => {
    const reader = createKeyReader()
    const slow = reader.press(key('KeyE', 0, { isInTextField: true, ...more }))
    const keys = [...digits].map((digit, index) =>
      reader.press(key(`Digit${digit}`, 1000 + index * gapMs, { isInTextField: true, ...more })),
    )
    const enter = reader.press(key('Enter', 1000 + digits.length * gapMs, { isInTextField: true, ...more }))
    assert.ok(
      [slow, ...keys].every(({ isTaken, reports }) => !isTaken && reports.length === 0),
      'the field has them',
    )
    return { isTaken: enter.isTaken, badges: read(enter.reports) }
  }
  assert.deepEqual(typed(5, '0009828657'), { isTaken: true, badges: ['0009828657'] })
  assert.deepEqual(typed(90, '0009828657'), { isTaken: false, badges: [] }, 'too slow for a reader')
  assert.deepEqual(typed(5, '1234'), { isTaken: false, badges: [] }, 'too short for a badge')
  assert.deepEqual(typed(5, '0009828657', {}), { isTaken: false, badges: [] }, 'a field of the console')
})
