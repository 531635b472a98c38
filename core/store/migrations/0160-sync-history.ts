import type { Migration } from '../migrate.ts'

/** What whoever looks at the sync wants to know of yesterday: what waited when, and what each upstream said last. */
export const syncHistory: Migration = {
  version: 160,
  name: 'sync history',
  sql: `
-- How much waited and had been refused at an instant, a row per upstream. Old ones are taken away.
CREATE TABLE backlog_sample (
  at_ms INTEGER NOT NULL,
  upstream TEXT NOT NULL,
  waiting INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  PRIMARY KEY (at_ms, upstream)
) STRICT, WITHOUT ROWID;

-- What came of the last rows that an upstream answered for.
CREATE TABLE upstream_answer (
  upstream TEXT PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('delivered', 'refused')), -- of the last of these rows
  words TEXT, -- the other side's own
  delivered INTEGER NOT NULL, -- of that batch
  refused INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
}
