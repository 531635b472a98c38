/** The console's words come with the console: a kiosk that nobody looks after never loads them. */

import de from '../../resources/languages/console/de.json'
import en from '../../resources/languages/console/en.json'
import { i18n } from '../language.ts'

for (const [language, words] of Object.entries({ en, de })) {
  i18n.addResourceBundle(language, 'translation', words, true, false)
}
