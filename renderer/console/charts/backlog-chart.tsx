import '../../styles/console-sync.css'
import { useEffect, useState } from 'react'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import { useTranslation } from 'react-i18next'
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatInstant, formatTime } from '../../parts/format-time.ts'
import { AskedAgain } from '../asked-again.tsx'
import { latest, useCall } from '../use-call.ts'
import { axisWords, ChartFrame, tooltipStyle, tooltipWords } from './chart-frame.tsx'

const spans = [24, 168] as const
const lookAgainMs = 60_000
/** Lines of a table are read one by one: not more of them than a person reads. */
const mostTableRows = 48

/** How much waited for each upstream over the last day or week. */
export default function BacklogChart() {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const [hours, setHours] = useState<number>(24)
  const { asked, again } = useCall('getBacklog', { hours })
  // biome-ignore lint/correctness/useExhaustiveDependencies: one timer for each span that is looked at
  useEffect(() => {
    const timer = setInterval(again, lookAgainMs)
    return () => clearInterval(timer)
  }, [hours])
  const answer = latest(asked)
  if (asked.type === 'failed' || answer === null) return <AskedAgain asked={asked} again={again} />
  const { fromMs, atMs, samples, upstreams } = answer
  if (upstreams.length === 0) return <p className="console-note">{t('console.sync.noUpstream')}</p>
  const sayTick = (ms: number) => (hours > 24 ? formatInstant : formatTime)(ms, zone, i18n.language)
  const series = upstreams.map((id) => ({ id, name: t(`console.sync.names.${id}`) }))
  const most = Math.max(0, ...samples.flatMap(({ waiting }) => Object.values(waiting)))
  const points = samples.map(({ atMs: instant, waiting }) => ({ atMs: instant, ...waiting }))
  const step = Math.max(1, Math.ceil(samples.length / mostTableRows))
  const tableSamples = samples.filter((_, index) => (samples.length - 1 - index) % step === 0).reverse()
  return (
    <>
      <ToggleButtonGroup
        className="places"
        aria-label={t('console.chart.backlog.span')}
        disallowEmptySelection
        selectedKeys={[String(hours)]}
        onSelectionChange={(keys) => setHours(Number([...keys][0] ?? 24))}
      >
        {spans.map((span) => (
          <ToggleButton key={span} id={String(span)} className="place">
            {t(`console.chart.backlog.spans.h${span}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <ChartFrame
        title={t('console.chart.backlog.title')}
        words={t('console.chart.backlog.most', { count: most })}
        series={series}
        heads={[t('console.chart.time'), ...series.map(({ name }) => name)]}
        rows={tableSamples.map(({ atMs: instant, waiting }) => ({
          id: instant,
          cells: [formatInstant(instant, zone, i18n.language), ...upstreams.map((upstream) => waiting[upstream] ?? 0)],
        }))}
        picture={
          <ResponsiveContainer width="100%" height="100%">
            <LineChart data={points} accessibilityLayer={false} margin={{ top: 8, right: 24, bottom: 0, left: 0 }}>
              <CartesianGrid vertical={false} stroke="var(--line)" />
              <XAxis
                dataKey="atMs"
                type="number"
                domain={[fromMs, atMs]}
                ticks={Array.from({ length: 7 }, (_, index) => fromMs + (index * (atMs - fromMs)) / 6)}
                tickFormatter={sayTick}
                stroke="var(--line)"
                tick={axisWords}
              />
              <YAxis allowDecimals={false} width={64} stroke="var(--line)" tick={axisWords} />
              <Tooltip
                isAnimationActive={false}
                contentStyle={tooltipStyle}
                itemStyle={tooltipWords}
                labelFormatter={(ms) => formatInstant(Number(ms), zone, i18n.language)}
              />
              {series.map(({ id, name }) => (
                <Line
                  key={id}
                  type="stepAfter"
                  dataKey={id}
                  name={name}
                  dot={points.length < 3}
                  isAnimationActive={false}
                  className={`chart-line chart-${id}`}
                />
              ))}
            </LineChart>
          </ResponsiveContainer>
        }
      />
    </>
  )
}
