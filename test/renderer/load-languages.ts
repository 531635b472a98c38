import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import i18next, { type TFunction } from 'i18next'

const folder = join(import.meta.dirname, '../../resources/languages')

export type Words = { [key: string]: string | Words }

export function readLanguages(): Map<string, Words> {
  return new Map(
    readdirSync(folder).map((file) => [
      file.replace('.json', ''),
      JSON.parse(readFileSync(join(folder, file), 'utf8')) as Words,
    ]),
  )
}

/** As the screens translate; a key that is missing throws instead of showing itself. */
export async function translateStrictly(language: string): Promise<TFunction> {
  const i18n = i18next.createInstance()
  await i18n.init({
    resources: Object.fromEntries([...readLanguages()].map(([each, words]) => [each, { translation: words }])),
    lng: language,
    fallbackLng: false,
    interpolation: { escapeValue: false },
    parseMissingKeyHandler: (key) => {
      throw new Error(`no words for ${key} in ${language}`)
    },
  })
  return i18n.t
}
