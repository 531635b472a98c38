import { Check, PlugZap } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Checkbox } from 'react-aria-components/Checkbox'
import { Label } from 'react-aria-components/Label'
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { useTranslation } from 'react-i18next'
import { type SetupUpstream, setupUpstreams } from '../../../core/contract/setup-upstreams.ts'
import { useKiosk } from '../../kiosk/kiosk-context.ts'
import { Entry } from '../entry.tsx'
import { isWebAddress } from '../find-draft-faults.ts'
import { useSetup } from '../setup-context.ts'
import type { DraftSystem } from '../setup-draft.ts'
import { systemFields } from '../system-fields.ts'

/** Whom the station tells what. None is needed to begin with. */
export function SystemsStep() {
  const { t } = useTranslation()
  return (
    <>
      <p>{t('setup.systems.text')}</p>
      <ul className="setup-readers">
        {setupUpstreams.map((upstream) => (
          <SystemItem key={upstream} upstream={upstream} />
        ))}
      </ul>
    </>
  )
}

function SystemItem({ upstream }: { upstream: SetupUpstream }) {
  const { t } = useTranslation()
  const { draft, change } = useSetup()
  const system = draft.systems[upstream]
  const put = (next: DraftSystem | undefined): void => {
    const { [upstream]: _before, ...others } = draft.systems
    change({ systems: next ? { ...others, [upstream]: next } : others })
  }
  return (
    <li className="setup-reader">
      <Checkbox
        className="tick"
        isSelected={system !== undefined}
        onChange={(isUsed) => put(isUsed ? { url: '', dialect: 'reference', values: {} } : undefined)}
      >
        <span className="tick-box" aria-hidden="true">
          <Check />
        </span>
        <strong>{t(`setup.systems.names.${upstream}`)}</strong>
      </Checkbox>
      <p className="setup-reader-note">{t(`setup.systems.notes.${upstream}`)}</p>
      {system && <SystemFields upstream={upstream} system={system} onChange={put} />}
    </li>
  )
}

function SystemFields(props: {
  upstream: SetupUpstream
  system: DraftSystem
  onChange: (system: DraftSystem) => void
}) {
  const { upstream, system, onChange } = props
  const { t } = useTranslation()
  return (
    <div className="setup-reader-parts">
      <Entry
        path={`upstreams.${upstream}.url`}
        label={t('setup.systems.url')}
        type="url"
        placeholder="https://…"
        isLeftToRight
        value={system.url}
        onChange={(url) => onChange({ ...system, url })}
      />
      <TryButton url={system.url} />
      <RadioGroup
        className="setup-uses"
        value={system.dialect}
        onChange={(dialect) => onChange({ ...system, dialect: dialect === 'vendor' ? 'vendor' : 'reference' })}
      >
        <Label>{t('setup.systems.dialect')}</Label>
        {(['reference', 'vendor'] as const).map((dialect) => (
          <Radio key={dialect} className="choice" value={dialect}>
            <span className="choice-dot" aria-hidden="true" />
            {t(`setup.systems.dialects.${dialect}`)}
          </Radio>
        ))}
      </RadioGroup>
      {systemFields[upstream].map(({ name, isSecret }) => (
        <Entry
          key={name}
          path={`upstreams.${upstream}.${name}`}
          label={t(`setup.systems.fields.${name}`)}
          hint={isSecret ? t('setup.systems.secretHint') : undefined}
          type={isSecret ? 'password' : 'text'}
          isLeftToRight
          value={system.values[name] ?? ''}
          onChange={(value) => onChange({ ...system, values: { ...system.values, [name]: value } })}
        />
      ))}
    </div>
  )
}

type Trial = { type: 'none' } | { type: 'asking' } | { type: 'told'; url: string; words: string; isGood: boolean }

/** Whether anything answers there: no more can be known without telling it something. */
function TryButton({ url }: { url: string }) {
  const { t } = useTranslation()
  const { call } = useKiosk()
  const [trial, setTrial] = useState<Trial>({ type: 'none' })
  const ask = async (): Promise<void> => {
    const asked = url.trim()
    setTrial({ type: 'asking' })
    const answer = await call('trySetupUpstream', { url: asked })
    const words =
      answer.type === 'answers'
        ? t(answer.isFoyer ? 'setup.systems.isFoyer' : 'setup.systems.answers', { status: answer.status })
        : answer.type === 'silent'
          ? t('setup.systems.silent', { why: answer.why })
          : t('setup.failed')
    setTrial({ type: 'told', url: asked, words, isGood: answer.type === 'answers' })
  }
  return (
    <div className="setup-trial">
      <Button className="button" isDisabled={!isWebAddress(url)} isPending={trial.type === 'asking'} onPress={ask}>
        <PlugZap aria-hidden="true" />
        {t('setup.systems.try')}
      </Button>
      <p role="status" className={trial.type === 'told' && !trial.isGood ? 'setup-fault' : undefined}>
        {trial.type === 'asking' && t('setup.systems.trying')}
        {trial.type === 'told' && trial.url === url.trim() && trial.words}
      </p>
    </div>
  )
}
