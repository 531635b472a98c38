import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLanguages, type Words } from './load-languages.ts'

/** Every text by its path; plural forms are one, because languages differ in how many they have. */
function flatten(words: Words, path = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value] as const] : [...flatten(value, `${path}${key}.`)],
    ),
  )
}

const withoutPlural = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '')
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

const languages = readLanguages()
const english = flatten(languages.get('en') ?? {})

test('there are words, in more than one language', () => {
  assert.ok(english.size > 50 && languages.size > 1)
})

for (const [language, words] of languages) {
  const texts = flatten(words)

  test(`${language} says all that English says, and nothing else`, () => {
    const keys = (map: Map<string, string>) => [...new Set([...map.keys()].map(withoutPlural))].sort()
    assert.deepEqual(keys(texts), keys(english))
  })

  test(`${language} leaves no text empty and fills in the same values`, () => {
    for (const [key, text] of texts) {
      assert.notEqual(text.trim(), '', key)
      const twin = english.get(key) ?? english.get(`${withoutPlural(key)}_other`) ?? ''
      if (!key.endsWith('_zero')) assert.deepEqual(placeholders(text), placeholders(twin), key)
    }
  })

  test(`${language} has every plural form that its rules ask for`, () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const plurals = new Set([...texts.keys()].filter((key) => key !== withoutPlural(key)).map(withoutPlural))
    for (const key of plurals) for (const form of forms) assert.ok(texts.has(`${key}_${form}`), `${key}_${form}`)
  })
}
