import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { compare, findLanguageFaults, findUnknownTexts } from '../../build/find-language-faults.ts'
import { languages } from '../../core/contract/languages.ts'
import { formatAge, formatDate, formatTime, localeOf } from '../../renderer/parts/format-time.ts'
import { translateStrictly } from './load-languages.ts'

const folder = join(import.meta.dirname, '../../resources/languages')

test('every language says all that English says, with all its plural forms and the same values filled in', () => {
  assert.deepEqual(findLanguageFaults(), [])
})

test('every text that the screens ask for is there', () => {
  assert.deepEqual(findUnknownTexts(), [])
})

test('there is a file for every language that a station may offer, and no other', () => {
  const files = languages.map((language) => `${language}.json`).sort()
  for (const dir of [folder, join(folder, 'console'), join(folder, 'setup')]) {
    assert.deepEqual(
      readdirSync(dir)
        .filter((file) => file.endsWith('.json'))
        .sort(),
      files,
    )
  }
})

test('a text that is missing, empty, unasked for, short of a plural form or of a value is found', () => {
  const english = new Map([
    ['a', 'one {{name}}'],
    ['b_one', '{{count}} b'],
    ['b_other', '{{count}} bs'],
    ['c', 'c'],
  ])
  const arabic = new Map([
    ['a', 'ا'],
    ['b_zero', 'لا'],
    ['b_one', 'واحد'],
    ['b_two', 'اثنان'],
    ['b_many', '{{count}} ب'],
    ['b_other', 'ب'],
    ['d', ' '],
  ])
  assert.deepEqual(compare(english, arabic, 'ar').sort(), [
    'a fills in {}, English {name}',
    'b_few is missing',
    'b_other fills in {}, English {count}',
    'c is missing',
    'd is empty',
    'd is not in English',
  ])
  assert.deepEqual(compare(english, english, 'en'), [])
})

const atMs = Date.parse('2026-03-03T07:02:00Z')

test('dates are those of the language, and the digits are the same in all of them', () => {
  const dates = languages.map((language) => formatDate(atMs, 'Europe/Berlin', language))
  assert.deepEqual(dates, [
    'Tuesday 3 March',
    'Dienstag, 3. März',
    'martes, 3 de marzo',
    'mardi 3 mars',
    'الثلاثاء، 3 مارس',
    '3月3日星期二',
  ])
  for (const language of languages) {
    assert.equal(formatTime(atMs, 'Europe/Berlin', language), '08:02', language)
    assert.match(formatAge(3 * 3_600_000, language) ?? '', /3/, language)
    assert.equal(new Intl.NumberFormat(localeOf(language), { useGrouping: false }).format(1234), '1234')
  }
})

test('hours are counted by the plural rules of each language', async () => {
  const say = async (language: string, counts: number[]) => {
    const t = await translateStrictly(language)
    return counts.map((count) => t('durationSpoken.hours', { count }))
  }
  assert.deepEqual(await say('fr', [0, 1, 2]), ['0 heure', '1 heure', '2 heures'])
  assert.deepEqual(await say('es', [0, 1, 2]), ['0 horas', '1 hora', '2 horas'])
  assert.deepEqual(await say('ar', [0, 1, 2, 3, 11, 100]), [
    '0 ساعة',
    'ساعة واحدة',
    'ساعتان',
    '3 ساعات',
    '11 ساعة',
    '100 ساعة',
  ])
  assert.deepEqual(await say('zh', [0, 1, 2]), ['0 小时', '1 小时', '2 小时'])
})
