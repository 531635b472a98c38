import type { Migration } from '../migrate.ts'

/** Time profiles; `person_time_profile` has linked people to them since the roster's step. */
export const schedules: Migration = {
  version: 30,
  name: 'schedules',
  sql: `
CREATE TABLE time_profile (
  link_id TEXT PRIMARY KEY, -- UUID, lower case
  name TEXT NOT NULL,
  item TEXT NOT NULL, -- JSON in the shape of BAS-IP, “Create/Update multiple Time Profile items by link_id”
  changed_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX person_time_profile_by_link ON person_time_profile (link_id);
`,
}
