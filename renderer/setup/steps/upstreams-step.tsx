import type { TFunction } from 'i18next'
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
import type { DraftUpstream } from '../setup-draft.ts'
import { pathOfField, type UpstreamField, upstreamFields } from '../upstream-fields.ts'

/** Whom the station tells what. None is needed to begin with. */
export function UpstreamsStep() {
  const { t } = useTranslation()
  return (
    <>
      <p>{t('setup.upstreams.text')}</p>
      <ul className="setup-readers">
        {setupUpstreams.map((upstream) => (
          <UpstreamItem key={upstream} upstream={upstream} />
        ))}
      </ul>
    </>
  )
}

function UpstreamItem({ upstream }: { upstream: SetupUpstream }) {
  const { t } = useTranslation()
  const { draft, change } = useSetup()
  const said = draft.upstreams[upstream]
  const put = (next: DraftUpstream | undefined): void => {
    const { [upstream]: _before, ...others } = draft.upstreams
    change({ upstreams: next ? { ...others, [upstream]: next } : others })
  }
  return (
    <li className="setup-reader">
      <Checkbox
        className="tick"
        isSelected={said !== undefined}
        onChange={(isUsed) => put(isUsed ? { url: '', dialect: 'reference', values: {} } : undefined)}
      >
        <span className="tick-box" aria-hidden="true">
          <Check />
        </span>
        <strong>{t(`setup.upstreams.names.${upstream}`)}</strong>
      </Checkbox>
      <p className="setup-reader-note">{t(`setup.upstreams.notes.${upstream}`)}</p>
      {said && <UpstreamFields upstream={upstream} said={said} onChange={put} />}
    </li>
  )
}

function UpstreamFields(props: {
  upstream: SetupUpstream
  said: DraftUpstream
  onChange: (said: DraftUpstream) => void
}) {
  const { upstream, said, onChange } = props
  const { t } = useTranslation()
  return (
    <div className="setup-reader-parts">
      <Entry
        path={`upstreams.${upstream}.url`}
        label={t('setup.upstreams.url')}
        type="url"
        placeholder="https://…"
        isLeftToRight
        value={said.url}
        onChange={(url) => onChange({ ...said, url })}
      />
      <TryButton url={said.url} />
      <RadioGroup
        className="setup-uses"
        value={said.dialect}
        onChange={(dialect) => onChange({ ...said, dialect: dialect === 'vendor' ? 'vendor' : 'reference' })}
      >
        <Label>{t('setup.upstreams.dialect')}</Label>
        {(['reference', 'vendor'] as const).map((dialect) => (
          <Radio key={dialect} className="choice" value={dialect}>
            <span className="choice-dot" aria-hidden="true" />
            {t(`setup.upstreams.dialects.${dialect}`)}
          </Radio>
        ))}
      </RadioGroup>
      {upstreamFields[upstream].map((field) => (
        <Entry
          key={field.name}
          path={pathOfField(upstream, field)}
          label={t(`setup.upstreams.fields.${field.name}`)}
          hint={hintOf(field, t)}
          type={field.isSecret ? 'password' : 'text'}
          isLeftToRight
          value={said.values[field.name] ?? ''}
          onChange={(value) => onChange({ ...said, values: { ...said.values, [field.name]: value } })}
        />
      ))}
    </div>
  )
}

function hintOf({ name, isSecret }: UpstreamField, t: TFunction): string | undefined {
  if (isSecret) return t('setup.upstreams.secretHint')
  return name === 'cardSystemId' ? t('setup.upstreams.cardSystemHint') : undefined
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
        ? t(answer.isFoyer ? 'setup.upstreams.isFoyer' : 'setup.upstreams.answers', { status: answer.status })
        : answer.type === 'silent'
          ? t('setup.upstreams.silent', { why: answer.why })
          : t('setup.failed')
    setTrial({ type: 'told', url: asked, words, isGood: answer.type === 'answers' })
  }
  return (
    <div className="setup-trial">
      <Button className="button" isDisabled={!isWebAddress(url)} isPending={trial.type === 'asking'} onPress={ask}>
        <PlugZap aria-hidden="true" />
        {t('setup.upstreams.try')}
      </Button>
      <p role="status" className={trial.type === 'told' && !trial.isGood ? 'setup-fault' : undefined}>
        {trial.type === 'asking' && t('setup.upstreams.trying')}
        {trial.type === 'told' && trial.url === url.trim() && trial.words}
      </p>
    </div>
  )
}
