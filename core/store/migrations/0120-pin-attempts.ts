import type { Migration } from '../migrate.ts'

/** Wrong PINs, one after the other, of each person: they cost time, and in the end a supervisor's help. */
export const pinAttempts: Migration = {
  version: 120,
  name: 'pin attempts',
  sql: `
CREATE TABLE pin_attempt (
  person_id INTEGER PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
  failures INTEGER NOT NULL CHECK (failures > 0),
  last_at_ms INTEGER NOT NULL
) STRICT;
`,
}
