import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recognize, type SentenceCode, say, sentences } from '../../core/contract/sentences.ts'

const codes = Object.keys(sentences) as SentenceCode[]
const namesOf = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name)

test('every sentence is known again with its values, so that what is stored in English can be said in another language', () => {
  for (const code of codes) {
    const values = Object.fromEntries(namesOf(sentences[code]).map((name, index) => [name, `v${index}-${name}`]))
    const text = (say as (code: SentenceCode, values: object) => string)(code, values)
    assert.doesNotMatch(text, /\{\{/)
    assert.deepEqual(recognize(text), { code, values }, text)
  }
})

test('no two sentences are the same, and a server’s own words are none of them', () => {
  assert.equal(new Set(Object.values(sentences)).size, codes.length)
  for (const words of ['NOT LINKED', 'INVALID TIME', 'no such user', 'HTTP 500', '']) {
    assert.equal(recognize(words), null, words)
  }
})

test('signs that patterns are made of are taken for themselves', () => {
  const text = say('value-no-number', { column: 'cardNumber', text: '1.5 (a|b) $& {{max}}' })
  assert.equal(text, 'cardNumber "1.5 (a|b) $& {{max}}" is not a whole number')
  assert.deepEqual(recognize(text)?.values, { column: 'cardNumber', text: '1.5 (a|b) $& {{max}}' })
})
