import { FileUp, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { FileTrigger } from 'react-aria-components/FileTrigger'
import { Label } from 'react-aria-components/Label'
import { ProgressBar } from 'react-aria-components/ProgressBar'
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { useTranslation } from 'react-i18next'
import { useKiosk } from '../../kiosk/kiosk-context.ts'
import { isRejected, sayRefused } from '../refusal.ts'
import { sendFile } from '../send-file.ts'
import { ToldWords } from '../told-words.tsx'
import type { Told } from '../use-told-change.ts'

type Step = { step: 'send' | 'read' | 'judge' | 'apply'; done: number; total: number }
type Kind = 'roster' | 'auth'

const askEveryMs = 250

/** A file becomes a batch: chosen, sent, staged; what it comes to is shown next. */
export function FileImport({ onStaged }: { onStaged: (batch: string) => void }) {
  const { t } = useTranslation()
  const { call } = useKiosk()
  const [kind, setKind] = useState<Kind>('roster')
  const [step, setStep] = useState<(Step & { name: string }) | null>(null)
  const [told, setTold] = useState<Told>(null)
  const stopped = useRef(false)
  // Whoever leaves the page gives up what is still being sent; what is being staged goes on, and is in the list.
  useEffect(() => {
    stopped.current = false
    return () => {
      stopped.current = true
    }
  }, [])

  const refuse = (words: string): void => {
    setStep(null)
    setTold({ type: 'refused', words: [words] })
  }

  const bring = async (file: File): Promise<void> => {
    stopped.current = false
    setTold(null)
    const show = (next: Step): void => setStep({ ...next, name: file.name })
    show({ step: 'send', done: 0, total: file.size })
    const sent = await sendFile(
      call,
      file,
      (done) => show({ step: 'send', done, total: file.size }),
      () => stopped.current,
    )
    if (stopped.current) return setStep(null)
    if (sent.type !== 'sent') return refuse(sent.type === 'refused' ? sayRefused(sent, t) : t('console.failed'))
    const { upload } = sent
    const asked = await call('stageUpload', { upload, kind })
    if (asked.type !== 'staging') return refuse(asked.type === 'refused' ? sayRefused(asked, t) : t('console.failed'))
    for (;;) {
      const staging = await call('getStaging', { upload })
      if (stopped.current) return
      if (staging.type === 'staging') show(staging)
      else if (staging.type === 'refused') return refuse(sayRefused(staging, t))
      else if (staging.type === 'staged') {
        setStep(null)
        if (staging.batch !== null) return onStaged(staging.batch)
        return setTold({ type: 'refused', words: [t('console.enrolment.nobodyInIt')] })
      } else if (isRejected(staging) || staging.type === 'unknown-upload') return refuse(t('console.failed'))
      await new Promise((resolve) => setTimeout(resolve, askEveryMs))
    }
  }

  return (
    <section className="pane" aria-labelledby="import">
      <h3 id="import">{t('console.enrolment.import')}</h3>
      <RadioGroup
        className="tick-group"
        orientation="horizontal"
        value={kind}
        onChange={(next) => setKind(next === 'auth' ? 'auth' : 'roster')}
        isDisabled={step !== null}
      >
        <Label>{t('console.enrolment.whatKind')}</Label>
        <Radio className="tick" value="roster">
          {t('console.enrolment.kinds.roster')}
        </Radio>
        <Radio className="tick" value="auth">
          {t('console.enrolment.kinds.auth')}
        </Radio>
      </RadioGroup>
      <p className="console-note">{t(`console.enrolment.about.${kind}`)}</p>
      {step === null ? (
        <FileTrigger
          acceptedFileTypes={['.csv', '.json', '.txt']}
          onSelect={(files) => {
            const file = files?.[0]
            if (file) void bring(file)
          }}
        >
          <Button className="button is-filled">
            <FileUp aria-hidden="true" />
            {t('console.enrolment.choose')}
          </Button>
        </FileTrigger>
      ) : (
        <ImportProgress
          step={step}
          onStop={() => {
            stopped.current = true
          }}
        />
      )}
      <ToldWords told={told} />
    </section>
  )
}

function ImportProgress({ step, onStop }: { step: Step & { name: string }; onStop: () => void }) {
  const { t } = useTranslation()
  const { name, done, total } = step
  return (
    <div className="progress-row">
      <ProgressBar className="progress" value={total === 0 ? 0 : (done / total) * 100}>
        {({ percentage = 0, valueText }) => (
          <>
            <div className="progress-words">
              <Label>{t(`console.enrolment.steps.${step.step}`, { name })}</Label>
              <span>{valueText}</span>
            </div>
            <svg className="progress-bar" aria-hidden="true" viewBox="0 0 100 1" preserveAspectRatio="none">
              <rect width={percentage} height="1" />
            </svg>
          </>
        )}
      </ProgressBar>
      {step.step === 'send' && (
        <Button className="button" onPress={onStop}>
          <X aria-hidden="true" />
          {t('console.enrolment.stop')}
        </Button>
      )}
    </div>
  )
}
