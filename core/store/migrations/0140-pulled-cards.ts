import type { Migration } from '../migrate.ts'

/** Which cards the service last said that somebody has, so that one that is missing from a later answer can be taken back. */
export const pulledCards: Migration = {
  version: 140,
  name: 'pulled cards',
  sql: `
-- Only what the service once gave to somebody can be taken from them by it: a card that was handed out here is none of these.
CREATE TABLE pulled_card (
  employee_number TEXT NOT NULL,
  card_key TEXT NOT NULL,
  content TEXT NOT NULL, -- the card's numbers, JSON
  PRIMARY KEY (employee_number, card_key)
) STRICT, WITHOUT ROWID;

ALTER TABLE pull_person ADD COLUMN fault TEXT; -- why it could not be applied; null: it was not tried yet
ALTER TABLE pull_state ADD COLUMN warning TEXT; -- what the service says of this station that keeps nothing from being pulled

-- Everybody comes once more, with their cards.
UPDATE pull_state SET cursor = NULL, etag = NULL WHERE topic = 'people';
`,
}
