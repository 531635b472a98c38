/**
 * Folds a person's punches anew where one has come in between: a tap that is told late, or a punch of another station.
 * What was decided at the door stays; periods follow the order (instant, station, running number), whatever came first.
 */
import {
  compareByInstant,
  type FoldedPeriod,
  foldPunches,
  type Punch,
  rejudgePunches,
} from '../attendance/fold-periods.ts'
import { setMovedIns } from '../attendance/shared-punch-store.ts'
import { readSurroundings, replacePeriods } from '../attendance/supervision-store.ts'
import { listUnsettled, refuseUnsent, reviveUnsent } from '../outbox/amend-waiting-store.ts'
import { missedClockIn, personFence } from '../outbox/tell.ts'
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { TapContext } from './tap-context.ts'

type RefoldContext = Pick<TapContext, 'settings'>

/** Periods with a further punch, or with those alone that are stored. */
export function planRefold(
  db: ReadableDb,
  { settings }: RefoldContext,
  personId: number,
  request: { aroundMs: number; added: Punch | null },
) {
  const { aroundMs, added } = request
  const { periods: before, punches } = readSurroundings(db, personId, aroundMs)
  const all = added ? [...punches.filter(({ eventId }) => eventId !== added.eventId), added] : punches
  const judged = rejudgePunches(all, aroundMs, settings.rules.longestShiftHours * 3_600_000)
  const { periods: after, moved } = foldPunches(judged)
  return { before, after, moved, punches: judged }
}

export type Refold = ReturnType<typeof planRefold>

/** Writes what was planned, and puts right what has not been told yet. */
export function writeRefold(
  db: WritableDb,
  { settings }: RefoldContext,
  personId: number,
  { before, after, moved, punches }: Refold,
  nowMs: number,
): void {
  replacePeriods(db, personId, before, after)
  setMovedIns(db, personId, punches, moved, settings.station.id)
  mendOuts(db, personId, before, after, nowMs)
}

/**
 * An own *out* that ends nothing any more is kept back like every other; one that was kept back and now ends something is
 * told after all. What has gone has gone: the service puts late news in their place by itself.
 */
function mendOuts(
  db: WritableDb,
  personId: number,
  before: readonly FoldedPeriod[],
  after: readonly FoldedPeriod[],
  nowMs: number,
): void {
  const outsOf = (periods: readonly FoldedPeriod[], state: FoldedPeriod['state']) =>
    new Set(periods.flatMap((period) => (period.state === state && period.outEvent ? [period.outEvent] : [])))
  const missedBefore = outsOf(before, 'missed-in')
  for (const key of outsOf(after, 'closed')) if (missedBefore.has(key)) reviveUnsent(db, 'clock', key, missedClockIn)
  const endedBefore = outsOf(before, 'closed')
  const newlyMissed = [...outsOf(after, 'missed-in')].filter((key) => endedBefore.has(key))
  if (newlyMissed.length === 0) return
  for (const row of listUnsettled(db, 'clock', personFence(personId))) {
    if (newlyMissed.includes(row.key)) refuseUnsent(db, row.id, missedClockIn, nowMs)
  }
}

/** How the person stood just before a station's next punch at an instant: the open period of whatever happened until then. */
export function findOpenBefore(
  db: ReadableDb,
  personId: number,
  { atMs, stationId }: { atMs: number; stationId: string },
): { startedMs: number; inEvent: string } | null {
  const { punches } = readSurroundings(db, personId, atMs)
  const isBefore = (punch: Punch): boolean =>
    punch.occurredMs < atMs || (punch.occurredMs === atMs && punch.stationId <= stationId)
  const earlier = [...punches].sort(compareByInstant).filter(isBefore)
  const open = foldPunches(earlier).periods.find(({ state }) => state === 'open')
  return open && open.startedMs !== null ? { startedMs: open.startedMs, inEvent: open.firstEvent } : null
}
