import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import { useTranslation } from 'react-i18next'
import { directionOf, languageName, screenLanguages } from '../language.ts'
import { useKiosk, useKioskState } from './kiosk-context.ts'

/** Only where there is something to choose. Each language is written in itself. */
export function LanguageSwitch({ languages }: { languages: string[] }) {
  const { t } = useTranslation()
  const kiosk = useKiosk()
  const language = useKioskState((state) => state.language)
  const offered = languages.filter((each) => screenLanguages.known.includes(each))
  if (offered.length < 2) return null
  return (
    <ToggleButtonGroup
      className="languages"
      aria-label={t('ready.language')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={language === null ? [] : [language]}
      onSelectionChange={([chosen]) => {
        if (chosen !== undefined) kiosk.chooseLanguage(String(chosen))
      }}
    >
      {offered.map((each) => (
        <ToggleButton key={each} id={each} className="language">
          <span lang={each} dir={directionOf(each)}>
            {languageName(each)}
          </span>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
