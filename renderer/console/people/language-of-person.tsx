import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { useTranslation } from 'react-i18next'
import { type Language, languages } from '../../../core/contract/languages.ts'
import { languageName } from '../../language.ts'
import { ToldWords } from '../told-words.tsx'
import { useToldChange } from '../use-told-change.ts'

/** Of a radio: nobody's language is called so. */
const none = 'none'

/** In which language the door speaks to somebody. A choice is none until it is confirmed. */
export function LanguageOfPerson(props: { employeeNumber: string; language: string | null; onChanged: () => void }) {
  const { employeeNumber, language, onChanged } = props
  const { t } = useTranslation()
  const { isBusy, told, change } = useToldChange()
  const [chosen, setChosen] = useState(language ?? none)
  const save = async () => {
    const next: Language | null = languages.find((each) => each === chosen) ?? null
    const request = { employeeNumber, change: { type: 'language' as const, language: next } }
    const saved = await change('changePerson', request, () => ({
      type: 'done',
      words: [t('console.people.languageSaved')],
    }))
    if (saved?.type === 'done') onChanged()
  }
  return (
    <>
      <p className="console-note">{t('console.people.languageWords')}</p>
      <RadioGroup className="choices" aria-label={t('console.people.language')} value={chosen} onChange={setChosen}>
        {[none, ...languages].map((each) => (
          <Radio key={each} className="choice" value={each}>
            <span className="choice-dot" aria-hidden="true" />
            {each === none ? t('console.people.noLanguage') : <span lang={each}>{languageName(each)}</span>}
          </Radio>
        ))}
      </RadioGroup>
      <Button
        className="button"
        isDisabled={chosen === (language ?? none)}
        isPending={isBusy}
        onPress={() => void save()}
      >
        {t('console.people.saveLanguage')}
      </Button>
      <ToldWords told={told} />
    </>
  )
}
