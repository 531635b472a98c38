import type { Migration } from '../migrate.ts'

/** A service has more batches than a station: what is unfinished, and what is old, is found without walking all of them. */
export const centralAuthData: Migration = {
  version: 40,
  name: 'central authdata',
  sql: `
CREATE INDEX enrolment_batch_by_state ON enrolment_batch (state, kind);
CREATE INDEX enrolment_batch_by_end ON enrolment_batch (settled_at_ms) WHERE settled_at_ms IS NOT NULL;
`,
}
