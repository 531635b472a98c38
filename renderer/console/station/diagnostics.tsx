import { Download } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { useKiosk } from '../../kiosk/kiosk-context.ts'
import { saveFile } from '../../parts/save-file.ts'

type State = { type: 'idle' } | { type: 'busy' } | { type: 'done'; file: string; text: string } | { type: 'failed' }

/** One file for whoever helps from afar; what is in it is shown, so that nobody sends what they have not seen. */
export function Diagnostics() {
  const { t } = useTranslation()
  const { call } = useKiosk()
  const [state, setState] = useState<State>({ type: 'idle' })
  const compose = async () => {
    setState({ type: 'busy' })
    const answer = await call('getDiagnostics', {})
    if (answer.type !== 'diagnostics') return setState({ type: 'failed' })
    saveFile(answer.fileName, [answer.text], 'application/json')
    setState({ type: 'done', file: answer.fileName, text: answer.text })
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
        {state.type === 'done' && t('console.station.diagnosticsSaved', { file: state.file })}
        {state.type === 'failed' && t('console.failed')}
      </p>
      {state.type === 'done' && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what is longer than its frame is scrolled by keyboard too
        <section className="diagnostics" tabIndex={0} aria-label={t('console.station.parts.diagnostics')}>
          <pre>{state.text}</pre>
        </section>
      )}
    </>
  )
}
