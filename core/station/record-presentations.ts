/** What readers send → lines of a replay file: one for what a reader sent without a pause, if it presented anything. */
import type { SeenReport } from '../contract/contract.ts'

export type Recorder = {
  take: (seen: SeenReport) => void
  /** Ends what is still being sent. */
  flush: () => void
}

type Group = { atMs: number; reports: string[]; hasPresented: boolean; stop: () => void }

export function createRecorder(parts: {
  /** So long a silence ends a line: longer than any after which half a badge is given up. */
  pauseMs: number
  setTimer: (run: () => void, delayMs: number) => () => void
  /** Such as `{"at":"2026-03-02T08:00:00.000Z","reader":"front","reports":["0000270000000000"]}`. */
  onLine: (line: string) => void
}): Recorder {
  const groups = new Map<string, Group>()

  const end = (reader: string): void => {
    const group = groups.get(reader)
    groups.delete(reader)
    group?.stop()
    // A station passes over the rest as well: a brushed key, or the key that goes up after the last one.
    if (!group?.hasPresented) return
    const at = new Date(group.atMs).toISOString()
    parts.onLine(JSON.stringify({ at, reader, reports: group.reports }))
  }

  return {
    take: ({ reader, atMs, what }) => {
      const group = groups.get(reader) ?? { atMs, reports: [], hasPresented: false, stop: () => {} }
      groups.set(reader, group)
      group.stop()
      group.stop = parts.setTimer(() => end(reader), parts.pauseMs)
      if (what.type === 'report') group.reports.push(what.hex)
      else if (group.reports.length > 0) group.hasPresented = true
    },
    flush: () => {
      for (const reader of [...groups.keys()]) end(reader)
    },
  }
}
