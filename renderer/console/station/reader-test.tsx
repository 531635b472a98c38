import { CircleCheck, Play, Square, TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../core/contract/contract.ts'
import { useKiosk, useKioskState } from '../../kiosk/kiosk-context.ts'

type Seen = Answer<'testReader'>['reports'][number]

const askEveryMs = 400
/** A badge is some thirty reports. */
const mostShown = 120

/** The readers and how they stand; and of one of them all that it sends, raw and decoded. Meanwhile its badges clock nobody. */
export function ReaderTest() {
  const { t } = useTranslation()
  const readers = useKioskState((state) => state.status?.readers ?? [])
  const [tested, setTested] = useState<string | null>(null)
  if (readers.length === 0) return <p className="console-note">{t('console.station.readers.none')}</p>
  return (
    <>
      <ul className="console-list">
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
              onPress={() => setTested(tested === id ? null : id)}
              aria-label={t(tested === id ? 'console.station.readers.stopOf' : 'console.station.readers.testOf', {
                name,
              })}
            >
              {tested === id ? <Square aria-hidden="true" /> : <Play aria-hidden="true" />}
              {t(tested === id ? 'console.station.readers.stop' : 'console.station.readers.test')}
            </Button>
          </li>
        ))}
      </ul>
      {tested !== null && (
        <RunningTest key={tested} reader={tested} name={readers.find(({ id }) => id === tested)?.name ?? tested} />
      )}
    </>
  )
}

function RunningTest({ reader, name }: { reader: string; name: string }) {
  const { t } = useTranslation()
  const { seen, hasFailed } = useSeen(reader)
  const presented = seen.filter(({ what }) => what.type === 'presented')
  const raw = seen.filter(({ what }) => what.type === 'report').slice(-mostShown)
  return (
    <section className="reader-test" aria-label={t('console.station.readers.testOf', { name })}>
      <p className={hasFailed ? 'is-warning' : undefined} role="status">
        {hasFailed ? t('console.failed') : t('console.station.readers.testing', { name })}
      </p>
      <h3>{t('console.station.readers.decoded')}</h3>
      <ol className="badges-seen" aria-live="polite">
        {presented.map((report) => (
          <li key={report.number}>
            <Presented report={report} />
          </li>
        ))}
      </ol>
      <h3>{t('console.station.readers.raw')}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so a keyboard must be able to. */}
      <section className="raw-reports" aria-label={t('console.station.readers.raw')} tabIndex={0}>
        <pre>{raw.map(({ what }) => (what.type === 'report' ? what.hex : '')).join('\n')}</pre>
      </section>
    </section>
  )
}

function Presented({ report: { what } }: { report: Seen }) {
  const { t } = useTranslation()
  if (what.type !== 'presented') return null
  if (what.why !== null) {
    return (
      <>
        <code>{what.text}</code>{' '}
        <span className="is-warning">{t('console.station.readers.unreadable', { why: what.why })}</span>
      </>
    )
  }
  return (
    <>
      <code>{what.text}</code>
      <ul>
        {what.candidates.map((badge) => (
          <li key={JSON.stringify(badge)}>
            {t('console.station.readers.badge', {
              format: badge.format,
              number: badge.cardNumber ?? badge.serial ?? '',
            })}
            {badge.facilityCode !== null && ` · ${t('console.station.readers.facility', { code: badge.facilityCode })}`}
          </li>
        ))}
      </ul>
    </>
  )
}

/** All that the reader has sent since the test began, the newest kept. Asking is what keeps the test going. */
function useSeen(reader: string): { seen: readonly Seen[]; hasFailed: boolean } {
  const { call } = useKiosk()
  const [seen, setSeen] = useState<readonly Seen[]>([])
  const [hasFailed, setFailed] = useState(false)
  useEffect(() => {
    let after: number | null = null
    let isOver = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async () => {
      const answer = await call('testReader', { reader, ...(after !== null && { after }) })
      if (isOver) return
      setFailed(answer.type !== 'reports')
      if (answer.type === 'reports') {
        after = answer.last
        if (answer.reports.length > 0) setSeen((before) => [...before, ...answer.reports].slice(-4 * mostShown))
      }
      timer = setTimeout(() => void ask(), askEveryMs)
    }
    void ask()
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [call, reader])
  return { seen, hasFailed }
}
