import type { Migration } from '../migrate.ts'

/**
 * Presence entries that no tap made, each with the part of its date that it covers, and the indexes by which many people
 * are found at once (Maptician, “Set Multiple Maptician Presence Entries (date only)”).
 */
export const presence: Migration = {
  version: 40,
  name: 'presence',
  sql: `
-- What was put stands beside what taps made (presence_entry): what was announced and what happened are two facts, and the
-- undo of a tap takes back its own alone. Whatever their location, two for one person and date are a conflict.
CREATE TABLE presence_put (
  person_id INTEGER NOT NULL REFERENCES person (id),
  local_date TEXT NOT NULL, -- YYYY-MM-DD in the station's zone
  state TEXT NOT NULL,
  location TEXT CHECK (location <> ''), -- null: none, as of somebody who is remote
  -- Minutes of the wall clock since midnight.
  from_minute INTEGER NOT NULL,
  until_minute INTEGER NOT NULL,
  PRIMARY KEY (person_id, local_date),
  CHECK (location IS NOT NULL OR state <> 'at_location'),
  CHECK (0 <= from_minute AND from_minute < until_minute AND until_minute <= 1440)
) STRICT, WITHOUT ROWID;

CREATE INDEX person_by_email ON person (lower(email)) WHERE email IS NOT NULL;
-- lower() knows the letters of ASCII alone: the few addresses with others are read one by one.
CREATE INDEX person_by_foreign_email ON person (email) WHERE email GLOB '*[^ -~]*';
CREATE INDEX person_by_user_id ON person (user_id) WHERE user_id IS NOT NULL;
`,
}
