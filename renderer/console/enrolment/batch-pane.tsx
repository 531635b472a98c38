import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../core/contract/contract.ts'
import { useKiosk, useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatDayTime } from '../../parts/format-time.ts'
import { AskedAgain } from '../asked-again.tsx'
import { PaneFrame } from '../pane-frame.tsx'
import { saySentence } from '../refusal.ts'
import { ToldWords } from '../told-words.tsx'
import { latest, useCall } from '../use-call.ts'
import { type Told, useToldChange } from '../use-told-change.ts'
import { BatchHeed } from './batch-heed.tsx'
import { BatchRecords } from './batch-records.tsx'
import { fileName } from './file-name.ts'
import { sayApplied, sayApprove } from './say-approval.ts'

type Shown = Extract<Answer<'getBatch'>, { type: 'batch' }>
export type BatchView = Shown['batch']

/** One batch: what it comes to, what of it should be known before, and yes or no. */
export function BatchPane({ id, onBack }: { id: string; onBack: () => void }) {
  const { t } = useTranslation()
  const { asked, again } = useCall('getBatch', { batch: id })
  const answer = latest(asked)
  if (asked.type === 'failed' || answer === null) {
    return (
      <PaneFrame title={t('console.enrolment.batch')} onBack={onBack}>
        <AskedAgain asked={asked} again={again} />
      </PaneFrame>
    )
  }
  if (answer.type === 'unknown-batch') {
    return (
      <PaneFrame title={t('console.enrolment.batch')} onBack={onBack}>
        <p className="console-note">{t('console.enrolment.gone')}</p>
      </PaneFrame>
    )
  }
  const { batch, concerned } = answer
  return (
    <PaneFrame title={batch.source === null ? t('console.enrolment.noFile') : fileName(batch.source)} onBack={onBack}>
      <BatchFacts batch={batch} />
      <BatchDecision batch={batch} concerned={concerned} again={again} />
      {batch.totals && batch.preview && (
        <BatchRecords
          key={batch.preview}
          batch={batch.id}
          preview={batch.preview}
          counts={countsOf(batch.totals)}
          onStale={again}
        />
      )}
    </PaneFrame>
  )
}

function countsOf({
  totalNew,
  totalUpdates,
  totalErrors,
  totalNoChange,
  totalDuplicates,
}: NonNullable<BatchView['totals']>) {
  return {
    new: totalNew,
    update: totalUpdates,
    error: totalErrors,
    'no-change': totalNoChange,
    duplicate: totalDuplicates,
  }
}

function BatchFacts({ batch }: { batch: BatchView }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const at = (ms: number) => formatDayTime(ms, zone, i18n.language)
  const who = (by: string | null) => by ?? t('console.enrolment.owner')
  const { kind, state, stagedAtMs, stagedBy, settledAtMs, settledBy, preview } = batch
  return (
    <div>
      <p className="standing">
        <strong>{t(`console.enrolment.states.${state}`)}</strong>
        <span>{t(`console.enrolment.kinds.${kind}`)}</span>
        <span>{t('console.enrolment.stagedBy', { time: at(stagedAtMs), name: who(stagedBy) })}</span>
        {settledAtMs !== null && (
          <span>{t('console.enrolment.settledBy', { time: at(settledAtMs), name: who(settledBy) })}</span>
        )}
        {preview !== null && <span>{t('console.enrolment.preview', { preview })}</span>}
      </p>
    </div>
  )
}

const totalNames = [
  'totalRecords',
  'totalNew',
  'totalUpdates',
  'totalNoChange',
  'totalDuplicates',
  'totalErrors',
  'totalEmpIdUpdate',
  'totalAuthValueChange',
  'totalStatusChange',
] as const

function BatchDecision(props: { batch: BatchView; concerned: Shown['concerned']; again: () => void }) {
  const { batch, concerned, again } = props
  const { t } = useTranslation()
  const { call } = useKiosk()
  const { isBusy, told, setTold, change } = useToldChange()
  const { id, totals, consequences, warnings, thresholdExceptions, state, preview } = batch
  const isOpen = state === 'staged'
  // Those that say nothing are left out, but for the five that add up to all.
  const shownTotals = totalNames.filter((name, index) => index < 6 || (totals?.[name] ?? 0) > 0)

  const approve = async (): Promise<void> => {
    if (preview === null) return
    await change('approveBatch', { batch: id, preview }, (answer): Told => {
      switch (answer.type) {
        case 'approved':
          return { type: 'done', words: sayApplied(answer.totals, t) }
        case 'cancelled':
          return {
            type: 'refused',
            words: [
              t('console.enrolment.cancelled'),
              ...answer.thresholdExceptions.map((sentence) => saySentence(sentence, t)),
            ],
          }
        case 'stale':
          return { type: 'refused', words: [t('console.enrolment.stale')] }
        default:
          return answer satisfies never
      }
    })
    again()
  }
  const reject = async (): Promise<void> => {
    await change('rejectBatch', { batch: id }, () => ({ type: 'done', words: [t('console.enrolment.rejected')] }))
    again()
  }
  const judge = async (): Promise<void> => {
    const answer = await call('judgeBatch', { batch: id })
    if (answer.type !== 'judged') setTold({ type: 'refused', words: [t('console.failed')] })
    again()
  }

  return (
    <>
      {totals && (
        <dl className="totals">
          {shownTotals.map((name) => (
            <div key={name}>
              <dt>{t(`console.enrolment.totals.${name}`)}</dt>
              <dd>{totals[name]}</dd>
            </div>
          ))}
        </dl>
      )}
      {isOpen && thresholdExceptions.length > 0 && (
        <div className="told" data-type="refused" role="alert">
          <div>
            {thresholdExceptions.map((sentence) => (
              <p key={sentence}>{saySentence(sentence, t)}</p>
            ))}
            <p>{t('console.enrolment.wouldCancel')}</p>
          </div>
        </div>
      )}
      <BatchHeed consequences={consequences} concerned={concerned} warnings={warnings} />
      {isOpen && (
        <div className="deeds">
          {totals === null ? (
            <Button className="button is-filled" onPress={judge}>
              {t('console.enrolment.judge')}
            </Button>
          ) : (
            <Button className="button is-filled" onPress={approve} isPending={isBusy}>
              {sayApprove(totals, t)}
            </Button>
          )}
          <Button className="button" onPress={reject} isPending={isBusy}>
            {t('console.enrolment.reject')}
          </Button>
        </div>
      )}
      <ToldWords told={told} />
    </>
  )
}
