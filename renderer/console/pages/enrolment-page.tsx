import '../../styles/console-desk.css'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatDayTime } from '../../parts/format-time.ts'
import { AskedAgain } from '../asked-again.tsx'
import { BatchPane } from '../enrolment/batch-pane.tsx'
import { FileImport } from '../enrolment/file-import.tsx'
import { fileName } from '../enrolment/file-name.ts'
import { latest, useCall } from '../use-call.ts'

/** Rosters and authentication data: brought in as a file, looked at, approved or rejected. */
export default function EnrolmentPage() {
  const [batch, setBatch] = useState<string | null>(null)
  if (batch !== null) return <BatchPane key={batch} id={batch} onBack={() => setBatch(null)} />
  return (
    <div className="desk">
      <FileImport onStaged={setBatch} />
      <Batches onOpen={setBatch} />
    </div>
  )
}

const mostShown = 100

/** Also those that the command line staged, or that were pulled. */
function Batches({ onOpen }: { onOpen: (batch: string) => void }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const { asked, again } = useCall('listBatches', { limit: mostShown })
  const answer = latest(asked)
  return (
    <section className="pane" aria-labelledby="batches">
      <h3 id="batches">{t('console.enrolment.batches')}</h3>
      {asked.type === 'failed' || answer === null ? (
        <AskedAgain asked={asked} again={again} />
      ) : answer.total === 0 ? (
        <p className="console-note">{t('console.enrolment.noBatches')}</p>
      ) : (
        <>
          <p className="console-count">{t('console.enrolment.count', { count: answer.total })}</p>
          <ul className="lines">
            {answer.batches.map(({ id, kind, state, source, records, stagedAtMs }) => (
              <li key={id}>
                <Button className="line-button" data-state={state} onPress={() => onOpen(id)}>
                  <strong>{source === null ? t('console.enrolment.noFile') : fileName(source)}</strong>
                  <span>{t(`console.enrolment.states.${state}`)}</span>
                  <span>{t(`console.enrolment.kinds.${kind}`)}</span>
                  <span>{t('console.enrolment.recordCount', { count: records })}</span>
                  <span>{formatDayTime(stagedAtMs, zone, i18n.language)}</span>
                  <ChevronRight aria-hidden="true" />
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
