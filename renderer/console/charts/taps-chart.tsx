import '../../styles/console-sync.css'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { useKioskState } from '../../kiosk/kiosk-context.ts'
import { formatTime } from '../../parts/format-time.ts'
import { AskedAgain } from '../asked-again.tsx'
import { latest, useCall } from '../use-call.ts'
import { axisWords, ChartFrame, tooltipStyle, tooltipWords } from './chart-frame.tsx'

const kinds = ['in', 'out', 'refused'] as const
const quarterMs = 900_000

/** Taps of today by quarter hour: in, out and refused, one above the other. Looks again with every tap. */
export default function TapsChart() {
  const { t, i18n } = useTranslation()
  const zone = useKioskState((state) => state.station?.station.zone ?? 'UTC')
  const shownKey = useKioskState((state) => state.shown?.key ?? 0)
  const { asked, again } = useCall('getTapsToday', {})
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new result on screen is the reason to look again
  useEffect(() => again(), [shownKey])
  const answer = latest(asked)
  if (asked.type === 'failed' || answer === null) return <AskedAgain asked={asked} again={again} />
  const sayTime = (ms: number) => formatTime(ms, zone, i18n.language)
  const { quarters, untilMs } = answer
  const last = quarters.at(-1)
  // The rest of the day is empty, and has its place: the picture does not move as the day goes on.
  const rest = last ? Math.max(0, Math.floor((untilMs - last.startMs) / quarterMs) - 1) : 0
  const day = [
    ...quarters,
    ...Array.from({ length: rest }, (_, step) => ({
      startMs: (last?.startMs ?? 0) + (step + 1) * quarterMs,
      in: 0,
      out: 0,
      refused: 0,
    })),
  ]
  const sum = quarters.reduce((taps, quarter) => taps + quarter.in + quarter.out + quarter.refused, 0)
  const series = kinds.map((id) => ({ id, name: t(`console.chart.taps.${id}`) }))
  return (
    <ChartFrame
      title={t('console.chart.taps.title')}
      words={t('console.chart.taps.count', { count: sum })}
      series={series}
      heads={[t('console.chart.time'), ...series.map(({ name }) => name)]}
      rows={quarters
        .filter((quarter) => quarter.in + quarter.out + quarter.refused > 0)
        .map((quarter) => ({
          id: quarter.startMs,
          cells: [sayTime(quarter.startMs), quarter.in, quarter.out, quarter.refused],
        }))}
      picture={
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            data={day}
            accessibilityLayer={false}
            margin={{ top: 8, right: 16, bottom: 0, left: 0 }}
            barCategoryGap={1}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis dataKey="startMs" tickFormatter={sayTime} interval={11} stroke="var(--line)" tick={axisWords} />
            <YAxis allowDecimals={false} width={48} stroke="var(--line)" tick={axisWords} />
            <Tooltip
              isAnimationActive={false}
              cursor={false}
              contentStyle={tooltipStyle}
              itemStyle={tooltipWords}
              labelFormatter={(ms) => sayTime(Number(ms))}
            />
            {series.map(({ id, name }) => (
              <Bar
                key={id}
                dataKey={id}
                name={name}
                stackId="taps"
                isAnimationActive={false}
                className={`chart-bars chart-${id}`}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      }
    />
  )
}
