/** The screens' languages. A station names those that it offers; a person's own is used wherever it is known here. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import de from '../resources/languages/de.json'
import en from '../resources/languages/en.json'

const resources = { en: { translation: en }, de: { translation: de } }

export const knownLanguages = Object.keys(resources)

export const i18n = i18next.createInstance()

export async function loadLanguages(): Promise<void> {
  await i18n.use(initReactI18next).init({
    resources,
    lng: 'en',
    fallbackLng: 'en',
    // React escapes what it prints.
    interpolation: { escapeValue: false },
  })
}

/** What a language calls itself. */
export function languageName(language: string): string {
  return i18n.getFixedT(language)('languageName')
}
