/** The languages that the screens speak, by their ISO 639 codes. */
export const languages = ['en', 'de', 'es', 'fr', 'ar', 'zh'] as const

export type Language = (typeof languages)[number]

export function isLanguage(code: string): code is Language {
  return (languages as readonly string[]).includes(code)
}
