/** While somebody tests a reader its badges are shown and clock nobody; every other reader goes on. */
import type { SeenReports } from './seen-reports.ts'

/** The screen asks several times a second: one that went away leaves the reader to its work after this (ours). */
const testKeptMs = 3000

export type ReaderTest = {
  /** What the reader has sent; keeps the test going. */
  look: (reader: string, after: number | null) => ReturnType<SeenReports['list']>
  isTested: (reader: string) => boolean
}

export function createReaderTest(seen: Pick<SeenReports, 'list'>, monotonicMs: () => number): ReaderTest {
  const untilByReader = new Map<string, number>()
  return {
    look: (reader, after) => {
      untilByReader.set(reader, monotonicMs() + testKeptMs)
      const { last, reports } = seen.list(after)
      return { last, reports: reports.filter((report) => report.reader === reader) }
    },
    isTested: (reader) => (untilByReader.get(reader) ?? Number.NEGATIVE_INFINITY) > monotonicMs(),
  }
}
