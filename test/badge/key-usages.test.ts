import assert from 'node:assert/strict'
import { test } from 'node:test'
import { characterToStroke, codeToModifier, codeToUsage, usageToCharacter } from '../../core/badge/key-usages.ts'

test('the usages that readers send mean the characters on a US keyboard', () => {
  const expected: [usage: number, plain: string | null, shifted: string | null, code: string][] = [
    [0x04, 'a', 'A', 'KeyA'],
    [0x1d, 'z', 'Z', 'KeyZ'],
    [0x1e, '1', '!', 'Digit1'],
    [0x26, '9', '(', 'Digit9'],
    [0x27, '0', ')', 'Digit0'],
    [0x28, '\n', '\n', 'Enter'],
    [0x29, null, null, 'Escape'],
    [0x2b, '\t', '\t', 'Tab'],
    [0x33, ';', ':', 'Semicolon'],
    [0x36, ',', '<', 'Comma'],
    [0x38, '/', '?', 'Slash'],
    [0x45, null, null, 'F12'],
    [0x58, '\n', '\n', 'NumpadEnter'],
    [0x59, '1', '1', 'Numpad1'],
    [0x61, '9', '9', 'Numpad9'],
    [0x62, '0', '0', 'Numpad0'],
  ]
  for (const [usage, plain, shifted, code] of expected) {
    assert.deepEqual([usageToCharacter(usage, false), usageToCharacter(usage, true)], [plain, shifted], code)
    assert.equal(codeToUsage(code), usage)
  }
})

test('every printable ASCII character has one stroke that types it again', () => {
  for (let point = 0x20; point < 0x7f; point++) {
    const character = String.fromCodePoint(point)
    const stroke = characterToStroke(character)
    assert.ok(stroke, character)
    assert.equal(usageToCharacter(stroke.usage, stroke.shift), character)
  }
})

test('digits are typed on the main block, not on the keypad', () => {
  assert.deepEqual(characterToStroke('0'), { usage: 0x27, shift: false })
  assert.deepEqual(characterToStroke('\n'), { usage: 0x28, shift: false })
  assert.deepEqual(characterToStroke('?'), { usage: 0x38, shift: true })
})

test('a character or a code that no US keyboard has is told as null', () => {
  assert.equal(characterToStroke('é'), null)
  assert.equal(codeToUsage('LaunchMail'), null)
  assert.equal(usageToCharacter(0xff, false), null)
})

test('modifiers have their bit of the first byte, other keys and names of object members have none', () => {
  assert.equal(codeToModifier('ShiftLeft'), 0x02)
  assert.equal(codeToModifier('MetaRight'), 0x80)
  assert.equal(codeToModifier('KeyA'), 0)
  assert.equal(codeToModifier('toString'), 0)
})
