import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatTime } from '../../parts/format-time.ts'
import { AskedAgain } from '../asked-again.tsx'
import { latest, useCall } from '../use-call.ts'
import { axisWords, ChartFrame, tooltipStyle, tooltipWords } from './chart-frame.tsx'

const hourMs = 3_600_000

/** People on site over today: a picture, and the same as a table. `changedBy`: it is looked at again when this changes. */
export default function DayChart({ changedBy }: { changedBy: number }) {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const { asked, again } = useCall('countOnSite', {})
  // biome-ignore lint/correctness/useExhaustiveDependencies: somebody came or went
  useEffect(() => again(), [changedBy])
  const answer = latest(asked)
  if (asked.type === 'failed' || answer === null) return <AskedAgain asked={asked} again={again} />
  const { fromMs, untilMs, counts, most } = answer
  const sayTime = (ms: number) => formatTime(ms, zone, i18n.language)
  // Every third hour by the clock of the day that it is: of a day of 23 or 25 hours too.
  const ticks = Array.from(
    { length: Math.ceil((untilMs - fromMs) / (3 * hourMs)) },
    (_, step) => fromMs + step * 3 * hourMs,
  )
  return (
    <ChartFrame
      title={t('console.chart.title')}
      words={t('console.chart.most', { count: most })}
      series={[]}
      heads={[t('console.chart.time'), t('console.chart.people')]}
      rows={counts.map(({ atMs, people }) => ({ id: atMs, cells: [sayTime(atMs), people] }))}
      picture={
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
      }
    />
  )
}
