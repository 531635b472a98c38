import { Ban, Check, ListChecks, RotateCw } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Checkbox } from 'react-aria-components/Checkbox'
import { Collection } from 'react-aria-components/Collection'
import { GridList, GridListItem, GridListLoadMoreItem } from 'react-aria-components/GridList'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import { ListLayout, Virtualizer } from 'react-aria-components/Virtualizer'
import { useTranslation } from 'react-i18next'
import type { Request } from '../../../core/contract/contract.ts'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatInstant } from '../../parts/format-time.ts'
import { ChangeDialog } from '../change-dialog.tsx'
import { FailedNote } from '../failed-note.tsx'
import { rowSizeNow } from '../people/people-list.tsx'
import { useChange } from '../use-change.ts'
import { usePages } from '../use-pages.ts'
import type { OutboxRow, RowFilter, RowState } from './outbox-row.ts'
import { RowDialog } from './row-dialog.tsx'

type Upstream = OutboxRow['upstream']

const states: readonly RowState[] = ['refused', 'waiting', 'in-flight', 'set-aside']
const upstreams: readonly Upstream[] = ['clock', 'presence', 'cards', 'timeProfiles', 'authData']
/** As many as the station gives at once: what is shown can be ticked with one press. */
const pageSize = 500
/** The station takes so many ids at once. */
const mostAtOnce = 10_000

