/** The console's words come with the console: a kiosk that nobody looks after never loads them. */
import { addWords } from '../language.ts'

await addWords({
  en: () => import('../../resources/languages/console/en.json'),
  de: () => import('../../resources/languages/console/de.json'),
  es: () => import('../../resources/languages/console/es.json'),
  fr: () => import('../../resources/languages/console/fr.json'),
  ar: () => import('../../resources/languages/console/ar.json'),
  zh: () => import('../../resources/languages/console/zh.json'),
})
