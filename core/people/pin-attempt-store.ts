/** Wrong PINs in a row, which outlive a restart of the station. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { PinFailures } from './pin-rules.ts'

/** Null: none since the last right PIN. */
export function readPinFailures(db: ReadableDb, personId: number): PinFailures | null {
  const row = db
    .prepare<PinFailures>('SELECT failures, last_at_ms AS lastAtMs FROM pin_attempt WHERE person_id = @personId')
    .get({ personId })
  return row ?? null
}

/** One more, counted before the PIN is looked at, so that many guesses at once do not share one turn. */
export function countPinFailure(db: WritableDb, personId: number, atMs: number): void {
  db.prepare(
    `INSERT INTO pin_attempt (person_id, failures, last_at_ms) VALUES (@personId, 1, @atMs)
     ON CONFLICT (person_id) DO UPDATE SET failures = failures + 1, last_at_ms = @atMs`,
  ).run({ personId, atMs })
}

/** The PIN was right, or a supervisor has freed it. True: there was something to forget. */
export function forgetPinFailures(db: WritableDb, personId: number): boolean {
  return db.prepare('DELETE FROM pin_attempt WHERE person_id = @personId').run({ personId }).changes === 1
}
