/** What a tap needs to know of its person, and the direction in which it then counts. */
import { readPeriods } from '../attendance/attendance-store.ts'
import { decideDirection } from '../attendance/direction.ts'
import { hasBesidePeriods } from '../attendance/shared-punch-store.ts'
import type { ClockingUse } from '../contract/reader-settings.ts'
import type { PersonRow } from '../people/people-store.ts'
import { countRefolded } from './count-refolded.ts'
import { countTap, type KnownTap } from './count-tap.ts'
import { findOpenBefore } from './refold.ts'
import type { DecidedTap } from './tap-context.ts'

/** Adds the person's periods as they stand in `db`: those of this week, and what may reach into it. */
export function gatherTap(tap: Omit<KnownTap, 'calendar' | 'open' | 'recent'>): KnownTap {
  const { context, db, presentation, holder } = tap
  const longestShiftMs = context.settings.rules.longestShiftHours * 3_600_000
  const calendar = context.dayAndWeek(presentation.clock.atMs)
  const periods = holder
    ? readPeriods(db, holder.personId, calendar.weekStartMs - longestShiftMs)
    : { open: null, recent: [] }
  return { ...tap, calendar, ...periods }
}

/** Writes a tap that nothing is against. */
export function countDirected(known: KnownTap & { holder: PersonRow }, use: ClockingUse): DecidedTap {
  const { context, db, presentation, holder, open, recent } = known
  const { atMs } = presentation.clock
  const { rules, station, pull } = context.settings
  // Others of a later time are known: the periods are folded anew. What is replayed is decided by how things stood then; at
  // the door they stand as they do, and a clock that was set back matters only where other stations fold the same punches.
  const isReplay = presentation.cause === 'replay'
  const isLate =
    (isReplay || pull !== undefined) &&
    (recent.some(({ anchorMs, endedMs }) => anchorMs >= atMs || (endedMs ?? 0) >= atMs) ||
      hasBesidePeriods(db, holder.personId, atMs))
  const openThen = isLate && isReplay ? findOpenBefore(db, holder.personId, { atMs, stationId: station.id }) : open
  const direction = decideDirection({ use, open: openThen, atMs, longestShiftMs: rules.longestShiftHours * 3_600_000 })
  // An in of somebody who is in, at an in reader: where that began at another station, the period goes on.
  const mayMove = direction.outcome === 'in' && direction.open === 'missed' && pull !== undefined
  const gathered = { ...known, open: openThen }
  return isLate || mayMove ? countRefolded(gathered, direction) : countTap(gathered, direction)
}
