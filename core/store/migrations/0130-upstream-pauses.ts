import type { Migration } from '../migrate.ts'

/** How long an upstream that failed is left alone: known to whoever looks, and to whoever starts next. */
export const upstreamPauses: Migration = {
  version: 130,
  name: 'upstream pauses',
  sql: `
-- A row per upstream that failed last; none where it answered.
CREATE TABLE upstream_pause (
  upstream TEXT PRIMARY KEY,
  cause TEXT NOT NULL CHECK (cause IN ('unreachable', 'lost', 'busy', 'configuration')),
  why TEXT NOT NULL,
  is_login INTEGER NOT NULL CHECK (is_login IN (0, 1)), -- the login itself was refused
  failures INTEGER NOT NULL, -- one after the other
  set_at_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
}
