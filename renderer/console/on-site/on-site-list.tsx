import { LogOut, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { GridList, GridListItem } from 'react-aria-components/GridList'
import { ListLayout, Virtualizer } from 'react-aria-components/Virtualizer'
import { useTranslation } from 'react-i18next'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatInstant, formatTime } from '../../parts/format-time.ts'
import { rowSizeNow } from '../people/people-list.tsx'
import type { PersonOnSite } from './use-on-site.ts'

/** Longer ago than this the day is said too. */
const sameDayMs = 12 * 3_600_000

/** Whoever is in, the longest first; overdue ones are marked. */
export function OnSiteList(props: {
  people: readonly PersonOnSite[]
  isWithPlace: boolean
  onClockOut: (person: PersonOnSite) => void
}) {
  const { people, isWithPlace, onClockOut } = props
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const rowSize = useState(rowSizeNow)[0]
  return (
    <Virtualizer layout={ListLayout} layoutOptions={{ rowSize }}>
      <GridList
        className="rows"
        aria-label={t('console.pages.onSite')}
        keyboardNavigationBehavior="tab"
        items={people.map((person) => ({ ...person, id: person.employeeNumber }))}
        renderEmptyState={() => <p className="console-note">{t('console.onSite.nobody')}</p>}
      >
        {(person) => {
          const { displayName, employeeNumber, startedMs, location, isOverdue } = person
          const format = Date.now() - startedMs < sameDayMs ? formatTime : formatInstant
          return (
            <GridListItem className="row" textValue={`${displayName} ${employeeNumber}`}>
              <strong className="row-name">{displayName}</strong>
              <span className="row-number">{employeeNumber}</span>
              <span className={isOverdue ? 'row-more is-warning' : 'row-more'}>
                {isOverdue && <TriangleAlert className="mark" aria-hidden="true" />}
                {t('console.onSite.since', { time: format(startedMs, zone, i18n.language) })}
                {isWithPlace && ` · ${location}`}
              </span>
              <span className="row-tags">
                {isOverdue && <span className="tag is-warning">{t('console.onSite.overdue')}</span>}
              </span>
              <Button
                className="button"
                aria-label={t('console.onSite.forceOutOf', { name: displayName })}
                onPress={() => onClockOut(person)}
              >
                <LogOut aria-hidden="true" />
                {t('console.onSite.forceOut')}
              </Button>
            </GridListItem>
          )
        }}
      </GridList>
    </Virtualizer>
  )
}
