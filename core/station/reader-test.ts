/** While somebody tests a reader its badges are shown and clock nobody; every other reader goes on. */
import type { SeenReports } from './seen-reports.ts'

/** The screen asks several times a second: one that went away leaves the reader to its work after this (ours). */
const testKeptMs = 3000

export type ReaderTest = {
  /** What the reader (null: any) has sent; keeps the test going. */
  look: (reader: string | null, after: number | null) => ReturnType<SeenReports['list']>
  /** The reader goes back to its work at once. */
  end: (reader: string | null) => void
  isTested: (reader: string) => boolean
}

export function createReaderTest(seen: Pick<SeenReports, 'list'>, monotonicMs: () => number): ReaderTest {
  const untilByReader = new Map<string | null, number>()
  const goesOn = (reader: string | null): boolean =>
    (untilByReader.get(reader) ?? Number.NEGATIVE_INFINITY) > monotonicMs()
  return {
    look: (reader, after) => {
      untilByReader.set(reader, monotonicMs() + testKeptMs)
      const { last, reports } = seen.list(after)
      return { last, reports: reader === null ? reports : reports.filter((report) => report.reader === reader) }
    },
    end: (reader) => {
      untilByReader.delete(reader)
    },
    isTested: (reader) => goesOn(reader) || goesOn(null),
  }
}
