import type { Migration } from '../migrate.ts'

/** What the service was told of cards, so that the roster of its next start does not undo it. */
export const centralCards: Migration = {
  version: 60,
  name: 'central cards',
  sql: `
-- One row for each time a card changed hands by a check-in.
CREATE TABLE card_check_in (
  sequence INTEGER PRIMARY KEY,
  card_id INTEGER NOT NULL REFERENCES card (id),
  person_id INTEGER NOT NULL REFERENCES person (id),
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX card_check_in_by_card ON card_check_in (card_id);
-- However a roster wrote a GUID, it is the same one.
CREATE INDEX person_by_folded_user_id ON person (lower(user_id)) WHERE user_id IS NOT NULL;
`,
}
