import { Download } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { useKiosk, useKioskState } from '../../kiosk/kiosk-context.ts'
import { saveFile } from '../../parts/save-file.ts'
import type { Call } from '../../station-client.ts'

type Format = 'csv' | 'jsonl'
type Exporting =
  | { type: 'idle' }
  | { type: 'busy'; entries: number }
  | { type: 'done'; entries: number }
  | { type: 'failed' }

const formats: readonly Format[] = ['csv', 'jsonl']

/** The whole trail, as `foyer export audit` writes it, into a file of the browser. */
export function AuditExport() {
  const { t } = useTranslation()
  const { call } = useKiosk()
  const id = useKioskState((state) => state.station?.station.id ?? 'station')
  const [state, setState] = useState<Exporting>({ type: 'idle' })
  const run = async (format: Format) => {
    setState({ type: 'busy', entries: 0 })
    const file = `audit-${id}.${format}`
    setState(await exportAll(call, format, file, (entries) => setState({ type: 'busy', entries })))
  }
  return (
    <>
      <p>{t('console.activity.export.words')}</p>
      <div className="actions">
        {formats.map((format) => (
          <Button key={format} className="button" isDisabled={state.type === 'busy'} onPress={() => void run(format)}>
            <Download aria-hidden="true" />
            {t(`console.activity.export.${format}`)}
          </Button>
        ))}
      </div>
      <p className={state.type === 'failed' ? 'is-warning' : undefined} role="status">
        {state.type === 'busy' && t('console.activity.export.busy', { count: state.entries })}
        {state.type === 'done' && t('console.activity.export.done', { count: state.entries })}
        {state.type === 'failed' && t('console.failed')}
      </p>
    </>
  )
}

/** Some hundred entries at a time, so that nobody waits at the door for it. */
async function exportAll(
  call: Call,
  format: Format,
  file: string,
  onEntries: (entries: number) => void,
): Promise<Exporting> {
  const pieces: string[] = []
  for (let after = 0; ; ) {
    const answer = await call('exportAudit', { after, format })
    if (answer.type !== 'piece') return { type: 'failed' }
    pieces.push(answer.text)
    after = answer.last
    onEntries(after)
    if (!answer.hasMore) break
  }
  saveFile(file, pieces, format === 'csv' ? 'text/csv' : 'application/jsonl')
  return { type: 'done', entries: Math.max(0, countLines(pieces) - (format === 'csv' ? 1 : 0)) }
}

function countLines(pieces: readonly string[]): number {
  // Text of an entry has no line of its own: JSON writes the end of a line as two signs.
  return pieces.reduce((lines, piece) => lines + piece.split('\n').length - 1, 0)
}
