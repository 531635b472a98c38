import { Ban, Pencil, RotateCw, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Dialog } from 'react-aria-components/Dialog'
import { Heading } from 'react-aria-components/Heading'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { useTranslation } from 'react-i18next'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatInstant } from '../../parts/format-time.ts'
import { ChangeDialog } from '../change-dialog.tsx'
import { saySentence } from '../refusal.ts'
import { useChange } from '../use-change.ts'
import { CorrectDialog } from './correct-dialog.tsx'
import type { OutboxRow } from './outbox-row.ts'
import { sayField } from './say-field.ts'
import { ServerWords } from './server-words.tsx'

/** One row: what it says, what the server said to it, what to do, and doing it. `onClose`: with words where it was done. */
export function RowDialog({ row, onClose }: { row: OutboxRow; onClose: (words: string | null) => void }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const { ask, isBusy } = useChange()
  const [step, setStep] = useState<'look' | 'correct' | 'set-aside'>('look')
  const [refusal, setRefusal] = useState('')
  const say = (ms: number) => formatInstant(ms, zone, i18n.language)
  const title = t('console.sync.row.title', { id: row.id, name: t(`console.sync.names.${row.upstream}`) })
  const canRetry = row.state === 'refused' || row.state === 'set-aside'
  const retry = async () => {
    const answer = await ask('retryRefused', { which: { type: 'rows', ids: [row.id] } })
    if (answer === null) onClose(t('console.sync.rows.retried', { count: 1 }))
    else setRefusal(answer.words)
  }
  if (step === 'correct') {
    return (
      <CorrectDialog
        row={row}
        zone={zone}
        onClose={(isDone) => (isDone ? onClose(t('console.sync.row.corrected')) : setStep('look'))}
      />
    )
  }
  if (step === 'set-aside') {
    return (
      <ChangeDialog
        title={title}
        action={t('console.sync.rows.setAside')}
        change={(asking, { reason }) => asking('setRefusedAside', { ids: [row.id], reason })}
        onClose={(isDone) => (isDone ? onClose(t('console.sync.rows.wasSetAside', { count: 1 })) : setStep('look'))}
      >
        <p>{t('console.sync.rows.setAsideWords')}</p>
      </ChangeDialog>
    )
  }
  const deed = findDeed(row.advice)
  const look = (of: 'retry' | 'correct' | 'set-aside') => (of === deed ? 'button is-filled' : 'button')
  return (
    <ModalOverlay className="dialog-ground" isOpen isDismissable onOpenChange={(isOpen) => !isOpen && onClose(null)}>
      <Modal className="dialog-frame is-wide">
        <Dialog className="dialog">
          <Heading slot="title">{title}</Heading>
          <dl className="facts">
            {row.employeeNumber !== null && (
              <Fact term={t('console.sync.row.who')}>
                {row.displayName} ({row.employeeNumber})
              </Fact>
            )}
            <Fact term={t('console.sync.row.enqueued')}>{say(row.enqueuedAtMs)}</Fact>
            {row.dueAtMs !== null && <Fact term={t('console.sync.row.due')}>{say(row.dueAtMs)}</Fact>}
            {row.settledAtMs !== null && <Fact term={t('console.sync.row.settled')}>{say(row.settledAtMs)}</Fact>}
            <Fact term={t('console.sync.row.attempts')}>{row.attempts}</Fact>
            <Fact term={t('console.sync.row.says')}>
              <WhatItSays row={row} zone={zone} />
            </Fact>
            {row.reason !== null && row.reason !== row.answer && (
              <Fact term={t('console.sync.why')}>{saySentence(row.reason, t)}</Fact>
            )}
            {row.answer !== null && (
              <Fact term={t('console.sync.row.answer')}>
                <ServerWords words={row.answer} />
              </Fact>
            )}
            {row.setAsideBecause !== null && (
              <Fact term={t('console.sync.row.setAsideBecause')}>{row.setAsideBecause}</Fact>
            )}
            <Fact term={t('console.sync.toDo')}>
              <strong>{t(`console.sync.advice.${row.advice.type}`, { ...row.advice })}</strong>
            </Fact>
          </dl>
          <p className="dialog-refusal" role="alert">
            {refusal}
          </p>
          <div className="dialog-actions">
            <Button className="button" onPress={() => onClose(null)}>
              <X aria-hidden="true" />
              {t('console.sync.row.close')}
            </Button>
            {row.state === 'refused' && (
              <>
                <Button className={look('set-aside')} onPress={() => setStep('set-aside')}>
                  <Ban aria-hidden="true" />
                  {t('console.sync.row.setAside')}
                </Button>
                {row.says !== null && (
                  <Button className={look('correct')} onPress={() => setStep('correct')}>
                    <Pencil aria-hidden="true" />
                    {t('console.sync.row.correct')}
                  </Button>
                )}
              </>
            )}
            {canRetry && (
              <Button className={look('retry')} isPending={isBusy} onPress={() => void retry()}>
                <RotateCw aria-hidden="true" />
                {t('console.sync.row.retry')}
              </Button>
            )}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

/** What the advice comes to at once; null: something has to be done elsewhere first. */
function findDeed({ type }: OutboxRow['advice']): 'retry' | 'correct' | 'set-aside' | null {
  switch (type) {
    case 'correct':
      return 'correct'
    case 'delete-by-hand':
    case 'enter-by-hand':
      return 'set-aside'
    case 'retry-followed':
    case 'make-known':
    case 'put-right':
    case 'mend-configuration':
      return null
    default:
      return 'retry'
  }
}

function WhatItSays({ row: { says }, zone }: { row: OutboxRow; zone: string }) {
  const { t, i18n } = useTranslation()
  if (says === null) return t('console.sync.row.secret')
  if (typeof says !== 'object' || Array.isArray(says)) return <code>{JSON.stringify(says)}</code>
  return (
    <dl className="facts is-code">
      {Object.entries(says).map(([name, value]) => (
        <Fact key={name} term={name}>
          {sayField(name, value, zone, i18n.language)}
        </Fact>
      ))}
    </dl>
  )
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  )
}
