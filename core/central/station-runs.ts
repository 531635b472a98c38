/**
 * Which run of which station's process has asked last (ours). A station that starts again is a new run, and the former one
 * never comes back; where it does, two data folders use one station id. Kept in memory: it is news, not a fact to keep.
 */

/** Of so many stations; the one that was silent for longest is forgotten first. */
const mostStations = 10_000
/** So long both are told after they were last seen to take turns. */
const toldForMs = 10 * 60_000

type Runs = { current: string; former: string | null; seenTwiceAtMs: number | null }

export type StationRuns = {
  /** @returns whether another run uses the same station id at this time. */
  hear: (stationId: string, runId: string, atMs: number) => boolean
}

export function createStationRuns(): StationRuns {
  const stations = new Map<string, Runs>()
  return {
    hear: (stationId, runId, atMs) => {
      const known = stations.get(stationId)
      const runs = known ? nextRuns(known, runId, atMs) : { current: runId, former: null, seenTwiceAtMs: null }
      // A map keeps the order in which its keys were put.
      stations.delete(stationId)
      stations.set(stationId, runs)
      const [oldest] = stations.keys()
      if (stations.size > mostStations && oldest !== undefined) stations.delete(oldest)
      return runs.seenTwiceAtMs !== null && atMs - runs.seenTwiceAtMs < toldForMs
    },
  }
}

function nextRuns(known: Runs, runId: string, atMs: number): Runs {
  if (known.current === runId) return known
  const seenTwiceAtMs = known.former === runId ? atMs : known.seenTwiceAtMs
  return { current: runId, former: known.current, seenTwiceAtMs }
}
