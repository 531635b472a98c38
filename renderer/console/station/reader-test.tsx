import { CircleCheck, CreditCard, Play, Square, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { RunningTest } from './running-test.tsx'

/** `reader` null: whichever reads the next card. */
type Test = { reader: string | null; key: number; isRunning: boolean }

/** The readers and how they stand; and of one of them, or all, what it sends and what that means. Meanwhile nobody is clocked there. */
export function ReaderTest() {
  const { t } = useTranslation()
  const readers = useKioskState((state) => state.status?.readers ?? [])
  const [test, setTest] = useState<Test | null>(null)
  const isTested = (reader: string | null) => test?.isRunning === true && test.reader === reader
  const toggle = (reader: string | null) =>
    setTest((was) => ({ reader, key: (was?.key ?? 0) + 1, isRunning: !isTested(reader) }))
  const nameOf = (reader: string) => readers.find(({ id }) => id === reader)?.name ?? reader
  return (
    <>
      <div className="actions">
        <Button className="button is-filled" onPress={() => toggle(null)}>
          {isTested(null) ? <Square aria-hidden="true" /> : <CreditCard aria-hidden="true" />}
          {t(isTested(null) ? 'console.station.readers.stop' : 'console.station.readers.tapNow')}
        </Button>
      </div>
      {readers.length === 0 && <p className="console-note">{t('console.station.readers.none')}</p>}
      <ul className="console-list reader-list">
        {readers.map(({ id, name, state, why }) => (
          <li key={id}>
            <strong>{name}</strong>
            <span className={state === 'ready' ? 'sign' : 'sign is-warning'}>
              {state === 'ready' ? <CircleCheck aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
              {t(`console.station.readers.states.${state}`)}
            </span>
            {why !== null && <span>{why}</span>}
            <Button
              className="button row-end"
              onPress={() => toggle(id)}
              aria-label={t(isTested(id) ? 'console.station.readers.stopOf' : 'console.station.readers.testOf', {
                name,
              })}
            >
              {isTested(id) ? <Square aria-hidden="true" /> : <Play aria-hidden="true" />}
              {t(isTested(id) ? 'console.station.readers.stop' : 'console.station.readers.test')}
            </Button>
          </li>
        ))}
      </ul>
      {test !== null && (
        <RunningTest
          // Another reader, or the same one again, is a test of its own; a test that ends keeps what it has shown.
          key={test.isRunning ? test.key : test.key - 1}
          reader={test.reader}
          isRunning={test.isRunning}
          nameOf={nameOf}
          onTimeout={() => setTest({ ...test, key: test.key + 1, isRunning: false })}
        />
      )}
    </>
  )
}
