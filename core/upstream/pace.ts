/** Keeps requests to an upstream apart: a token bucket that holds one token, so the rate is kept and never saved up. */

export type Pace = {
  /** Milliseconds until the next request may go; taking it is noted. The clock may be set back meanwhile. */
  takeTurn: (nowMs: number) => number
}

/** `perSecond` null: no limit. */
export function createPace(perSecond: number | null): Pace {
  if (perSecond === null) return { takeTurn: () => 0 }
  const gapMs = 1000 / perSecond
  let lastMs = Number.NEGATIVE_INFINITY
  return {
    takeTurn: (nowMs) => {
      // More than one gap ahead of the clock only if the clock went back.
      const waitMs = Math.min(Math.max(0, lastMs + gapMs - nowMs), gapMs)
      lastMs = nowMs + waitMs
      return Math.ceil(waitMs)
    },
  }
}
