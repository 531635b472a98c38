import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { useTranslation } from 'react-i18next'
import { isLanguage, languages } from '../../../core/contract/languages.ts'
import { useKiosk, useKioskState } from '../../kiosk/kiosk-context.ts'
import { directionOf, languageName } from '../../language.ts'
import { useSetup } from '../setup-context.ts'
import { speakInDraft } from '../setup-draft.ts'

/** The language of this screen from now on; unless something else is said later, the kiosk's as well. */
export function LanguageStep() {
  const { t } = useTranslation()
  const kiosk = useKiosk()
  const { draft, change } = useSetup()
  const spoken = useKioskState((state) => state.language)
  const choose = (language: string): void => {
    kiosk.keepLanguage(language)
    if (isLanguage(language)) change(speakInDraft(draft, language))
  }
  return (
    <>
      <p>{t('setup.language.text')}</p>
      <RadioGroup className="setup-languages" aria-label={t('setup.language.title')} value={spoken} onChange={choose}>
        {languages.map((language) => (
          <Radio key={language} className="choice" value={language}>
            <span className="choice-dot" aria-hidden="true" />
            <span lang={language} dir={directionOf(language)}>
              {languageName(language)}
            </span>
          </Radio>
        ))}
      </RadioGroup>
    </>
  )
}
