/**
 * The station's time, and whether it can be trusted. The wall clock is held against the monotonic clock, which nobody can
 * set: when the two come apart, somebody (or a dead battery) moved the wall clock, and events say so.
 */

export type ClockReading = {
  /** Wall clock, milliseconds since the epoch. */
  atMs: number
  /** A clock that only goes forward, milliseconds since whenever. */
  monotonicMs: number
  isTrusted: boolean
}

/** What the station knows of its clock. */
export type ClockFacts = {
  /** How far the wall clock has gone ahead of the monotonic one since both were set against each other; negative: behind. */
  driftMs: number
  /** The wall clock against the last source that is right, and when that was; null: none has said so yet. */
  confirmed: { atMs: number; aheadMs: number } | null
}

export type StationClock = {
  read: () => ClockReading
  facts: () => ClockFacts
  /** A source that is right (an upstream's `Date`) says what time it is; agreement makes the clock trusted again. */
  confirm: (trueMs: number) => void
}

/** How far the two clocks may come apart before the wall clock counts as moved. `Date` headers have whole seconds. */
export const clockToleranceMs = 5000

/** `newestEventAtMs`: a clock that starts out earlier than the last stored event has been set back. */
export function createStationClock(sources: {
  wallMs: () => number
  monotonicMs: () => number
  newestEventAtMs: number | null
}): StationClock {
  const { wallMs, monotonicMs, newestEventAtMs } = sources
  let offsetMs = wallMs() - monotonicMs()
  let confirmed: ClockFacts['confirmed'] = null
  let isAnchorTrusted = newestEventAtMs === null || wallMs() >= newestEventAtMs - clockToleranceMs
  return {
    read: () => {
      const atMs = Math.round(wallMs())
      const monotonic = monotonicMs()
      const driftMs = Math.abs(atMs - monotonic - offsetMs)
      return { atMs, monotonicMs: monotonic, isTrusted: isAnchorTrusted && driftMs <= clockToleranceMs }
    },
    facts: () => ({ driftMs: Math.round(wallMs() - monotonicMs() - offsetMs), confirmed }),
    confirm: (trueMs) => {
      const atMs = wallMs()
      confirmed = { atMs: Math.round(atMs), aheadMs: Math.round(atMs - trueMs) }
      offsetMs = atMs - monotonicMs()
      isAnchorTrusted = Math.abs(atMs - trueMs) <= clockToleranceMs
    },
  }
}

/** The clock of a replayed presentation: the file says what time it is. */
export function replayedReading(atMs: number): ClockReading {
  return { atMs, monotonicMs: atMs, isTrusted: true }
}
