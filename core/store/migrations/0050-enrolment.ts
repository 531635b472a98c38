import type { Migration } from '../migrate.ts'

/** Batches that wait for a review, and authentication data as hashes (Paperless Employee, “Stage Authentication Data”). */
export const enrolment: Migration = {
  version: 50,
  name: 'enrolment',
  sql: `
CREATE TABLE enrolment_batch (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE, -- fileLogId: a UUID, lower case
  kind TEXT NOT NULL CHECK (kind IN ('auth', 'roster')),
  -- staging: being written for the first time, or to be thrown away again; nobody sees it.
  state TEXT NOT NULL CHECK (state IN ('staging', 'staged', 'approved', 'rejected', 'cancelled')),
  source TEXT, -- the file that it was staged from
  records INTEGER NOT NULL, -- records beyond so many were left by a call that did not end
  lines INTEGER NOT NULL, -- submitted so far, the records without data included
  totals TEXT, -- JSON; null: to be judged (again)
  staged_at_ms INTEGER NOT NULL,
  judged_at_ms INTEGER,
  settled_at_ms INTEGER,
  CHECK ((settled_at_ms IS NULL) = (state IN ('staging', 'staged')))
) STRICT;

CREATE TABLE enrolment_record (
  id INTEGER PRIMARY KEY, -- batch number * 2^32 + place, so that a batch lies together and in order
  line INTEGER NOT NULL,
  employee_id TEXT,
  auth_values TEXT, -- JSON: three keyed hashes, null where a value is empty; null: none at all
  filled INTEGER NOT NULL, -- how much data it has, among duplicates
  content TEXT NOT NULL, -- JSON: what else the record says
  errors TEXT, -- JSON; null: none
  -- What it comes to, as it is shown to whoever approves it; all null until it is judged.
  verdict TEXT CHECK (verdict IN ('new', 'update', 'error', 'no-change', 'duplicate')),
  change TEXT, -- in the words of the preview
  differences TEXT, -- JSON; null: nothing to tell
  checks INTEGER, -- which cross-check totals it counts in: 1 employee id, 2 authentication values, 4 status
  CHECK ((verdict IS NULL) = (change IS NULL) AND (verdict IS NULL) = (checks IS NULL))
) STRICT;

CREATE TABLE auth_data (
  employee_id TEXT PRIMARY KEY,
  employee_status TEXT,
  auth_values TEXT, -- as in enrolment_record
  changed_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX auth_data_by_values ON auth_data (auth_values) WHERE auth_values IS NOT NULL;

-- What the folder's key makes of a fixed text: hashes of another key would all look like changes.
CREATE TABLE auth_key (id INTEGER PRIMARY KEY CHECK (id = 1), proof TEXT NOT NULL) STRICT;
`,
}
