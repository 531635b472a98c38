import type { Migration } from '../migrate.ts'

/** Refused rows that somebody has dealt with. */
export const outboxSetAside: Migration = {
  version: 80,
  name: 'outbox set aside',
  sql: `
-- A row that was set aside stays refused: it was not told, and nobody has to look at it any more. Why is in the words of
-- whoever decided so.
ALTER TABLE outbox ADD COLUMN set_aside_because TEXT;
DROP INDEX outbox_refused;
CREATE INDEX outbox_refused ON outbox (upstream, id) WHERE state = 'refused' AND set_aside_because IS NULL;
CREATE INDEX outbox_set_aside ON outbox (upstream, id) WHERE set_aside_because IS NOT NULL;
-- Finds what was refused along with a row, so that it is tried again with it.
CREATE INDEX outbox_followers ON outbox (follows, upstream) WHERE state = 'refused' AND follows IS NOT NULL;
`,
}
