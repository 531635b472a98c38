import { Check, Printer, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Checkbox } from 'react-aria-components/Checkbox'
import { useTranslation } from 'react-i18next'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatDate, formatTime } from '../../parts/format-time.ts'
import { printPage } from '../../parts/print-page.ts'
import { ChangeDialog } from '../change-dialog.tsx'
import type { Refusal } from '../refusal.ts'
import { useChange } from '../use-change.ts'
import { RollCallSheet, usePrinting } from './roll-call-sheet.tsx'
import type { PersonOnSite } from './use-on-site.ts'

/** So many of those who are missing are named by the question; the list has all of them. */
const mostNamed = 10

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
  const [isAsking, setAsking] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const { ask, isBusy } = useChange()
  const { printedAtMs, print } = usePrinting(printPage)
  const isIn = new Set(people.map(({ employeeNumber }) => employeeNumber))
  const tick = (employeeNumber: string, isTicked: boolean) =>
    setCounted((was) => {
      const next = new Set(was.ticked)
      if (isTicked) next.add(employeeNumber)
      else next.delete(employeeNumber)
      return { ...was, ticked: next }
    })
  const missing = listed.filter(({ employeeNumber }) => !ticked.has(employeeNumber))
  const held = {
    begunAtMs: atMs,
    counted: listed.length - missing.length,
    missing: missing.map(({ employeeNumber }) => employeeNumber),
  }
  const leave = () => {
    going = null
    onEnd()
  }
  const end = async () => {
    const answer = await ask('endRollCall', held)
    if (answer === null) leave()
    else setRefusal(answer)
  }
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
        <Button className="button" onPress={print}>
          <Printer aria-hidden="true" />
          {t('console.rollCall.print')}
        </Button>
        <Button
          className="button"
          isPending={isBusy}
          onPress={() => (missing.length > 0 ? setAsking(true) : void end())}
        >
          <X aria-hidden="true" />
          {t('console.rollCall.end')}
        </Button>
      </div>
      {refusal && (
        <p className="is-warning" role="alert">
          {refusal.words}
        </p>
      )}
      {isAsking && (
        <ChangeDialog
          title={t('console.rollCall.endUncounted', { missing: missing.length })}
          action={t('console.rollCall.end')}
          isReasoned={false}
          change={(asking) => asking('endRollCall', held)}
          onClose={(isDone) => {
            setAsking(false)
            if (isDone) leave()
          }}
        >
          <p>{t('console.rollCall.endWords')}</p>
          <ul className="not-counted">
            {missing.slice(0, mostNamed).map(({ employeeNumber, displayName }) => (
              <li key={employeeNumber}>
                <bdi>{displayName}</bdi> · <bdi>{employeeNumber}</bdi>
              </li>
            ))}
            {missing.length > mostNamed && (
              <li>{t('console.rollCall.moreMissing', { more: missing.length - mostNamed })}</li>
            )}
          </ul>
        </ChangeDialog>
      )}
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
      <RollCallSheet
        title={begun}
        people={listed}
        ticked={ticked}
        isIn={isIn}
        zone={zone}
        language={i18n.language}
        printedAtMs={printedAtMs}
      />
    </div>
  )
}

function byName(people: readonly PersonOnSite[]): PersonOnSite[] {
  return [...people].sort((one, other) => one.displayName.localeCompare(other.displayName))
}

/** Whether one goes on, so that the page opens with it. */
export function isRollCallGoing(): boolean {
  return going !== null
}
