/**
 * What is missing in the words of the screens: held against English, which is written first, against the plural rules of each
 * language, and against the texts that the screens ask for.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { languages } from '../core/contract/languages.ts'

const projectDir = resolve(import.meta.dirname, '..')

type Words = { [key: string]: string | Words }
export type Texts = Map<string, string>

/** A kiosk's words, the console's and those of the first run stand in folders of their own. */
const folders = ['', 'console', 'setup']

const pluralSuffix = /_(zero|one|two|few|many|other)$/
const withoutPlural = (key: string): string => key.replace(pluralSuffix, '')
const valuesOf = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort()

/** One sentence per fault; none for words that are whole. `dir` is the folder of the languages. */
export function findLanguageFaults(dir: string = join(projectDir, 'resources/languages')): string[] {
  return folders.flatMap((folder) => {
    const english = readTexts(join(dir, folder, 'en.json'))
    return languages.flatMap((language) => {
      const file = join(dir, folder, `${language}.json`)
      const texts = readTexts(file)
      return compare(english, texts, language).map((fault) => `${relative(dir, file)}: ${fault}`)
    })
  })
}

/** Every text by its path. */
export function readTexts(file: string): Texts {
  return flatten(JSON.parse(readFileSync(file, 'utf8')), '')
}

function flatten(words: Words, path: string): Texts {
  return new Map(
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value] as const] : [...flatten(value, `${path}${key}.`)],
    ),
  )
}

export function compare(english: Texts, texts: Texts, language: string): string[] {
  const [wanted, given] = [english, texts].map((map) => new Set([...map.keys()].map(withoutPlural)))
  const missing = [...(wanted ?? [])].filter((key) => !given?.has(key)).map((key) => `${key} is missing`)
  const unasked = [...(given ?? [])].filter((key) => !wanted?.has(key)).map((key) => `${key} is not in English`)
  const empty = [...texts].filter(([, text]) => text.trim() === '').map(([key]) => `${key} is empty`)
  return [...missing, ...unasked, ...empty, ...findPluralFaults(texts, language), ...findValueFaults(english, texts)]
}

function findPluralFaults(texts: Texts, language: string): string[] {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  const plurals = new Set([...texts.keys()].filter((key) => pluralSuffix.test(key)).map(withoutPlural))
  return [...plurals].flatMap((key) =>
    forms.filter((form) => !texts.has(`${key}_${form}`)).map((form) => `${key}_${form} is missing`),
  )
}

/** “One hour” and “two hours” need no digit in languages that have a form for exactly so many. */
function findValueFaults(english: Texts, texts: Texts): string[] {
  return [...texts].flatMap(([key, text]) => {
    const twin = english.get(key) ?? english.get(`${withoutPlural(key)}_other`)
    if (twin === undefined) return []
    const isExact = /_(zero|one|two)$/.test(key)
    const names = (of: string) => valuesOf(of).filter((name) => !isExact || name !== 'count')
    return names(text).join() === names(twin).join()
      ? []
      : [`${key} fills in {${names(text)}}, English {${names(twin)}}`]
  })
}

/** Texts that the screens' sources ask for by name, and that are not in English. */
export function findUnknownTexts(sourceDir: string = join(projectDir, 'renderer')): string[] {
  const keys = [
    ...folders.flatMap((folder) => [...readTexts(join(projectDir, 'resources/languages', folder, 'en.json')).keys()]),
  ]
  const known = new Set(keys.flatMap((key) => [key, withoutPlural(key)]))
  return readdirSync(sourceDir, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) =>
      listAskedTexts(readFileSync(join(sourceDir, file), 'utf8'))
        .filter(({ text, isWhole }) => (isWhole ? !known.has(text) : !keys.some((key) => key.startsWith(text))))
        .map(({ text }) => `${file} asks for ${text}`),
    )
}

/** `t('a.b')` whole, and of t(`a.${b}`) what stands before the value. */
function listAskedTexts(source: string): { text: string; isWhole: boolean }[] {
  const whole = [...source.matchAll(/\bt\(\s*'([^']+)'/g)].map(([, text = '']) => ({ text, isWhole: true }))
  const begun = [...source.matchAll(/\bt\(\s*`([^`$]+)\$\{/g)].map(([, text = '']) => ({ text, isWhole: false }))
  return [...whole, ...begun]
}
