import { Check, Printer, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Checkbox } from 'react-aria-components/Checkbox'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatDate, formatInstant, formatTime } from '../../parts/format-time.ts'
import { printPage } from '../../parts/print-page.ts'
import type { PersonOnSite } from './use-on-site.ts'

type Counted = { atMs: number; people: PersonOnSite[]; ticked: Set<string> }

/**
 * The roll call that goes on, if one does. It outlives the page: a console that closes itself while somebody counts, and is
 * opened again, goes on where they were.
 */
let going: Counted | null = null

/**
 * Everybody who was in when it began, and whoever has come since, to be ticked off on screen or on paper. Nobody leaves the
 * list by clocking out: they are marked, and still counted.
 */
export function RollCall({ people, onEnd }: { people: readonly PersonOnSite[]; onEnd: () => void }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const [{ atMs, people: listed, ticked }, setCounted] = useState<Counted>(
    () => going ?? { atMs: Date.now(), people: byName(people), ticked: new Set() },
  )
  useEffect(() => {
    going = { atMs, people: listed, ticked }
  }, [atMs, listed, ticked])
  useEffect(() => {
    setCounted((was) => {
      const known = new Set(was.people.map(({ employeeNumber }) => employeeNumber))
      const come = people.filter(({ employeeNumber }) => !known.has(employeeNumber))
      return come.length === 0 ? was : { ...was, people: [...was.people, ...byName(come)] }
    })
  }, [people])
  const isIn = new Set(people.map(({ employeeNumber }) => employeeNumber))
  const tick = (employeeNumber: string, isTicked: boolean) =>
    setCounted((was) => {
      const next = new Set(was.ticked)
      if (isTicked) next.add(employeeNumber)
      else next.delete(employeeNumber)
      return { ...was, ticked: next }
    })
  const begun = t('console.rollCall.begun', {
    date: formatDate(atMs, zone, i18n.language),
    time: formatTime(atMs, zone, i18n.language),
  })
  return (
    <div className="roll-call">
      <div className="on-site-head">
        <p className="roll-call-count" role="status">
          {t('console.rollCall.counted', { ticked: ticked.size, count: listed.length })}
        </p>
        <Button className="button" onPress={printPage}>
          <Printer aria-hidden="true" />
          {t('console.rollCall.print')}
        </Button>
        <Button
          className="button"
          onPress={() => {
            going = null
            onEnd()
          }}
        >
          <X aria-hidden="true" />
          {t('console.rollCall.end')}
        </Button>
      </div>
      <p className="console-note">{begun}</p>
      <ul className="ticks">
        {listed.map(({ employeeNumber, displayName, location, startedMs }) => (
          <li key={employeeNumber}>
            <Checkbox
              className="tick"
              isSelected={ticked.has(employeeNumber)}
              onChange={(isTicked) => tick(employeeNumber, isTicked)}
            >
              <span className="tick-box" aria-hidden="true">
                <Check />
              </span>
              <strong>{displayName}</strong>
              <span className="row-number">{employeeNumber}</span>
              <span className="row-more">
                {location} · {t('console.onSite.since', { time: formatTime(startedMs, zone, i18n.language) })}
              </span>
              {!isIn.has(employeeNumber) && <span className="tag is-warning">{t('console.rollCall.left')}</span>}
            </Checkbox>
          </li>
        ))}
      </ul>
      <Sheet title={begun} people={listed} ticked={ticked} isIn={isIn} zone={zone} language={i18n.language} />
    </div>
  )
}

/** What is printed: beside the page and not in it, so that the print stylesheet can leave out everything else. */
function Sheet(props: {
  title: string
  people: readonly PersonOnSite[]
  ticked: ReadonlySet<string>
  isIn: ReadonlySet<string>
  zone: string
  language: string
}) {
  const { title, people, ticked, isIn, zone, language } = props
  const { t } = useTranslation()
  const station = useKioskState((state) => state.station?.station)
  return createPortal(
    <section className="sheet" aria-hidden="true">
      <h1>
        {t('console.onSite.rollCall')}: {station?.name}
        {station?.location && `, ${station.location}`}
      </h1>
      <p>
        {title} · {t('console.rollCall.counted', { ticked: ticked.size, count: people.length })}
      </p>
      <table>
        <thead>
          <tr>
            <th>✓</th>
            <th>{t('console.rollCall.name')}</th>
            <th>{t('console.people.number')}</th>
            <th>{t('console.onSite.location')}</th>
            <th>{t('console.rollCall.since')}</th>
          </tr>
        </thead>
        <tbody>
          {people.map(({ employeeNumber, displayName, location, startedMs }) => (
            <tr key={employeeNumber}>
              <td>{ticked.has(employeeNumber) ? '☑' : '☐'}</td>
              <td>{displayName}</td>
              <td>{employeeNumber}</td>
              <td>{location}</td>
              <td>
                {isIn.has(employeeNumber) ? formatInstant(startedMs, zone, language) : t('console.rollCall.left')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>,
    document.body,
  )
}

function byName(people: readonly PersonOnSite[]): PersonOnSite[] {
  return [...people].sort((one, other) => one.displayName.localeCompare(other.displayName))
}

/** Whether one goes on, so that the page opens with it. */
export function isRollCallGoing(): boolean {
  return going !== null
}
