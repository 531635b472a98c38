import { useEffect } from 'react'
import { Button } from 'react-aria-components/Button'
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure'
import { Heading } from 'react-aria-components/Heading'
import { useTranslation } from 'react-i18next'
import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatTime } from '../../parts/format-time.ts'
import { AskedAgain } from '../asked-again.tsx'
import { latest, useCall } from '../use-call.ts'

const hourMs = 3_600_000
const tooltipStyle = { background: 'var(--ground-high)', borderColor: 'var(--line)', borderRadius: '0.6rem' }
const axisWords = { fill: 'var(--ink-soft)', fontSize: '0.9rem' }
const tooltipWords = { color: 'var(--ink)' }

/** People on site over today: a picture, and the same as a table. `changedBy`: it is looked at again when this changes. */
export default function DayChart({ changedBy }: { changedBy: number }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const { asked, again } = useCall('countOnSite', {})
  // biome-ignore lint/correctness/useExhaustiveDependencies: somebody came or went
  useEffect(() => again(), [changedBy])
  const answer = latest(asked)
  if (asked.type === 'failed' || answer === null) return <AskedAgain asked={asked} again={again} />
  const { fromMs, untilMs, counts } = answer
  const sayTime = (ms: number) => formatTime(ms, zone, i18n.language)
  const most = counts.reduce((highest, { people }) => Math.max(highest, people), 0)
  // Every third hour by the clock of the day that it is: of a day of 23 or 25 hours too.
  const ticks = Array.from(
    { length: Math.ceil((untilMs - fromMs) / (3 * hourMs)) },
    (_, step) => fromMs + step * 3 * hourMs,
  )
  return (
    <figure className="chart">
      <figcaption>
        <h3>{t('console.chart.title')}</h3>
        <p className="console-note">{t('console.chart.most', { count: most })}</p>
      </figcaption>
      <div className="chart-picture" aria-hidden="true" dir="ltr">
        <ResponsiveContainer width="100%" height="100%">
          <AreaChart data={counts} accessibilityLayer={false} margin={{ top: 8, right: 16, bottom: 0, left: 0 }}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="atMs"
              type="number"
              domain={[fromMs, untilMs]}
              ticks={ticks}
              tickFormatter={sayTime}
              stroke="var(--line)"
              tick={axisWords}
            />
            <YAxis allowDecimals={false} width={48} stroke="var(--line)" tick={axisWords} />
            <Tooltip
              isAnimationActive={false}
              contentStyle={tooltipStyle}
              itemStyle={tooltipWords}
              labelFormatter={(ms) => sayTime(Number(ms))}
              formatter={(people) => [t('console.onSite.count', { count: Number(people) }), '']}
              separator=""
            />
            <Area
              type="stepAfter"
              dataKey="people"
              isAnimationActive={false}
              fill="var(--focus)"
              fillOpacity={0.25}
              stroke="var(--focus)"
              strokeWidth={2.5}
            />
          </AreaChart>
        </ResponsiveContainer>
      </div>
      <Disclosure>
        <Heading>
          <Button slot="trigger" className="button">
            {t('console.chart.asTable')}
          </Button>
        </Heading>
        <DisclosurePanel>
          <table className="plain-table is-tall">
            <caption className="for-ears">{t('console.chart.title')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('console.chart.time')}</th>
                <th scope="col">{t('console.chart.people')}</th>
              </tr>
            </thead>
            <tbody>
              {counts.map(({ atMs, people }) => (
                <tr key={atMs}>
                  <th scope="row">{sayTime(atMs)}</th>
                  <td>{people}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </DisclosurePanel>
      </Disclosure>
    </figure>
  )
}
