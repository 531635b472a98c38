/**
 * The screens' languages. A station names those that it offers; a person's own is used wherever it is known here. The words
 * and letters of each are loaded when it is first needed, and nothing is shown in a language before they are there.
 */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { type Language, languages } from '../core/contract/languages.ts'

/** One file of words for each language, so that a language that somebody forgot does not compile. */
export type WordFiles = Record<Language, () => Promise<{ default: object }>>

const kioskWords: WordFiles = {
  en: () => import('../resources/languages/en.json'),
  de: () => import('../resources/languages/de.json'),
  es: () => import('../resources/languages/es.json'),
  fr: () => import('../resources/languages/fr.json'),
  ar: () => import('../resources/languages/ar.json'),
  zh: () => import('../resources/languages/zh.json'),
}

/** What the face of the screens has no letters for: a kiosk's system may have none either. */
const letters: Partial<Record<Language, { family: string; load?: () => Promise<unknown> }>> = {
  ar: { family: 'Noto Sans Arabic Variable' },
  zh: { family: 'Noto Sans SC Variable', load: () => import('./styles/letters-zh.css') },
}

/** Letters that have not come by then come later (ours). */
const lettersWithinMs = 1500
const rememberedAs = 'foyer.language'

export const i18n = i18next.createInstance()
void i18n.use(initReactI18next).init({
  resources: {},
  initAsync: false,
  // A text that is missing stops the build; a screen in two languages would only hide it.
  fallbackLng: false,
  // React escapes what it prints.
  interpolation: { escapeValue: false },
})

const wordFiles: WordFiles[] = [kioskWords]
const loads = new Map<Language, Promise<boolean>>()
const loaded = new Set<Language>()

/** What a kiosk asks of its languages. */
export const screenLanguages = {
  known: languages as readonly string[],
  /** The one that this station's screen last began in; null the first time. */
  remembered: readRemembered(),
  /** For a page that no station has answered yet. */
  preferred: navigator.languages.map((tag) => tag.slice(0, 2)).find(isKnown) ?? 'en',
  isLoaded: (language: string): boolean => isKnown(language) && loaded.has(language),
  /** False: the words did not come, and may be asked for again. */
  load: async (language: string): Promise<boolean> => isKnown(language) && loadLanguage(language),
  /** The letters by which these languages are offered; theirs alone. */
  loadNames: async (offered: readonly string[]): Promise<void> => {
    const faces = offered.filter(isKnown).map((language) => ({ family: letters[language]?.family, language }))
    await Promise.all(
      faces.map(({ family, language }) => (family ? fetchLetters(family, languageName(language)) : null)),
    )
  },
  /** Only once it is loaded. */
  use: (language: string): void => void i18n.changeLanguage(language),
  remember: (language: string): void => {
    try {
      localStorage.setItem(rememberedAs, language)
    } catch {
      // A browser that keeps nothing starts without words next time.
    }
  },
}

export type ScreenLanguages = typeof screenLanguages

/** Words that come with a part of the screens; resolves when they are there in each language that is in use. */
export async function addWords(files: WordFiles): Promise<void> {
  wordFiles.push(files)
  await Promise.all([...loads.keys()].map((language) => readWords(files, language)))
}

/** What a language calls itself. */
export function languageName(language: string): string {
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1)
}

export function directionOf(language: string): 'ltr' | 'rtl' {
  return i18n.dir(language)
}

function isKnown(language: string): language is Language {
  return Object.hasOwn(kioskWords, language)
}

function loadLanguage(language: Language): Promise<boolean> {
  const known = loads.get(language)
  if (known) return known
  const load = Promise.all([...wordFiles.map((files) => readWords(files, language)), loadLetters(language)]).then(
    () => {
      loaded.add(language)
      return true
    },
    () => {
      loads.delete(language)
      return false
    },
  )
  loads.set(language, load)
  return load
}

async function readWords(files: WordFiles, language: Language): Promise<void> {
  const { default: words } = await files[language]()
  i18n.addResourceBundle(language, 'translation', words, true, true)
}

/** Those that the kiosk's own words are written in, so that no line changes its width when they arrive. */
async function loadLetters(language: Language): Promise<void> {
  const face = letters[language]
  if (!face) return
  const [{ default: words }] = await Promise.all([kioskWords[language](), face.load?.()])
  await fetchLetters(face.family, JSON.stringify(words))
}

async function fetchLetters(family: string, text: string): Promise<void> {
  const late = new Promise((resolve) => setTimeout(resolve, lettersWithinMs))
  await Promise.race([late, document.fonts.load(`400 1em "${family}"`, text).catch(() => {})])
}

function readRemembered(): Language | null {
  try {
    const language = localStorage.getItem(rememberedAs)
    return language !== null && isKnown(language) ? language : null
  } catch {
    return null
  }
}
