import { CircleCheck, CircleDashed, CirclePause, TriangleAlert } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { Button } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../../core/contract/contract.ts'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatInstant, localeOf } from '../../parts/format-time.ts'
import { AskedAgain } from '../asked-again.tsx'
import { latest, useCall } from '../use-call.ts'
import { howItStands, networkOf, type Standing } from './how-it-stands.ts'
import type { RowFilter } from './outbox-row.ts'
import { ServerWords } from './server-words.tsx'

type Sync = Answer<'getSync'>
type UpstreamView = Sync['upstreams'][number]

/** Each upstream with what waits and what stands in its way, then what is pulled. Looks again whenever the station has news. */
export function SyncOverview({ onShow }: { onShow: (filter: RowFilter) => void }) {
  const { t } = useTranslation()
  const status = useKioskState((state) => state.status)
  const { asked, again } = useCall('getSync', {})
  // biome-ignore lint/correctness/useExhaustiveDependencies: the station's news are the reason to look again
  useEffect(() => again(), [status])
  const answer = latest(asked)
  if (asked.type === 'failed' || answer === null) return <AskedAgain asked={asked} again={again} />
  const configured = answer.upstreams.filter(({ isConfigured, waiting }) => isConfigured || waiting > 0)
  const off = answer.upstreams.filter(({ isConfigured, waiting }) => !isConfigured && waiting === 0)
  return (
    <>
      <p className="sync-network" role="status">
        {t(`console.sync.network.${networkOf(answer)}`)}
      </p>
      <div className="cards-of-page">
        {configured.map((upstream) => (
          <UpstreamCard key={upstream.upstream} view={upstream} onShow={onShow} />
        ))}
      </div>
      {off.length > 0 && (
        <p className="console-note">
          {t('console.sync.off', {
            names: off.map(({ upstream }) => t(`console.sync.names.${upstream}`)).join(', '),
          })}
        </p>
      )}
      <h3 className="sync-title">{t('console.sync.pull.title')}</h3>
      <PulledLists pull={answer.pull} />
    </>
  )
}

function UpstreamCard({ view, onShow }: { view: UpstreamView; onShow: (filter: RowFilter) => void }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const say = (ms: number) => formatInstant(ms, zone, i18n.language)
  const { upstream, waiting, oldestWaitingAtMs, refused, heldUp, lastAnswer } = view
  return (
    <section className="card-of-page" aria-label={t(`console.sync.names.${upstream}`)}>
      <h3>{t(`console.sync.names.${upstream}`)}</h3>
      <HowItStands view={view} />
      <dl className="facts">
        <Fact term={t('console.sync.waiting')}>{waiting.toLocaleString(localeOf(i18n.language))}</Fact>
        {oldestWaitingAtMs !== null && <Fact term={t('console.sync.oldest')}>{say(oldestWaitingAtMs)}</Fact>}
        <Fact term={t('console.sync.refused')}>{refused.toLocaleString(localeOf(i18n.language))}</Fact>
        {heldUp && (
          <>
            <Fact term={t('console.sync.why')}>
              <bdi>{heldUp.why}</bdi>
            </Fact>
            <Fact term={t('console.sync.nextTry')}>{say(heldUp.nextTryAtMs)}</Fact>
            {heldUp.failures !== null && heldUp.failures > 0 && (
              <Fact term={t('console.sync.failures')}>{heldUp.failures}</Fact>
            )}
            <Fact term={t('console.sync.toDo')}>{t(`console.sync.causes.${heldUp.cause ?? 'rows'}`)}</Fact>
          </>
        )}
        <Fact term={t('console.sync.lastAnswer')}>
          {lastAnswer === null ? (
            t('console.sync.neverAnswered')
          ) : (
            <>
              {say(lastAnswer.atMs)}:{' '}
              {t('console.sync.answered', { delivered: lastAnswer.delivered, refused: lastAnswer.refused })}
              {lastAnswer.words !== null && <ServerWords words={lastAnswer.words} />}
            </>
          )}
        </Fact>
      </dl>
      <div className="actions">
        {refused > 0 && (
          <Button className="button" onPress={() => onShow({ upstream, state: 'refused' })}>
            {t('console.sync.showRefused', { count: refused })}
          </Button>
        )}
        {waiting > 0 && (
          <Button className="button" onPress={() => onShow({ upstream, state: 'waiting' })}>
            {t('console.sync.showWaiting', { count: waiting })}
          </Button>
        )}
      </div>
    </section>
  )
}

/** In one word and one sign; never by colour alone. */
function HowItStands({ view }: { view: UpstreamView }) {
  const { t } = useTranslation()
  const standing = howItStands(view)
  const Sign = signs[standing]
  return (
    <p className={calm.includes(standing) ? 'sign' : 'sign is-warning'}>
      <Sign aria-hidden="true" />
      {t(`console.sync.states.${standing}`)}
    </p>
  )
}

const calm: readonly Standing[] = ['well', 'notAsked', 'firstAnswer']
const signs = {
  needsOperator: TriangleAlert,
  heldUp: CirclePause,
  notConfigured: CirclePause,
  needsPerson: TriangleAlert,
  firstAnswer: CircleDashed,
  notAsked: CircleDashed,
  well: CircleCheck,
} satisfies Record<Standing, typeof CircleCheck>

function PulledLists({ pull }: { pull: Sync['pull'] }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  if (pull.every(({ isOn }) => !isOn)) return <p className="console-note">{t('console.sync.pull.off')}</p>
  const warning = pull.find((list) => list.warning !== null)?.warning
  return (
    <>
      {warning && (
        <p className="is-warning" role="alert">
          {warning}
        </p>
      )}
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{t('console.sync.pull.list')}</th>
            <th scope="col">{t('console.sync.pull.worked')}</th>
            <th scope="col">{t('console.sync.pull.fault')}</th>
          </tr>
        </thead>
        <tbody>
          {pull.map(({ topic, isOn, workedAtMs, fault }) => (
            <tr key={topic}>
              <th scope="row">{t(`console.sync.pull.topics.${topic}`)}</th>
              <td>
                {workedAtMs === null ? t('console.sync.pull.never') : formatInstant(workedAtMs, zone, i18n.language)}
              </td>
              <td className={fault === null ? undefined : 'is-warning'}>
                {isOn ? (fault ?? t('console.sync.pull.nothing')) : t('console.sync.pull.listOff')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
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
