import { useEffect, useState } from 'react'
import { createPortal, flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatDayTime, formatInstant } from '../../parts/format-time.ts'
import type { PersonOnSite } from './use-on-site.ts'

/** What is printed: beside the page and not in it, so that the print stylesheet can leave out everything else. */
export function RollCallSheet(props: {
  title: string
  people: readonly PersonOnSite[]
  ticked: ReadonlySet<string>
  isIn: ReadonlySet<string>
  zone: string
  language: string
  printedAtMs: number | null
}) {
  const { title, people, ticked, isIn, zone, language, printedAtMs } = props
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
        {printedAtMs !== null && (
          <> · {t('console.rollCall.printed', { time: formatDayTime(printedAtMs, zone, language) })}</>
        )}
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

/**
 * When the page was last printed, whoever asked for it: by its own button (`print`) or by the browser's. It is on the page in time for
 * the paper.
 */
export function usePrinting(print: () => void): { printedAtMs: number | null; print: () => void } {
  const [printedAtMs, setPrintedAtMs] = useState<number | null>(null)
  const note = () => flushSync(() => setPrintedAtMs(Date.now()))
  useEffect(() => {
    window.addEventListener('beforeprint', note)
    return () => window.removeEventListener('beforeprint', note)
  })
  return {
    printedAtMs,
    print: () => {
      note()
      print()
    },
  }
}
