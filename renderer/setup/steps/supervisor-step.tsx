import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { formatBadge } from '../../../core/badge/read-badge.ts'
import { mostEmployeeNumber, mostPersonName } from '../../../core/contract/text-patterns.ts'
import { BadgePicture } from '../../parts/badge-picture.tsx'
import { Entry } from '../entry.tsx'
import { useSetup } from '../setup-context.ts'
import { type Draft, typeBadge } from '../setup-draft.ts'
import { useTriedCard } from '../tried-card.tsx'

const mostDigits = 12

/** Whoever looks after the station from then on: they make everybody else what they are. */
export function SupervisorStep() {
  const { t } = useTranslation()
  const { draft, change } = useSetup()
  const { supervisor } = draft
  const put = (part: Partial<Draft['supervisor']>): void => change({ supervisor: { ...supervisor, ...part } })
  const tried = useTriedCard()
  const key = tried?.key
  // biome-ignore lint/correctness/useExhaustiveDependencies: a tap is taken once, whatever is typed afterwards
  useEffect(() => {
    const number = tried?.read.candidates[0]
    if (number) put({ badge: { text: formatBadge(number), number } })
  }, [key])
  const pinDigits = (text: string): string => text.replace(/\D/g, '').slice(0, mostDigits)
  return (
    <>
      <p>{t('setup.supervisor.text')}</p>
      <Entry
        path="supervisor.displayName"
        label={t('setup.supervisor.name')}
        mostLetters={mostPersonName}
        value={supervisor.displayName}
        onChange={(displayName) => put({ displayName })}
      />
      <Entry
        path="supervisor.employeeNumber"
        label={t('setup.supervisor.number')}
        hint={t('setup.supervisor.numberHint')}
        isLeftToRight
        mostLetters={mostEmployeeNumber}
        value={supervisor.employeeNumber}
        onChange={(employeeNumber) => put({ employeeNumber })}
      />
      <div className="setup-try">
        <BadgePicture />
        <div role="status">
          {tried === null && <p>{t('setup.supervisor.tap')}</p>}
          {tried !== null && tried.read.candidates.length > 0 && <p key={key}>{t('setup.supervisor.tapped')}</p>}
          {tried !== null && tried.read.candidates.length === 0 && (
            <p key={key} className="setup-fault">
              {t('setup.readers.notRead')} {tried.read.why}
            </p>
          )}
        </div>
      </div>
      <Entry
        path="supervisor.badge"
        label={t('setup.supervisor.badge')}
        hint={t('setup.supervisor.badgeHint')}
        isLeftToRight
        value={supervisor.badge?.text ?? ''}
        onChange={(text) => put({ badge: text === '' ? null : typeBadge(text) })}
      />
      <Entry
        path="supervisor.pin"
        label={t('setup.supervisor.pin')}
        hint={t('setup.supervisor.pinHint')}
        type="password"
        isPin
        isLeftToRight
        value={supervisor.pin}
        onChange={(text) => put({ pin: pinDigits(text) })}
      />
      <Entry
        path="supervisor.pinAgain"
        label={t('setup.supervisor.pinAgain')}
        type="password"
        isPin
        isLeftToRight
        value={supervisor.pinAgain}
        onChange={(text) => put({ pinAgain: pinDigits(text) })}
      />
    </>
  )
}
