/** What a benchmark gives: figures that are ratios against a limit or a peer, taken in one run side by side. */

export type BenchRow = {
  name: string
  /** What is done, and against what it is measured, as they stand in the table. */
  work: string
  against: string
  run: (bench: Bench) => Promise<BenchResult>
}

export type BenchResult = {
  checks: Check[]
  /** Absolute figures for whoever looks into a ratio; noise on a shared machine. */
  details: Record<string, number | string>
}

/** One figure and what it is to be; `isMet` is decided where both are known. */
export type Check = { what: string; figure: string; value: number; goal: string; isMet: boolean }

/** What a row may use. */
export type Bench = {
  /** An empty folder on the file system that is measured. */
  folder: string
  /**
   * A station's file with so many past events and 50,000 people. Generated once per run; each caller gets a copy of its
   * own, but for `sole`, who gets the generated file itself.
   */
  takePast: (events: number, kind: 'copy' | 'sole') => string
  /** Takes also what takes minutes. */
  isFull: boolean
  say: (text: string) => void
}

/** A figure that may not exceed its limit, as a ratio. */
export function atMost(what: string, value: number, limit: number, unit = '×'): Check {
  return { what, value, figure: format(value, unit), goal: `≤ ${limit}${unit}`, isMet: value <= limit }
}

/** A figure that has to reach its limit, in per cent. */
export function atLeastPercent(what: string, ratio: number, limitPercent: number): Check {
  const value = ratio * 100
  return { what, value, figure: format(value, ' %'), goal: `≥ ${limitPercent} %`, isMet: value >= limitPercent }
}

/** A count that has to be exact. */
export function exactly(what: string, value: number, wanted: number): Check {
  return { what, value, figure: String(value), goal: `= ${wanted}`, isMet: value === wanted }
}

function format(value: number, unit: string): string {
  return `${value.toFixed(unit === ' %' ? 0 : unit === '' ? 3 : 2)}${unit}`
}
