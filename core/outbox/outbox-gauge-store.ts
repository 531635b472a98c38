/** What waits, for the status strip, without walking a long backlog at every change. */
import type { ReadableDb } from '../store/database.ts'
import { type OutboxSummary, summarise } from './outbox-store.ts'

/** Up to so many rows are counted at every look: half a millisecond. */
const mostCountedAtOnce = 5000
/** A longer backlog is counted so seldom that it takes at most this share of the time. */
const countingShare = 1 / 50
/** And the figure of a long one is never older. */
const oldestFigureMs = 30_000

/**
 * Up to 5,000 rows the figures are exact. Of more they may be some seconds old: a million take some tenths of a second to
 * count, and whoever reads "1,000,000 are waiting" is not misled by the last few.
 *
 * @param monotonicMs what counting took is measured with it.
 */
export function createOutboxGauge(monotonicMs: () => number): (db: ReadableDb) => OutboxSummary {
  return createGauge(monotonicMs, summarise)
}

/** The same of another figure that takes a walk through what waits. */
export function createGauge<Figure>(
  monotonicMs: () => number,
  count: (db: ReadableDb) => Figure,
): (db: ReadableDb) => Figure {
  let last: { summary: Figure; atMs: number; tookMs: number } | null = null

  return (db) => {
    const beganMs = monotonicMs()
    if (last && isLong(db)) {
      const ageMs = beganMs - last.atMs
      if (ageMs < Math.min(last.tookMs / countingShare, oldestFigureMs)) return last.summary
    }
    const summary = count(db)
    const endedMs = monotonicMs()
    last = { summary, atMs: endedMs, tookMs: endedMs - beganMs }
    return summary
  }
}

function isLong(db: ReadableDb): boolean {
  const counted = db
    .prepare<{ rows: number }>(
      `SELECT count(*) AS rows FROM
         (SELECT 1 FROM outbox INDEXED BY outbox_unsettled WHERE state IN ('waiting', 'in-flight') LIMIT @most)`,
    )
    .get({ most: mostCountedAtOnce + 1 })
  return (counted?.rows ?? 0) > mostCountedAtOnce
}
