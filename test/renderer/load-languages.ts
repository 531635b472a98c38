import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import i18next, { type TFunction } from 'i18next'

const folder = join(import.meta.dirname, '../../resources/languages')

export type Words = { [key: string]: string | Words }

/** The kiosk's words and the console's, which stand in files of their own, as they come together on screen. */
export function readLanguages(): Map<string, Words> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  return new Map(files.map((file) => [file.replace('.json', ''), { ...read(file), ...read(join('console', file)) }]))
}

function read(file: string): Words {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'))
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
