/** The words of the first run come with it: a station needs them once. */
import { addWords } from '../language.ts'

await addWords({
  en: () => import('../../resources/languages/setup/en.json'),
  de: () => import('../../resources/languages/setup/de.json'),
  es: () => import('../../resources/languages/setup/es.json'),
  fr: () => import('../../resources/languages/setup/fr.json'),
  ar: () => import('../../resources/languages/setup/ar.json'),
  zh: () => import('../../resources/languages/setup/zh.json'),
})
