import './setup-language.ts'
import '../styles/console-parts.css'
import '../styles/setup.css'
import { ArrowLeft, ArrowRight, Check } from 'lucide-react'
import { type JSX, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Form } from 'react-aria-components/Form'
import { useTranslation } from 'react-i18next'
import type { SetupView } from '../../core/contract/contract.ts'
import { useKiosk, useKioskState } from '../kiosk/kiosk-context.ts'
import { findDraftFaults, type SetupStep, setupSteps, stepOfPath } from './find-draft-faults.ts'
import { sayRefusal } from './say-refusal.ts'
import { type Setup, SetupContext } from './setup-context.ts'
import { type Draft, draftToRequest } from './setup-draft.ts'
import { stepAfter, useSetupStore } from './setup-store.ts'
import { LanguageStep } from './steps/language-step.tsx'
import { LanguagesStep } from './steps/languages-step.tsx'
import { PlaceStep } from './steps/place-step.tsx'
import { ReadersStep } from './steps/readers-step.tsx'
import { SummaryStep } from './steps/summary-step.tsx'
import { SupervisorStep } from './steps/supervisor-step.tsx'
import { UpstreamsStep } from './steps/upstreams-step.tsx'
import { usePlugged } from './use-plugged.ts'

const stepScreens: Record<SetupStep, () => JSX.Element> = {
  language: LanguageStep,
  place: PlaceStep,
  languages: LanguagesStep,
  readers: ReadersStep,
  upstreams: UpstreamsStep,
  supervisor: SupervisorStep,
  summary: SummaryStep,
}

/** The first run: a station without `station.json` asks what it is to be. */
export default function SetupScreen({ setup }: { setup: SetupView }) {
  const language = useKioskState((state) => state.language) ?? 'en'
  const { draft, begin } = useSetupStore()
  const { store } = useKiosk()
  useEffect(() => begin(store, setup, language), [begin, store, setup, language])
  return draft && <SetupSteps view={setup} draft={draft} />
}

function SetupSteps({ view, draft }: { view: SetupView; draft: Draft }) {
  const { t } = useTranslation()
  const { step, judged, refused, refusal, change, seeDevices, judge, go } = useSetupStore()
  const plugged = usePlugged(draft.readers)
  useEffect(() => seeDevices(plugged?.devices ?? []), [seeDevices, plugged])
  const faults = findDraftFaults(draft, view.zones)
  const main = useRef<HTMLElement>(null)
  const finish = useFinish(draft)
  const faultsOf = (asked: SetupStep): string[] => [...faults.keys()].filter((path) => stepOfPath(path) === asked)

  const faultOf = (path: string): string | undefined => {
    const text = judged.has(stepOfPath(path)) ? faults.get(path) : undefined
    return text ? t(`setup.faults.${text}`) : refused.get(path)
  }
  const context: Setup = { view, draft, change, faultOf, plugged }
  const before = stepAfter(step, -1)

  const goOn = (): void => {
    judge(step)
    const wrong = step === 'summary' ? setupSteps.find((each) => faultsOf(each).length > 0) : step
    if (wrong && faultsOf(wrong).length > 0) {
      judge(wrong)
      go(wrong)
      // After the faults are on screen: where there is no field the words themselves are read out.
      requestAnimationFrame(() => main.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      return
    }
    const next = stepAfter(step, 1)
    if (next) go(next)
    else void finish.run()
  }

  const Step = stepScreens[step]
  return (
    <Form
      className="setup"
      // Not by the browser's own bubbles, which are in the browser's language.
      validationBehavior="aria"
      onSubmit={(event) => {
        event.preventDefault()
        goOn()
      }}
    >
      <Progress step={step} />
      <SetupContext value={context}>
        <main ref={main} className="setup-main">
          <StepTitle key={step} step={step} />
          <Step />
          {step === 'summary' && (
            <div className="setup-fault" role="alert">
              {refusal.map((words) => (
                <p key={words}>{words}</p>
              ))}
            </div>
          )}
        </main>
      </SetupContext>
      <footer className="setup-foot">
        {before && (
          <Button className="button" onPress={() => go(before)}>
            <ArrowLeft className="points-back" aria-hidden="true" />
            {t('setup.back')}
          </Button>
        )}
        <Button className="button is-filled" type="submit" isPending={finish.isBusy}>
          {step === 'summary' ? <Check aria-hidden="true" /> : null}
          {step === 'summary' ? t('setup.finish') : t('setup.next')}
          {step === 'summary' ? null : <ArrowRight className="points-back" aria-hidden="true" />}
        </Button>
      </footer>
    </Form>
  )
}

function Progress({ step }: { step: SetupStep }) {
  const { t } = useTranslation()
  return (
    <header className="setup-progress">
      <ol aria-label={t('setup.progress')}>
        {setupSteps.map((each, index) => (
          <li
            key={each}
            aria-current={each === step ? 'step' : undefined}
            data-done={index < setupSteps.indexOf(step) || undefined}
          >
            <span className="setup-number" aria-hidden="true">
              {index + 1}
            </span>
            <span className="setup-step-name">{t(`setup.steps.${each}`)}</span>
          </li>
        ))}
      </ol>
    </header>
  )
}

/** Whoever comes to a step hears its name first, and goes on from there. */
function StepTitle({ step }: { step: SetupStep }) {
  const { t } = useTranslation()
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [])
  // A title has nothing of its own to do by Enter: it goes on, as from any field.
  const goOn = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key === 'Enter' && !event.repeat) title.current?.closest('form')?.requestSubmit()
  }
  return (
    <h1 ref={title} tabIndex={-1} onKeyDown={goOn}>
      {t(`setup.titles.${step}`)}
    </h1>
  )
}

/** The end: what the station finds wrong stands at its field, and whatever has no field, here. */
function useFinish(draft: Draft) {
  const { t } = useTranslation()
  const kiosk = useKiosk()
  const { refuse, refuseInWords, forgetRefusal } = useSetupStore()
  const [isBusy, setBusy] = useState(false)
  const run = async (): Promise<void> => {
    const request = draftToRequest(draft)
    if (request === null || isBusy) return
    setBusy(true)
    forgetRefusal()
    const answer = await kiosk.call('finishSetup', request)
    setBusy(false)
    switch (answer.type) {
      case 'finished':
        return kiosk.endSetup()
      case 'faults':
        return refuse(answer.faults)
      case 'refused':
        return refuseInWords(await sayRefusal(answer, t))
      case 'invalid-request':
        return refuse(answer.issues)
      default:
        return refuseInWords(t('setup.failed'))
    }
  }
  return { run, isBusy }
}
