import type { Migration } from '../migrate.ts'

/**
 * Presence entries that no tap made, each with the part of its date that it covers, and the indexes by which many people
 * are found at once (Maptician, “Set Multiple Maptician Presence Entries (date only)”).
 */
export const presence: Migration = {
  version: 40,
  name: 'presence',
  sql: `
CREATE TABLE presence_entry_of_40 (
  person_id INTEGER NOT NULL REFERENCES person (id),
  local_date TEXT NOT NULL, -- YYYY-MM-DD in the station's zone
  -- A tap's entry stands beside one that was put: what was announced and what happened are two facts, and the undo of a
  -- tap takes back its own alone.
  cause TEXT NOT NULL CHECK (cause IN ('tap', 'put')),
  location TEXT NOT NULL, -- empty: none, as of somebody who is remote
  state TEXT NOT NULL,
  event_id TEXT REFERENCES event (id),
  -- Minutes of the wall clock since midnight.
  from_minute INTEGER NOT NULL DEFAULT 0,
  until_minute INTEGER NOT NULL DEFAULT 1440,
  PRIMARY KEY (person_id, local_date, cause, location),
  CHECK ((cause = 'tap') = (event_id IS NOT NULL)),
  CHECK (location <> '' OR state <> 'at_location'),
  CHECK (0 <= from_minute AND from_minute < until_minute AND until_minute <= 1440)
) STRICT, WITHOUT ROWID;
INSERT INTO presence_entry_of_40 (person_id, local_date, cause, location, state, event_id)
  SELECT person_id, local_date, 'tap', location, state, event_id FROM presence_entry;
DROP TABLE presence_entry;
ALTER TABLE presence_entry_of_40 RENAME TO presence_entry;
-- Whatever their location, two entries for one person and date are a conflict.
CREATE UNIQUE INDEX presence_entry_put ON presence_entry (person_id, local_date) WHERE cause = 'put';

CREATE INDEX person_by_email ON person (lower(email)) WHERE email IS NOT NULL;
-- lower() knows the letters of ASCII alone: the few addresses with others are read one by one.
CREATE INDEX person_by_foreign_email ON person (email) WHERE email GLOB '*[^ -~]*';
CREATE INDEX person_by_user_id ON person (user_id) WHERE user_id IS NOT NULL;
`,
}
