/** Whether a tap is an *in* or an *out*. */
import type { ClockingUse } from '../contract/reader-settings.ts'

export type OpenPeriod = { startedMs: number; inEvent: string }

export type Direction = {
  outcome: 'in' | 'out'
  /** What a supervisor has to settle; null for an ordinary tap. */
  reason: 'missed-clock-out' | 'missed-clock-in' | null
  /** What becomes of the person's open period. */
  open: 'none' | 'closed' | 'missed'
}

/** Open for longer than anybody works: its clock-out was missed, and it counts no hours until somebody settles it (ours). */
export function isOverdue(startedMs: number, atMs: number, longestShiftMs: number): boolean {
  return atMs - startedMs > longestShiftMs
}

/**
 * The reader's own direction, else the opposite of the person's state. Nobody is ever stuck: a period that has been open
 * for longer than the longest shift is a missed clock-out and the tap starts anew; so does a tap of somebody who is in
 * already at an `in` reader. An *out* of somebody who is out is kept, without a period, as a missed clock-in.
 */
export function decideDirection(tap: {
  use: ClockingUse
  open: OpenPeriod | null
  atMs: number
  longestShiftMs: number
}): Direction {
  const { use, open, atMs, longestShiftMs } = tap
  const isOverlong = open !== null && isOverdue(open.startedMs, atMs, longestShiftMs)
  if (use === 'out') {
    if (open === null) return { outcome: 'out', reason: 'missed-clock-in', open: 'none' }
    // Both ends are missing then: yesterday's clock-out and today's clock-in.
    if (isOverlong) return { outcome: 'out', reason: 'missed-clock-in', open: 'missed' }
    return { outcome: 'out', reason: null, open: 'closed' }
  }
  if (open === null) return { outcome: 'in', reason: null, open: 'none' }
  if (use === 'in' || isOverlong) return { outcome: 'in', reason: 'missed-clock-out', open: 'missed' }
  return { outcome: 'out', reason: null, open: 'closed' }
}
