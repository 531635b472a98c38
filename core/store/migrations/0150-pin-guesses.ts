import type { Migration } from '../migrate.ts'

/**
 * Wrong PINs with a number that nobody has: they cost what those of a known number cost, also after a restart, so that
 * nobody learns at a keypad who works here.
 */
export const pinGuesses: Migration = {
  version: 150,
  name: 'pin guesses',
  sql: `
CREATE TABLE pin_guess (
  number_hash TEXT PRIMARY KEY, -- SHA-256: somebody may have typed a PIN where the number belongs
  failures INTEGER NOT NULL CHECK (failures > 0),
  last_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX pin_guess_oldest ON pin_guess (last_at_ms);
`,
}
