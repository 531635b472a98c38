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

/** As `readPinFailures`, of a number that nobody has. */
export function readGuesses(db: ReadableDb, numberHash: string): PinFailures | null {
  const row = db
    .prepare<PinFailures>('SELECT failures, last_at_ms AS lastAtMs FROM pin_guess WHERE number_hash = @numberHash')
    .get({ numberHash })
  return row ?? null
}

/** More than anybody types at a door; beyond it the oldest are forgotten, so that nobody fills the disk. */
const mostGuessedNumbers = 10_000

export function countGuess(db: WritableDb, numberHash: string, atMs: number): void {
  db.prepare(
    `INSERT INTO pin_guess (number_hash, failures, last_at_ms) VALUES (@numberHash, 1, @atMs)
     ON CONFLICT (number_hash) DO UPDATE SET failures = failures + 1, last_at_ms = @atMs`,
  ).run({ numberHash, atMs })
  db.prepare(
    `DELETE FROM pin_guess WHERE number_hash IN
       (SELECT number_hash FROM pin_guess ORDER BY last_at_ms DESC LIMIT -1 OFFSET @most)`,
  ).run({ most: mostGuessedNumbers })
}
