/** "My times": own taps and hours, for whoever just badged and nobody else. */
import { listDays, sumByDay } from '../attendance/hours-by-day.ts'
import type { Answer } from '../contract/contract.ts'
import type { ClockReading } from './clock.ts'
import { iteratePeriods } from './hours-store.ts'
import type { DecidedTap, TapContext } from './tap-context.ts'

/** How long somebody who badged may ask (ours), or longer where a tap may be undone for longer. */
const askedWithinMs = 20_000

/** The tap on screen is kept in memory: any later one, whoever's, ends the answer, and so does a restart. */
export function createMyTimes(context: TapContext, readClock: () => ClockReading) {
  const { settings } = context
  let shown: { eventId: string; personId: number; untilMs: number } | null = null

  return {
    /** What is on screen now. */
    remember: ({ decision, personId }: DecidedTap): void => {
      const { eventId, outcome } = decision
      const isCounted = (outcome === 'in' || outcome === 'out') && eventId !== null && personId !== null
      const heldMs = Math.max(askedWithinMs, settings.rules.undoSeconds * 1000)
      shown = isCounted ? { eventId, personId, untilMs: readClock().monotonicMs + heldMs } : null
    },
    forget: (): void => {
      shown = null
    },
    list: (eventId: string): Answer<'listMyTimes'> => {
      const { atMs, monotonicMs } = readClock()
      if (settings.screen.hideHours) return { type: 'hidden' }
      if (shown === null || shown.eventId !== eventId || monotonicMs > shown.untilMs) return { type: 'too-late' }
      return { type: 'times', ...listTimes(context, shown.personId, atMs) }
    },
  }
}

function listTimes({ store, settings, dayAndWeek }: TapContext, personId: number, atMs: number) {
  const { zone } = settings.station
  const { weekStartMs, dayEndMs, localDate } = dayAndWeek(atMs)
  const monday = Temporal.Instant.fromEpochMilliseconds(weekStartMs).toZonedDateTimeISO(zone).toPlainDate().toString()
  const periods = [...iteratePeriods(store.read, { personId, fromMs: weekStartMs, untilMs: dayEndMs })]
  const worked = periods.flatMap(({ state, startedMs, endedMs }) =>
    startedMs !== null && (state === 'closed' || state === 'open') ? [{ startedMs, endedMs }] : [],
  )
  const listed = listDays(monday, localDate, zone)
  const sums = sumByDay(worked, listed, atMs)
  const days = listed.map(({ localDate: date, startMs, endMs }, index) => ({
    localDate: date,
    workedMs: sums[index] ?? 0,
    // By where it began: a night shift is shown once, though its hours count for both days.
    periods: periods.flatMap(({ state, startedMs, endedMs }) => {
      const anchorMs = Math.max(startedMs ?? endedMs ?? 0, weekStartMs)
      return anchorMs >= startMs && anchorMs < endMs ? [{ state, startedMs, endedMs }] : []
    }),
  }))
  return { atMs, zone, weekMs: sums.reduce((sum, ms) => sum + ms, 0), days }
}
