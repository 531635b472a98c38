import type { Migration } from '../migrate.ts'

/** What a card was before: a tap that is replayed is decided by the state that the card had at that instant. */
export const cardPastStates: Migration = {
  version: 70,
  name: 'card past states',
  sql: `
-- A card's former states, each up to (and without) until_ms; the present one stands in card, so a card that never changed
-- needs no row.
CREATE TABLE card_past_state (
  card_id INTEGER NOT NULL REFERENCES card (id),
  until_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'lost', 'revoked')),
  PRIMARY KEY (card_id, until_ms)
) STRICT, WITHOUT ROWID;

-- All that is known of the cards of before: they have been what they are since they were changed last.
INSERT INTO card_past_state (card_id, until_ms, state)
SELECT id, changed_at_ms, 'active' FROM card WHERE state <> 'active';

-- Here and not beside each statement that marks, revokes or revives a card: none of them can forget it. Two changes in one
-- millisecond, or a clock that was set back, never rewrite what was.
CREATE TRIGGER card_state_is_remembered AFTER UPDATE OF state ON card WHEN old.state <> new.state BEGIN
  INSERT INTO card_past_state (card_id, until_ms, state)
  SELECT new.id, max(new.changed_at_ms, coalesce(max(until_ms) + 1, new.changed_at_ms)), old.state
  FROM card_past_state WHERE card_id = new.id;
END;
`,
}
