/** How many people were here at each of a row of instants, and at most. */

export type Present = { atMs: number; people: number }

type Stay = { startedMs: number; endedMs: number | null }

/**
 * Whoever came at or before an instant and left after it was here then.
 *
 * @param stretches `endedMs` null: still here. @param instants ascending.
 */
export function countPresent(stretches: readonly Stay[], instants: readonly number[]): Present[] {
  const came = stretches.map(({ startedMs }) => startedMs).sort(ascending)
  const left = stretches.flatMap(({ endedMs }) => (endedMs === null ? [] : [endedMs])).sort(ascending)
  let cameBy = 0
  let leftBy = 0
  return instants.map((atMs) => {
    while ((came[cameBy] ?? Number.POSITIVE_INFINITY) <= atMs) cameBy += 1
    while ((left[leftBy] ?? Number.POSITIVE_INFINITY) <= atMs) leftBy += 1
    return { atMs, people: cameBy - leftBy }
  })
}

/** The most people who were here at once between two instants, both included: only where somebody comes there can be more than before. */
export function countMost(stretches: readonly Stay[], fromMs: number, untilMs: number): number {
  const arrivals = stretches.map(({ startedMs }) => startedMs).filter((ms) => ms > fromMs && ms <= untilMs)
  const present = countPresent(stretches, [fromMs, ...arrivals.sort(ascending)])
  return present.reduce((most, { people }) => Math.max(most, people), 0)
}

function ascending(one: number, other: number): number {
  return one - other
}
