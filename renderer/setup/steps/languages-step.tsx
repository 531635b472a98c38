import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { type Language, languages } from '../../../core/contract/languages.ts'
import { directionOf, languageName } from '../../language.ts'
import { FaultNote } from '../entry.tsx'
import { useSetup } from '../setup-context.ts'

/** Which languages the kiosk offers, and in which order: the first is spoken when nobody has chosen. */
export function LanguagesStep() {
  const { t } = useTranslation()
  const { draft, change } = useSetup()
  const chosen = draft.languages
  const list = useRef<HTMLOListElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change may take away the button that made it
  useEffect(() => {
    const active = document.activeElement
    if (active === document.body || active?.matches(':disabled')) list.current?.focus()
  }, [chosen])
  const swap = (index: number): void =>
    change({
      languages: chosen.map((each, at) => chosen[at === index ? index - 1 : at === index - 1 ? index : at] ?? each),
    })
  return (
    <>
      <p>{t('setup.languages.text')}</p>
      <ol ref={list} tabIndex={-1} className="setup-list" aria-label={t('setup.languages.chosen')}>
        {chosen.map((language, index) => (
          <li key={language}>
            <Name language={language} />
            {index === 0 && <span className="tag">{t('setup.languages.first')}</span>}
            <span className="setup-list-tools">
              <Tool
                label={t('setup.languages.up', { language: languageName(language) })}
                isDisabled={index === 0}
                onPress={() => swap(index)}
              >
                <ArrowUp aria-hidden="true" />
              </Tool>
              <Tool
                label={t('setup.languages.down', { language: languageName(language) })}
                isDisabled={index === chosen.length - 1}
                onPress={() => swap(index + 1)}
              >
                <ArrowDown aria-hidden="true" />
              </Tool>
              <Tool
                label={t('setup.languages.remove', { language: languageName(language) })}
                isDisabled={chosen.length === 1}
                onPress={() => change({ languages: chosen.filter((each) => each !== language) })}
              >
                <X aria-hidden="true" />
              </Tool>
            </span>
          </li>
        ))}
      </ol>
      <FaultNote path="station.languages" />
      <div className="actions">
        {languages
          .filter((language) => !chosen.includes(language))
          .map((language) => (
            <Button
              key={language}
              className="button"
              aria-label={t('setup.languages.add', { language: languageName(language) })}
              onPress={() => change({ languages: [...chosen, language] })}
            >
              <Plus aria-hidden="true" />
              <Name language={language} />
            </Button>
          ))}
      </div>
    </>
  )
}

function Name({ language }: { language: Language }) {
  return (
    <span lang={language} dir={directionOf(language)}>
      {languageName(language)}
    </span>
  )
}

function Tool(props: { label: string; isDisabled: boolean; onPress: () => void; children: ReactNode }) {
  const { label, isDisabled, onPress, children } = props
  return (
    <Button className="button is-square" aria-label={label} isDisabled={isDisabled} onPress={onPress}>
      {children}
    </Button>
  )
}
