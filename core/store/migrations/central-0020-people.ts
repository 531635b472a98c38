import type { Migration } from '../migrate.ts'
import { first } from './0010-first.ts'
import { roster } from './0020-roster.ts'
import { schedules } from './0030-schedules.ts'
import { presence } from './0040-presence.ts'
import { enrolment } from './0050-enrolment.ts'
import { supervision } from './0060-supervision.ts'

/**
 * The central service takes the station's tables, so that one set of stores serves both ends of every interface; what
 * only a station has (taps, its outbox) stays empty here. Accounts become people, and a later step of the station's is
 * one of this list too.
 */
export const centralPeople: Migration = {
  version: 20,
  name: 'central people',
  sql: `
${[first, roster, schedules, presence, enrolment, supervision].map(({ sql }) => sql).join('\n')}
-- An account's username was the employee number where it had none.
INSERT INTO person (id, employee_number, display_name, email, user_id, is_active, api_id, username, acc_id, discord, unique_id,
  changed_at_ms)
SELECT id, employee_number, display_name, email, user_id, is_active, api_id, nullif(username, employee_number), acc_id,
  discord, unique_id, 0 FROM account;
-- Identifiers are not unique: a roster that gives one of them to two people must not keep the service from starting;
-- whoever uses it is refused as contradicting himself.
CREATE INDEX person_by_api_id ON person (api_id) WHERE api_id IS NOT NULL;
CREATE INDEX person_by_username ON person (coalesce(username, employee_number));
CREATE INDEX person_by_acc_id ON person (acc_id) WHERE acc_id IS NOT NULL;
CREATE INDEX person_by_discord ON person (discord) WHERE discord IS NOT NULL;
CREATE INDEX person_by_unique_id ON person (unique_id) WHERE unique_id IS NOT NULL;

-- The clock's tables again, of people.
CREATE TABLE clock_event_of_person (
  sequence INTEGER PRIMARY KEY,
  key TEXT UNIQUE, -- the caller's Idempotency-Key; null where there was none
  person_id INTEGER NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CHECK (kind IN ('in', 'out', 'force-in')),
  occurred_at_ms INTEGER NOT NULL,
  received_at_ms INTEGER NOT NULL,
  answer TEXT NOT NULL,
  fingerprint TEXT NOT NULL -- of what was asked: the same key may not ask for anything else
) STRICT;
INSERT INTO clock_event_of_person SELECT * FROM clock_event;
CREATE TABLE clock_row_of_person (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id),
  started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER, -- may lie before the start: late events are applied in the order in which they arrive
  state TEXT NOT NULL CHECK (state IN ('open', 'completed', 'replaced')),
  in_event INTEGER NOT NULL REFERENCES clock_event_of_person (sequence),
  out_event INTEGER REFERENCES clock_event_of_person (sequence), -- for replaced: the forced clock-in that replaced it
  CHECK (state <> 'open' OR (ended_at_ms IS NULL AND out_event IS NULL)),
  CHECK (state <> 'completed' OR (ended_at_ms IS NOT NULL AND out_event IS NOT NULL)),
  -- Nobody knows when a replaced entry ended, so none is made up.
  CHECK (state <> 'replaced' OR (ended_at_ms IS NULL AND out_event IS NOT NULL))
) STRICT;
INSERT INTO clock_row_of_person SELECT * FROM clock_row;
DROP TABLE clock_row;
DROP TABLE clock_event;
DROP TABLE account;
ALTER TABLE clock_event_of_person RENAME TO clock_event;
ALTER TABLE clock_row_of_person RENAME TO clock_row;
CREATE TRIGGER clock_event_is_never_changed BEFORE UPDATE ON clock_event
  BEGIN SELECT raise(ABORT, 'clock events are never changed'); END;
CREATE TRIGGER clock_event_is_never_deleted BEFORE DELETE ON clock_event
  BEGIN SELECT raise(ABORT, 'clock events are never deleted'); END;
CREATE INDEX clock_event_by_person ON clock_event (person_id, sequence);
CREATE UNIQUE INDEX clock_row_open ON clock_row (person_id) WHERE state = 'open';
CREATE INDEX clock_row_by_person ON clock_row (person_id, started_at_ms);
`,
}
