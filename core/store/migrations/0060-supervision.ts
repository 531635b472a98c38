import type { Migration } from '../migrate.ts'

/** What people may change by hand: cards that die with their holder, roles and PINs, supervisors' events, the audit trail. */
export const supervision: Migration = {
  version: 60,
  name: 'supervision',
  sql: `
-- BluB0X BluSKY, “POST api/v1/Users/SP1CheckIn”: Value, the key of a card that a check-in created; a UUID.
ALTER TABLE card ADD COLUMN key TEXT;
CREATE UNIQUE INDEX card_by_key ON card (key) WHERE key IS NOT NULL;
-- 1: revoked because its holder left, not by somebody who looked at the card.
ALTER TABLE card ADD COLUMN died_with_holder INTEGER NOT NULL DEFAULT 0 CHECK (died_with_holder IN (0, 1));
UPDATE card SET state = 'revoked', died_with_holder = 1
WHERE state = 'active' AND id IN (
  SELECT card_id FROM card_holding JOIN person ON person.id = person_id WHERE until_ms IS NULL AND is_active = 0
);

ALTER TABLE person ADD COLUMN role TEXT NOT NULL DEFAULT 'none' CHECK (role IN ('none', 'scan', 'supervisor'));
ALTER TABLE person ADD COLUMN pin_hash TEXT; -- Argon2id, in the PHC string format

-- A supervisor's event is an in, an out or an undo like any other, so the check of its kind holds and a million rows stay
-- where they are: that it is a supervisor's stands in columns of its own, which are empty for every tap. The instant of
-- such an event may lie in the past; then it was written down at recorded_at_ms. Its reason is in detail.
ALTER TABLE event ADD COLUMN act TEXT CHECK (act IN ('forced', 'settled', 'corrected', 'added'));
ALTER TABLE event ADD COLUMN by_person_id INTEGER REFERENCES person (id); -- null: the owner of the data folder, or a tap
ALTER TABLE event ADD COLUMN recorded_at_ms INTEGER;
CREATE INDEX event_by_what_it_changes ON event (refers_to) WHERE act IS NOT NULL;
-- Cards that were shown and that nobody knew: few, and read from the newest on.
CREATE INDEX event_of_unknown_card ON event (sequence) WHERE reason = 'unknown-card';

-- What waits for a supervisor to settle it.
CREATE INDEX period_unsettled ON period (anchor_ms) WHERE state IN ('missed-out', 'missed-in');

-- Every change that a person made, each entry sealed with the hash of all before it.
CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  actor_type TEXT NOT NULL CHECK (actor_type IN ('owner', 'supervisor')),
  actor_number TEXT, -- employee number
  action TEXT NOT NULL,
  subject TEXT, -- whom or what it is about, such as an employee number
  content TEXT NOT NULL, -- canonical JSON
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  CHECK ((actor_type = 'supervisor') = (actor_number IS NOT NULL))
) STRICT;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit trail is never changed'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit trail is never shortened'); END;
`,
}
