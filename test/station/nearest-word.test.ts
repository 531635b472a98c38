import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { nearestWord } from '../../core/station/nearest-word.ts'

const known = ['repeatGuardSeconds', 'undoSeconds', 'longestShiftHours', 'resultSeconds', 'use', 'id']

it('a word with a letter wrong, missing, doubled, swapped or in the wrong case is recognised', () => {
  for (const wrong of ['undoSecond', 'undoSecconds', 'undoSceonds', 'undoSexonds', 'UNDOSECONDS', 'undo_seconds']) {
    assert.equal(nearestWord(wrong, known), 'undoSeconds', wrong)
  }
  assert.equal(nearestWord('repeatGaurdSecond', known), 'repeatGuardSeconds')
})

it('a word that is like none of them is nobody’s mistake', () => {
  for (const wrong of ['colour', 'x', 'password', 'seconds']) assert.equal(nearestWord(wrong, known), null, wrong)
})

it('a known word is nearest to itself, and what is suggested is always known', () => {
  fc.assert(
    fc.property(fc.constantFrom(...known), fc.string({ maxLength: 30 }), (word, any) => {
      assert.equal(nearestWord(word, known), word)
      const suggested = nearestWord(any, known)
      assert.ok(suggested === null || known.includes(suggested))
    }),
  )
})
