/** What was presented at this station on one day, by quarter hour: for a picture. */
import type { ReadableDb } from '../store/database.ts'

export type TapsOfQuarter = { startMs: number; in: number; out: number; refused: number }

const quarterMs = 900_000
/** A station that sees more in a day shows the newest of them (ours). */
const mostWalked = 100_000

/**
 * Every quarter hour from `fromMs` until `untilMs` that has begun by `nowMs`. Walks back from the newest event to the first
 * tap of an earlier day: what was replayed later than that is not looked for.
 */
export function countTapsByQuarter(
  db: ReadableDb,
  { fromMs, untilMs, nowMs }: { fromMs: number; untilMs: number; nowMs: number },
): TapsOfQuarter[] {
  const quarters: TapsOfQuarter[] = []
  const endMs = Math.min(untilMs, nowMs + 1)
  for (let startMs = fromMs; startMs < endMs; startMs += quarterMs) {
    quarters.push({ startMs, in: 0, out: 0, refused: 0 })
  }
  const rows = db
    .prepare<{ atMs: number; kind: 'in' | 'out' | 'refused' | 'undo'; cause: string }>(
      'SELECT at_ms AS atMs, kind, cause FROM event ORDER BY sequence DESC LIMIT @mostWalked',
    )
    .iterate({ mostWalked })
  for (const { atMs, kind, cause } of rows) {
    if (cause === 'tap' && atMs < fromMs) break
    const quarter = quarters[Math.floor((atMs - fromMs) / quarterMs)]
    if (quarter && kind !== 'undo' && cause !== 'supervisor') quarter[kind] += 1
  }
  return quarters
}
