import { CircleCheck, ShieldCheck, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { FieldError } from 'react-aria-components/FieldError'
import { Form } from 'react-aria-components/Form'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { Text } from 'react-aria-components/Text'
import { TextField } from 'react-aria-components/TextField'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../core/contract/contract.ts'
import { useKiosk } from '../../kiosk/kiosk-context.ts'

type State = { type: 'idle' } | { type: 'busy' } | { type: 'failed' } | Answer<'verifyAudit'>

/** Whether every entry is as it was written, against the backups and an end that somebody wrote down earlier. */
export function AuditVerification() {
  const { t } = useTranslation()
  const { call } = useKiosk()
  const [text, setText] = useState('')
  const [state, setState] = useState<State>({ type: 'idle' })
  const kept = readHead(text)
  const isWrong = text.trim() !== '' && kept === null
  const verify = async () => {
    if (isWrong) return
    setState({ type: 'busy' })
    const answer = await call('verifyAudit', { kept: kept ? [kept] : [] })
    setState(answer.type === 'intact' || answer.type === 'broken' ? answer : { type: 'failed' })
  }
  return (
    <Form
      className="verification"
      onSubmit={(event) => {
        event.preventDefault()
        void verify()
      }}
    >
      <p>{t('console.activity.verify.words')}</p>
      <TextField className="field" value={text} onChange={setText} isInvalid={isWrong}>
        <Label>{t('console.activity.verify.kept')}</Label>
        <Input autoComplete="off" placeholder={t('console.activity.verify.keptHint')} />
        <Text slot="description">{t('console.activity.verify.keptWords')}</Text>
        <FieldError>{t('console.activity.verify.notAHead')}</FieldError>
      </TextField>
      <Button className="button is-filled" type="submit" isPending={state.type === 'busy'} isDisabled={isWrong}>
        <ShieldCheck aria-hidden="true" />
        {t('console.activity.verify.action')}
      </Button>
      <div role="status">
        <Verdict state={state} isCompared={kept !== null} />
      </div>
    </Form>
  )
}

function Verdict({ state, isCompared }: { state: State; isCompared: boolean }) {
  const { t } = useTranslation()
  switch (state.type) {
    case 'idle':
      return null
    case 'busy':
      return <p>{t('console.loading')}</p>
    case 'failed':
      return <p className="is-warning">{t('console.failed')}</p>
    case 'broken':
      return (
        <div className="verdict">
          <p className="sign is-warning">
            <TriangleAlert aria-hidden="true" />
            {t('console.activity.verify.broken')}
          </p>
          <p>{t(`console.activity.verify.faults.${state.fault}`, { sequence: state.sequence })}</p>
        </div>
      )
    case 'intact':
      return (
        <div className="verdict">
          <p className="sign">
            <CircleCheck aria-hidden="true" />
            {t('console.activity.verify.intact', { count: state.head.count })}
          </p>
          <p>{t('console.activity.verify.backups', { count: state.backups })}</p>
          {isCompared && <p>{t('console.activity.verify.compared')}</p>}
          <p>{t('console.activity.verify.head')}</p>
          <p>
            <code className="head-to-keep">
              {state.head.count}:{state.head.hash}
            </code>
          </p>
        </div>
      )
    default:
      return state satisfies never
  }
}

/** Number of entries, a colon and the hash of the last, as this page and `foyer audit verify` write it; null: it is none. */
function readHead(text: string): { count: number; hash: string } | null {
  const [, count, hash] = /^\s*(\d{1,15}):([0-9a-f]{64})\s*$/i.exec(text) ?? []
  return count === undefined || hash === undefined ? null : { count: Number(count), hash: hash.toLowerCase() }
}
