import { ChevronRight, Download } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure'
import { Heading } from 'react-aria-components/Heading'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../core/contract/contract.ts'
import { useKiosk } from '../../kiosk/kiosk-context.ts'
import { saveFile } from '../../parts/save-file.ts'

type Bundle = Extract<Answer<'getDiagnostics'>, { type: 'diagnostics' }>
type State = { type: 'idle' } | { type: 'busy' } | { type: 'done'; bundle: Bundle } | { type: 'failed' }

/** One archive for whoever helps from afar; what is in it is shown, so that nobody sends what they have not seen. */
export function Diagnostics() {
  const { t } = useTranslation()
  const { call } = useKiosk()
  const [state, setState] = useState<State>({ type: 'idle' })
  const compose = async () => {
    setState({ type: 'busy' })
    const answer = await call('getDiagnostics', {})
    if (answer.type !== 'diagnostics') return setState({ type: 'failed' })
    saveFile(answer.fileName, [readBase64(answer.base64)], 'application/zip')
    setState({ type: 'done', bundle: answer })
  }
  return (
    <>
      <p>{t('console.station.diagnosticsWords')}</p>
      <div className="actions">
        <Button className="button is-filled" isPending={state.type === 'busy'} onPress={() => void compose()}>
          <Download aria-hidden="true" />
          {t('console.station.diagnostics')}
        </Button>
      </div>
      <p className={state.type === 'failed' ? 'is-warning' : undefined} role="status">
        {state.type === 'done' && t('console.station.diagnosticsSaved', { file: state.bundle.fileName })}
        {state.type === 'failed' && t('console.failed')}
      </p>
      {state.type === 'done' && <WhatIsIn bundle={state.bundle} />}
    </>
  )
}

function WhatIsIn({ bundle: { files } }: { bundle: Bundle }) {
  return (
    <div className="diagnostics">
      {files.map(({ name, text }) => (
        <Disclosure key={name} className="diagnostics-file">
          <Heading level={3}>
            <Button slot="trigger" className="button">
              <ChevronRight aria-hidden="true" className="turns" />
              <bdi>{name}</bdi>
            </Button>
          </Heading>
          <DisclosurePanel>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is longer than its frame is scrolled by keyboard too */}
            <section tabIndex={0} aria-label={name}>
              <pre dir="ltr">{text}</pre>
            </section>
          </DisclosurePanel>
        </Disclosure>
      ))}
    </div>
  )
}

function readBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
}
