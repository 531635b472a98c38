import type { Migration } from '../migrate.ts'

/** What of a batch was shown, to whom it goes back, and what comes of it beside its totals. */
export const batchPreviews: Migration = {
  version: 100,
  name: 'batch previews',
  sql: `
-- What the records come to as they were last judged, as a short hash; null: to be judged (again).
ALTER TABLE enrolment_batch ADD COLUMN preview TEXT;
-- The preview that somebody last saw: nothing else is applied.
ALTER TABLE enrolment_batch ADD COLUMN shown_preview TEXT;
ALTER TABLE enrolment_batch ADD COLUMN consequences TEXT; -- JSON: people who become inactive, cards that die
ALTER TABLE enrolment_batch ADD COLUMN warnings TEXT; -- JSON: sentences about the file; null: none
-- Employee numbers of supervisors; null: the owner of the data folder.
ALTER TABLE enrolment_batch ADD COLUMN staged_by TEXT;
ALTER TABLE enrolment_batch ADD COLUMN settled_by TEXT;
-- Whatever waits was shown by rules that have changed, and is judged again when it is shown.
UPDATE enrolment_batch SET totals = NULL WHERE state = 'staged';
`,
}
