import { memo, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Collection } from 'react-aria-components/Collection'
import { GridList, GridListItem, GridListLoadMoreItem, type Key } from 'react-aria-components/GridList'
import { ListLayout, Virtualizer } from 'react-aria-components/Virtualizer'
import { useTranslation } from 'react-i18next'
import { FailedNote } from '../failed-note.tsx'
import { SearchBox } from '../search-box.tsx'
import { type FoundPerson, usePeople } from './use-people.ts'

/** Everybody, found as one types. Only the rows on screen are in the page. */
export function PeopleList(props: {
  query: string
  onQuery: (query: string) => void
  onOpen: (employeeNumber: string) => void
}) {
  const { query, onQuery, onOpen } = props
  const { t } = useTranslation()
  const rowSize = useState(rowSizeNow)[0]
  const firstSize = useState(() => countRowsOnScreen(rowSize))[0]
  const { query: found, people, total, isLoadingMore, hasFailed, loadMore, again } = usePeople(query, firstSize)
  return (
    <div className="people">
      <SearchBox
        label={t('console.people.search')}
        hint={t('console.people.searchHint')}
        value={query}
        onChange={onQuery}
      />
      <p className="console-count" role="status">
        {total !== null ? t('console.people.count', { count: total }) : !hasFailed && t('console.loading')}
      </p>
      {hasFailed && <FailedNote again={again} />}
      <PeopleRows
        found={found}
        people={people}
        isKnown={total !== null && !hasFailed}
        isLoadingMore={isLoadingMore}
        loadMore={loadMore}
        onOpen={onOpen}
        rowSize={rowSize}
      />
    </div>
  )
}

/** From a finger's going down to its going up (ours). */
const longestPressMs = 1000

/** Apart from the field, so that a letter is on screen before the rows are looked at. */
const PeopleRows = memo(function PeopleRows(props: {
  /** By what `people` were found. */
  found: string
  people: readonly FoundPerson[]
  isKnown: boolean
  isLoadingMore: boolean
  loadMore: () => void
  onOpen: (employeeNumber: string) => void
  rowSize: number
}) {
  const { found, people, isKnown, isLoadingMore, loadMore, onOpen, rowSize } = props
  const { t } = useTranslation()
  const list = useRef<HTMLDivElement>(null)
  const [beginning, setBeginning] = useState(0)
  // What fits best stands first: a list that was scrolled down begins anew with what another search has found. To set it back by
  // hand does not do, because the virtualizer goes on with the place that it knows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search is what it is for.
  useLayoutEffect(() => {
    if (list.current && list.current.scrollTop > 0) setBeginning((before) => before + 1)
  }, [found])
  // By their place: what another letter finds is written into the rows that are there, in a third of the time that new ones take.
  const items = useMemo(() => people.map((person, index) => ({ ...person, id: String(index) })), [people])
  /** Whom a finger that went down saw: the rows may have changed under it before it goes up. */
  const seen = useRef({ people, atMs: 0 })
  const open = (key: Key): void => {
    const isBegun = performance.now() - seen.current.atMs < longestPressMs
    const person = (isBegun ? seen.current.people : people)[Number(key)]
    if (person) onOpen(person.employeeNumber)
  }
  const layoutOptions = useMemo(() => ({ rowSize, loaderSize: rowSize }), [rowSize])
  return (
    <Virtualizer key={beginning} layout={ListLayout} layoutOptions={layoutOptions}>
      <GridList
        ref={list}
        className="rows"
        aria-label={t('console.pages.people')}
        onPointerDownCapture={() => {
          seen.current = { people, atMs: performance.now() }
        }}
        onAction={open}
        renderEmptyState={() => (isKnown ? <p className="console-note">{t('console.people.nobody')}</p> : null)}
      >
        <Collection items={items}>{(person) => <PersonRow person={person} />}</Collection>
        <GridListLoadMoreItem onLoadMore={loadMore} isLoading={isLoadingMore}>
          {t('console.loading')}
        </GridListLoadMoreItem>
      </GridList>
    </Virtualizer>
  )
})

/** Some more than that, so that the next ones are asked for when somebody scrolls and not before. */
function countRowsOnScreen(rowSize: number): number {
  return Math.ceil(window.innerHeight / rowSize) + 4
}

function PersonRow({ person }: { person: FoundPerson & { id: string } }) {
  const { t } = useTranslation()
  const { employeeNumber, displayName, email, isActive, role, isIn } = person
  return (
    <GridListItem id={person.id} className="row" textValue={`${displayName} ${employeeNumber}`}>
      <strong className="row-name">{displayName}</strong>
      <span className="row-number">{employeeNumber}</span>
      <span className="row-more">{email}</span>
      <span className="row-tags">
        {!isActive && <span className="tag is-warning">{t('console.people.inactive')}</span>}
        {role !== 'none' && <span className="tag">{t(`console.people.roles.${role}`)}</span>}
        {isIn && <span className="tag is-in">{t('console.people.in')}</span>}
      </span>
    </GridListItem>
  )
}

/** A row is as tall as a target, which grows with the screen. */
export function rowSizeNow(): number {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  return Math.ceil(Math.max(48, 3.6 * rem))
}