/** Rows of one state, with what a person does about refused ones: one, several, or all of an upstream. */
export function OutboxRows({ filter, onFilter }: { filter: RowFilter; onFilter: (filter: RowFilter) => void }) {
  const { t } = useTranslation()
  const { upstream, state } = filter
  const rows = usePages<'listOutbox', OutboxRow>({
    call: 'listOutbox',
    key: `${upstream} ${state}`,
    request: (last) => ({ ...(upstream && { upstream }), state, limit: pageSize, ...(last && { after: last.id }) }),
    read: (answer) =>
      answer.type === 'rows'
        ? { items: answer.rows, hasMore: answer.hasMore, ...(answer.total !== null && { total: answer.total }) }
        : null,
  })
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set())
  const [opened, setOpened] = useState<OutboxRow | null>(null)
  const [isSettingAside, setSettingAside] = useState(false)
  const [said, setSaid] = useState<{ words: string; isRefusal: boolean } | null>(null)
  const { ask, isBusy } = useChange()
  const rowSize = useState(rowSizeNow)[0]
  const canAct = state === 'refused' || state === 'set-aside'
  const ids = [...selected].slice(0, mostAtOnce)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list has other rows
  useEffect(() => {
    setSelected(new Set())
    setSaid(null)
  }, [upstream, state])

  const done = (words: string) => {
    setSelected(new Set())
    setSaid({ words, isRefusal: false })
    rows.again()
  }
  const retry = async (which: Request<'retryRefused'>['which'], words: string) => {
    const refusal = await ask('retryRefused', { which })
    if (refusal) setSaid({ words: refusal.words, isRefusal: true })
    else done(words)
  }

  return (
    <div className="outbox">
      <div className="outbox-filters">
        <ToggleButtonGroup
          className="places"
          aria-label={t('console.sync.rows.state')}
          disallowEmptySelection
          selectedKeys={[state]}
          onSelectionChange={(keys) => onFilter({ upstream, state: ([...keys][0] ?? 'refused') as RowState })}
        >
          {states.map((id) => (
            <ToggleButton key={id} id={id} className="place">
              {t(`console.sync.rows.states.${id}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <ToggleButtonGroup
          className="places"
          aria-label={t('console.sync.rows.upstream')}
          disallowEmptySelection
          selectedKeys={[upstream ?? 'all']}
          onSelectionChange={(keys) => {
            const [id] = [...keys]
            onFilter({ upstream: id === 'all' ? null : (id as Upstream), state })
          }}
        >
          <ToggleButton id="all" className="place">
            {t('console.sync.rows.all')}
          </ToggleButton>
          {upstreams.map((id) => (
            <ToggleButton key={id} id={id} className="place">
              {t(`console.sync.names.${id}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </div>
      <div className="actions">
        {canAct && (
          <>
            <TickAll shown={rows.items.map(({ id }) => id)} selected={selected} onSelect={setSelected} />
            <Button
              className="button"
              isDisabled={selected.size === 0}
              isPending={isBusy}
              onPress={() => retry({ type: 'rows', ids }, t('console.sync.rows.retried', { count: ids.length }))}
            >
              <RotateCw aria-hidden="true" />
              {t('console.sync.rows.retrySelected', { count: selected.size })}
            </Button>
            {state === 'refused' && (
              <Button className="button" isDisabled={selected.size === 0} onPress={() => setSettingAside(true)}>
                <Ban aria-hidden="true" />
                {t('console.sync.rows.setAsideSelected', { count: selected.size })}
              </Button>
            )}
            {state === 'refused' && upstream && (
              <Button
                className="button"
                isDisabled={rows.items.length === 0}
                isPending={isBusy}
                onPress={() => retry({ type: 'all-of', upstream }, t('console.sync.rows.retriedAll'))}
              >
                <RotateCw aria-hidden="true" />
                {t('console.sync.rows.retryAll', { name: t(`console.sync.names.${upstream}`) })}
              </Button>
            )}
          </>
        )}
        <Button className="button" onPress={rows.again}>
          <RotateCw aria-hidden="true" />
          {t('console.sync.rows.lookAgain')}
        </Button>
      </div>
      {rows.total !== null && rows.total > 0 && (
        <p className="console-count">
          {t('console.sync.rows.shownOf', { shown: rows.items.length, total: rows.total })}
        </p>
      )}
      <p className={said?.isRefusal ? 'outbox-said is-warning' : 'outbox-said'} role="status">
        {said?.words}
      </p>
      {rows.hasFailed && <FailedNote again={rows.again} />}
      <Virtualizer layout={ListLayout} layoutOptions={{ rowSize, loaderSize: rowSize }}>
        <GridList
          className="rows"
          aria-label={t('console.sync.parts.rows')}
          selectionMode={canAct ? 'multiple' : 'none'}
          selectedKeys={selected}
          onSelectionChange={(keys) =>
            setSelected(new Set(keys === 'all' ? rows.items.map(({ id }) => id) : [...keys].map(Number)))
          }
          onAction={(key) => setOpened(rows.items.find(({ id }) => id === Number(key)) ?? null)}
          renderEmptyState={() => (
            <p className="console-note">
              {rows.isThere ? t(`console.sync.rows.empty.${state}`) : !rows.hasFailed && t('console.loading')}
            </p>
          )}
        >
          <Collection items={rows.items}>{(row) => <RowLine row={row} canAct={canAct} />}</Collection>
          <GridListLoadMoreItem onLoadMore={rows.loadMore} isLoading={rows.isLoading && rows.items.length > 0}>
            {t('console.loading')}
          </GridListLoadMoreItem>
        </GridList>
      </Virtualizer>
      {opened && (
        <RowDialog
          row={opened}
          onClose={(words) => {
            setOpened(null)
            if (words !== null) done(words)
          }}
        />
      )}
      {isSettingAside && (
        <ChangeDialog
          title={t('console.sync.rows.setAsideSelected', { count: ids.length })}
          action={t('console.sync.rows.setAside')}
          change={(asking, { reason }) => asking('setRefusedAside', { ids, reason })}
          onClose={(isDone) => {
            setSettingAside(false)
            if (isDone) done(t('console.sync.rows.wasSetAside', { count: ids.length }))
          }}
        >
          <p>{t('console.sync.rows.setAsideWords')}</p>
        </ChangeDialog>
      )}
    </div>
  )
}

/** Ticks all rows that are shown; where all are, none. */
function TickAll(props: {
  shown: readonly number[]
  selected: ReadonlySet<number>
  onSelect: (ids: ReadonlySet<number>) => void
}) {
  const { shown, selected, onSelect } = props
  const { t } = useTranslation()
  const areAll = shown.length > 0 && shown.every((id) => selected.has(id))
  return (
    <Button className="button" isDisabled={shown.length === 0} onPress={() => onSelect(new Set(areAll ? [] : shown))}>
      <ListChecks aria-hidden="true" />
      {areAll ? t('console.sync.rows.tickNone') : t('console.sync.rows.tickAll', { shown: shown.length })}
    </Button>
  )
}

function RowLine({ row, canAct }: { row: OutboxRow; canAct: boolean }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const name = t(`console.sync.names.${row.upstream}`)
  const who = row.displayName ?? row.employeeNumber ?? ''
  const words = row.answer ?? row.reason ?? ''
  return (
    <GridListItem id={row.id} className="row outbox-row" textValue={`${row.id} ${name} ${who} ${words}`}>
      {canAct && (
        <Checkbox slot="selection" className="tick">
          <span className="tick-box" aria-hidden="true">
            <Check />
          </span>
        </Checkbox>
      )}
      <span className="row-id">{row.id}</span>
      <strong className="row-upstream">{name}</strong>
      <bdi className="row-name">{who}</bdi>
      <span className="row-time">{formatInstant(row.enqueuedAtMs, zone, i18n.language)}</span>
      <bdi className="row-more">{words}</bdi>
    </GridListItem>
  )
}
