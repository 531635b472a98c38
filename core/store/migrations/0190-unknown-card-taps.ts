import type { Migration } from '../migrate.ts'

/** Taps of unknown cards are found without walking past everybody else's, however many lie between. */
export const unknownCardTaps: Migration = {
  version: 190,
  name: 'unknown card taps',
  sql: `
CREATE INDEX event_unknown_card ON event (at_ms) WHERE kind = 'refused' AND reason = 'unknown-card';
`,
}
