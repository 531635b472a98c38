import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { characterToKey, readKeysOf } from '../../core/badge/keyboard-layouts.ts'
import { keyboardLayouts } from '../../core/contract/reader-settings.ts'

const digits = [...'0123456789']
const letters = [...'abcdefghijklmnopqrstuvwxyz']
const none = { shift: false, altGr: false, capsLock: false }

test('every layout types every digit and letter, at one key each', () => {
  for (const layout of keyboardLayouts) {
    const read = readKeysOf(layout)
    for (const character of [...digits, ...letters, ...letters.map((letter) => letter.toUpperCase())]) {
      const strokes = []
      for (let usage = 0x04; usage <= 0x38; usage += 1) {
        for (const shift of [false, true]) {
          if (read({ ...none, usage, shift }) === character) strokes.push(`${usage} ${shift}`)
        }
      }
      assert.equal(strokes.length, 1, `${layout} ${character}: ${strokes.join(', ')}`)
    }
  }
})

test('digits stand above Shift on French and Belgian keyboards, and below it on all others', () => {
  for (const layout of keyboardLayouts) {
    for (const digit of digits) {
      assert.equal(characterToKey(layout, digit)?.shift, layout === 'fr' || layout === 'be', `${layout} ${digit}`)
    }
  }
})

test('what keys are known for on each layout', () => {
  const typed = (layout: (typeof keyboardLayouts)[number], usage: number, held = {}) =>
    readKeysOf(layout)({ ...none, usage, ...held })
  // The key right of T, the one left of 1, the key right of L, and the one between Shift and Z.
  assert.deepEqual(
    keyboardLayouts.map((layout) => typed(layout, 0x1c)),
    ['y', 'y', 'z', 'z', 'y', 'y', 'y', 'y'],
  )
  assert.deepEqual(
    keyboardLayouts.map((layout) => typed(layout, 0x33)),
    [';', ';', 'ö', 'ö', 'm', 'm', 'ñ', 'ò'],
  )
  assert.deepEqual(
    keyboardLayouts.map((layout) => typed(layout, 0x64)),
    [null, '\\', '<', '<', '<', '<', '<', '<'],
  )
  assert.equal(typed('uk', 0x20, { shift: true }), '£')
  assert.equal(typed('uk', 0x32), '#')
  assert.equal(typed('de', 0x2d), 'ß')
  assert.equal(typed('de', 0x14, { altGr: true }), '@')
  assert.equal(typed('fr', 0x04), 'q')
  assert.equal(typed('fr', 0x27, { altGr: true }), '@')
  assert.equal(typed('it', 0x33, { altGr: true }), '@')
})

test('Enter, Tab, the space bar and the keypad are the same everywhere, but for its comma', () => {
  for (const layout of keyboardLayouts) {
    const read = readKeysOf(layout)
    const row = [0x28, 0x2b, 0x2c, 0x58, 0x59, 0x62, 0x54, 0x56].map((usage) => read({ ...none, usage }))
    assert.deepEqual(row, ['\n', '\t', ' ', '\n', '1', '0', '/', '-'], layout)
    assert.equal(read({ ...none, usage: 0x63 }), layout === 'us' ? '.' : null)
  }
})

test('Caps Lock turns letters round, and makes signs unreadable where systems disagree', () => {
  const fr = readKeysOf('fr')
  assert.equal(fr({ ...none, usage: 0x04, capsLock: true }), 'Q')
  assert.equal(fr({ ...none, usage: 0x04, capsLock: true, shift: true }), 'q')
  assert.equal(fr({ ...none, usage: 0x1e, capsLock: true }), null)
  const us = readKeysOf('us')
  assert.equal(us({ ...none, usage: 0x1e, capsLock: true }), '1')
})

test('whatever key is found for a character types that character', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...keyboardLayouts),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      (layout, character) => {
        const key = characterToKey(layout, character)
        if (key !== null) assert.equal(readKeysOf(layout)({ ...key, capsLock: false }), character)
      },
    ),
  )
})
