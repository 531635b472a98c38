import { Pencil } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { setupUpstreams } from '../../../core/contract/setup-upstreams.ts'
import { languageName } from '../../language.ts'
import type { SetupStep } from '../find-draft-faults.ts'
import { useSetup } from '../setup-context.ts'
import { idOfDraft, windowReaderId } from '../setup-draft.ts'
import { useSetupStore } from '../setup-store.ts'

/** All of it once more, each part with the way back to it. */
export function SummaryStep() {
  const { t, i18n } = useTranslation()
  const { draft } = useSetup()
  const { supervisor, readers, upstreams } = draft
  const list = new Intl.ListFormat(i18n.language, { type: 'unit' })
  const readerNames = readers.map(({ id, name, use }) => {
    const shown = name.trim() || (id === windowReaderId ? t('setup.readers.window') : id)
    return `${shown} (${t(`setup.readers.uses.${use}`)})`
  })
  const told = setupUpstreams.filter((upstream) => upstreams[upstream])
  return (
    <>
      <p>{t('setup.summary.text')}</p>
      <dl className="setup-summary">
        <Part step="place" title={t('setup.steps.place')}>
          <strong>{draft.name}</strong>, {draft.location.trim() || 'HQ'}
          <br />
          <span dir="ltr">{draft.zone}</span> · <span dir="ltr">{idOfDraft(draft)}</span>
        </Part>
        <Part step="languages" title={t('setup.steps.languages')}>
          {list.format(draft.languages.map(languageName))}
        </Part>
        <Part step="readers" title={t('setup.steps.readers')}>
          {readerNames.map((name) => (
            <span key={name} className="setup-line">
              {name}
            </span>
          ))}
        </Part>
        <Part step="upstreams" title={t('setup.steps.upstreams')}>
          {told.length === 0 && t('setup.summary.noUpstreams')}
          {told.map((upstream) => (
            <span key={upstream} className="setup-line">
              {t(`setup.upstreams.names.${upstream}`)} <span dir="ltr">{upstreams[upstream]?.url}</span>
            </span>
          ))}
        </Part>
        <Part step="supervisor" title={t('setup.steps.supervisor')}>
          <strong>{supervisor.displayName}</strong> (<span dir="ltr">{supervisor.employeeNumber}</span>)
          <br />
          {t('setup.summary.card')} <span dir="ltr">{supervisor.badge?.text}</span>
        </Part>
      </dl>
      <p>{t('setup.summary.later')}</p>
    </>
  )
}

function Part({ step, title, children }: { step: SetupStep; title: string; children: ReactNode }) {
  const { t } = useTranslation()
  const go = useSetupStore((state) => state.go)
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
      <dd className="setup-summary-tool">
        <Button className="button" aria-label={t('setup.summary.changePart', { part: title })} onPress={() => go(step)}>
          <Pencil aria-hidden="true" />
          {t('setup.summary.change')}
        </Button>
      </dd>
    </div>
  )
}
