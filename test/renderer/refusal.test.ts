import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { readTexts } from '../../build/find-language-faults.ts'
import { languages } from '../../core/contract/languages.ts'
import { type SentenceCode, say, sentences } from '../../core/contract/sentences.ts'
import { saySentence, toRefusal } from '../../renderer/console/refusal.ts'
import { translateStrictly } from './load-languages.ts'

const codes = Object.keys(sentences) as SentenceCode[]
const namesOf = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name)

test('whatever the station says to a supervisor has words in every language, and asks for no value that it does not get', () => {
  for (const language of languages) {
    const file = join(import.meta.dirname, '../../resources/languages/console', `${language}.json`)
    const texts = readTexts(file)
    for (const code of codes) {
      const words = texts.get(`console.refusals.${code}`)
      assert.ok(words, `${language}: no words for ${code}`)
      const given = namesOf(sentences[code])
      assert.deepEqual(
        namesOf(words).filter((name) => !given.includes(name)),
        [],
        `${language}: ${code}`,
      )
    }
    const unsaid = [...texts.keys()]
      .filter((key) => key.startsWith('console.refusals.'))
      .filter((key) => !Object.hasOwn(sentences, key.slice('console.refusals.'.length)))
    assert.deepEqual(unsaid, [], `${language}: words that nobody says`)
  }
})

test('a refusal is said in the language of the console, and in the station’s words where it has no other', async () => {
  const t = await translateStrictly('de')
  const reason = { code: 'unknown-batch', values: { batch: 'b' } } as const
  assert.deepEqual(toRefusal({ type: 'refused', message: 'There is no batch "b".', reason }, t), {
    words: 'Diesen Stapel gibt es nicht mehr.',
    code: 'unknown-batch',
  })
  assert.deepEqual(toRefusal({ type: 'refused', message: 'Something rare.' }, t), {
    words: 'Something rare.',
    code: null,
  })
  assert.equal(toRefusal({ type: 'changed' }, t), null)
})

test('what is stored in English is said in the language of the console; a server is quoted as it is', async () => {
  const t = await translateStrictly('fr')
  assert.equal(saySentence(say('value-missing', { column: 'displayName' }), t), 'displayName manque')
  assert.equal(saySentence('NOT LINKED', t), 'NOT LINKED')
})
