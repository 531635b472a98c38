/**
 * Where Ready stands, in pixels from its place: one pixel a minute, over every point of a small square. No animation: nobody
 * sees a pixel move, so whoever asked for less motion gets it too, and their screen is spared as well.
 */
const reachX = 4
const reachY = 3

/** At most `reachX` and `reachY` from the middle, where it begins. */
export function driftAt(step: number): { x: number; y: number } {
  return { x: swing(step, reachX), y: swing(step, reachY) }
}

/** 0, 1 … reach … 0 … -reach … 0, and again. */
function swing(step: number, reach: number): number {
  const period = 4 * reach
  const at = (step + reach) % period
  return at <= 2 * reach ? at - reach : 3 * reach - at
}
