/** How many people were here at each of a row of instants. */

export type Present = { atMs: number; people: number }

/**
 * Whoever came at or before an instant and left after it was here then.
 *
 * @param stretches `endedMs` null: still here. @param instants ascending.
 */
export function countPresent(
  stretches: readonly { startedMs: number; endedMs: number | null }[],
  instants: readonly number[],
): Present[] {
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

function ascending(one: number, other: number): number {
  return one - other
}
