import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isBounded } from '../../core/contract/bounded-pattern.ts'

test('a pattern that repeats a repetition or a choice is refused, because it may never end', () => {
  for (const pattern of ['(a+)+$', '(a*)*', '([a-z]+\\d?){2,}', '(?:a|a)*', '((a|b)c)+', '(\\w+\\s?)+', '(a+)\\1']) {
    assert.equal(isBounded(pattern), false, pattern)
  }
})

test('patterns as sites write them are taken', () => {
  for (const pattern of [
    'E\\d+',
    '[A-Z]{2}-\\d{4,6}',
    '(?:Active|Gone)',
    '\\(\\d+\\)',
    '[(+*|]+',
    '(?:\\d{2}){3}',
    '',
  ]) {
    assert.equal(isBounded(pattern), true, pattern)
  }
})
