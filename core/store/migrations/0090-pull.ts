import type { Migration } from '../migrate.ts'

/** What a station has from a central service: how far it has read, people not yet applied, and other stations' punches. */
export const pull: Migration = {
  version: 90,
  name: 'pull',
  sql: `
CREATE TABLE pull_state (
  topic TEXT PRIMARY KEY CHECK (topic IN ('people', 'timeProfiles', 'clock')),
  cursor TEXT, -- the service's, after the last page that is durable here
  etag TEXT,
  worked_at_ms INTEGER,
  fault TEXT, -- what stands in the way; null: nothing
  held TEXT -- what was cancelled by a threshold, so that it is not tried again as it is
) STRICT, WITHOUT ROWID;

-- People as they were pulled, until they are applied as one batch. The cursor moves in the same transaction.
CREATE TABLE pull_person (
  employee_number TEXT PRIMARY KEY,
  content TEXT NOT NULL -- JSON
) STRICT, WITHOUT ROWID;

-- Punches of other stations. They are no events of this station: they have no reader, no card, and are never told on.
CREATE TABLE shared_punch (
  event_id TEXT PRIMARY KEY,
  station_id TEXT NOT NULL,
  sequence INTEGER NOT NULL, -- the running number at that station
  employee_number TEXT NOT NULL,
  person_id INTEGER REFERENCES person (id), -- null: nobody whom this station knows yet, so not folded yet
  kind TEXT NOT NULL CHECK (kind IN ('in', 'out', 'force-in')),
  at_ms INTEGER NOT NULL,
  learned_after INTEGER NOT NULL -- this station's own running number when it learned of it
) STRICT, WITHOUT ROWID;
CREATE INDEX shared_punch_by_person ON shared_punch (person_id, at_ms);
CREATE INDEX shared_punch_unknown ON shared_punch (employee_number) WHERE person_id IS NULL;

-- An own in of somebody who was in elsewhere: it went on with that period, so no period names it.
CREATE TABLE moved_in (
  event_id TEXT PRIMARY KEY REFERENCES event (id),
  person_id INTEGER NOT NULL REFERENCES person (id),
  at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX moved_in_by_person ON moved_in (person_id, at_ms);
`,
}
