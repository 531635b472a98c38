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

export type StationClock = {
  read: () => ClockReading
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
  let isAnchorTrusted = newestEventAtMs === null || wallMs() >= newestEventAtMs - clockToleranceMs
  return {
    read: () => {
      const atMs = Math.round(wallMs())
      const monotonic = monotonicMs()
      const driftMs = Math.abs(atMs - monotonic - offsetMs)
      return { atMs, monotonicMs: monotonic, isTrusted: isAnchorTrusted && driftMs <= clockToleranceMs }
    },
    confirm: (trueMs) => {
      const atMs = wallMs()
      offsetMs = atMs - monotonicMs()
      isAnchorTrusted = Math.abs(atMs - trueMs) <= clockToleranceMs
    },
  }
}

/** The clock of a replayed presentation: the file says what time it is. */
export function replayedReading(atMs: number): ClockReading {
  return { atMs, monotonicMs: atMs, isTrusted: true }
}
