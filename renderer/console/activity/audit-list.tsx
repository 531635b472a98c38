import { RotateCw, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Collection } from 'react-aria-components/Collection'
import { Dialog } from 'react-aria-components/Dialog'
import { GridList, GridListItem, GridListLoadMoreItem } from 'react-aria-components/GridList'
import { Heading } from 'react-aria-components/Heading'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { ListLayout, Virtualizer } from 'react-aria-components/Virtualizer'
import { useTranslation } from 'react-i18next'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatInstant } from '../../parts/format-time.ts'
import { FailedNote } from '../failed-note.tsx'
import { rowSizeNow } from '../people/people-list.tsx'
import { usePages } from '../use-pages.ts'
import { type AuditEntry, listContent, sayBy, sayEntry } from './say-entry.ts'

const pageSize = 100

/** Every change that a person made, the newest first; a press shows all that is known of one. */
export function AuditList() {
  const { t } = useTranslation()
  const rowSize = useState(rowSizeNow)[0]
  const [opened, setOpened] = useState<AuditEntry | null>(null)
  const trail = usePages<'listAudit', AuditEntry>({
    call: 'listAudit',
    key: 'trail',
    request: (last) => ({ limit: pageSize, ...(last && { before: last.sequence }) }),
    read: (answer) => (answer.type === 'entries' ? { items: answer.entries, hasMore: answer.hasMore } : null),
  })
  return (
    <div className="outbox">
      <div className="actions">
        <Button className="button" onPress={trail.again}>
          <RotateCw aria-hidden="true" />
          {t('console.sync.rows.lookAgain')}
        </Button>
      </div>
      {trail.hasFailed && <FailedNote again={trail.again} />}
      <Virtualizer layout={ListLayout} layoutOptions={{ rowSize, loaderSize: rowSize }}>
        <GridList
          className="rows"
          aria-label={t('console.activity.parts.trail')}
          onAction={(key) => setOpened(trail.items.find(({ sequence }) => sequence === Number(key)) ?? null)}
          renderEmptyState={() => (
            <p className="console-note">
              {trail.isThere ? t('console.activity.empty') : !trail.hasFailed && t('console.loading')}
            </p>
          )}
        >
          <Collection items={trail.items.map((entry) => ({ ...entry, id: entry.sequence }))}>
            {(entry) => <EntryLine entry={entry} />}
          </Collection>
          <GridListLoadMoreItem onLoadMore={trail.loadMore} isLoading={trail.isLoading && trail.items.length > 0}>
            {t('console.loading')}
          </GridListLoadMoreItem>
        </GridList>
      </Virtualizer>
      {opened && <EntryDialog entry={opened} onClose={() => setOpened(null)} />}
    </div>
  )
}

function EntryLine({ entry }: { entry: AuditEntry }) {
  const { i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const words = sayEntry(entry, i18n)
  const by = sayBy(entry, i18n)
  return (
    <GridListItem id={entry.sequence} className="row is-pressed-open" textValue={`${entry.sequence} ${words} ${by}`}>
      <span className="row-time">{formatInstant(entry.atMs, zone, i18n.language)}</span>
      <strong className="row-name">{words}</strong>
      <span className="row-more">{by}</span>
    </GridListItem>
  )
}

function EntryDialog({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const { sequence, atMs, by, subject } = entry
  const facts = [
    [t('console.activity.number'), String(sequence)],
    [t('console.activity.at'), formatInstant(atMs, zone, i18n.language)],
    [t('console.activity.by'), by === null ? sayBy(entry, i18n) : `${sayBy(entry, i18n)} (${by})`],
    ...(subject === null ? [] : [[t('console.activity.subject'), subject]]),
  ]
  return (
    <ModalOverlay className="dialog-ground" isOpen isDismissable onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal className="dialog-frame is-wide">
        <Dialog className="dialog">
          <Heading slot="title">{sayEntry(entry, i18n)}</Heading>
          <dl className="facts">
            {facts.map(([term, value]) => (
              <Pair key={term} term={term ?? ''} value={value ?? ''} />
            ))}
          </dl>
          <h3>{t('console.activity.content')}</h3>
          <dl className="facts is-code">
            {listContent(entry.content, zone, i18n.language).map(({ name, value }) => (
              <Pair key={name} term={name} value={value} />
            ))}
          </dl>
          <div className="dialog-actions">
            <Button className="button is-filled" onPress={onClose}>
              <X aria-hidden="true" />
              {t('console.sync.row.close')}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function Pair({ term, value }: { term: string; value: string }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </>
  )
}
