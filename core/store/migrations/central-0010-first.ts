import type { Migration } from '../migrate.ts'

/** The reference central service's own file: accounts, and what the clock interface was told about them. */
export const centralFirst: Migration = {
  version: 10,
  name: 'central first',
  sql: `
CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  employee_number TEXT NOT NULL UNIQUE CHECK (length(employee_number) > 0), -- case-sensitive everywhere
  display_name TEXT NOT NULL,
  email TEXT,
  user_id TEXT,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  -- The clock system's five identifiers (Sonoran CMS, “Clock In Out”). Not unique: a roster that gives one of them to
  -- two people must not keep the service from starting; whoever uses it is refused as contradicting himself.
  api_id TEXT,
  username TEXT NOT NULL,
  acc_id TEXT,
  discord TEXT,
  unique_id INTEGER
) STRICT;
CREATE INDEX account_by_api_id ON account (api_id) WHERE api_id IS NOT NULL;
CREATE INDEX account_by_username ON account (username);
CREATE INDEX account_by_acc_id ON account (acc_id) WHERE acc_id IS NOT NULL;
CREATE INDEX account_by_discord ON account (discord) WHERE discord IS NOT NULL;
CREATE INDEX account_by_unique_id ON account (unique_id) WHERE unique_id IS NOT NULL;

-- What was accepted, in the order in which it was applied. The key and the effect are one row or one transaction.
CREATE TABLE clock_event (
  sequence INTEGER PRIMARY KEY,
  key TEXT UNIQUE, -- the caller's Idempotency-Key; null where there was none
  account_id INTEGER NOT NULL REFERENCES account (id),
  kind TEXT NOT NULL CHECK (kind IN ('in', 'out', 'force-in')),
  occurred_at_ms INTEGER NOT NULL,
  received_at_ms INTEGER NOT NULL,
  answer TEXT NOT NULL,
  fingerprint TEXT NOT NULL -- of what was asked: the same key may not ask for anything else
) STRICT;
CREATE TRIGGER clock_event_is_never_changed BEFORE UPDATE ON clock_event
  BEGIN SELECT raise(ABORT, 'clock events are never changed'); END;
CREATE TRIGGER clock_event_is_never_deleted BEFORE DELETE ON clock_event
  BEGIN SELECT raise(ABORT, 'clock events are never deleted'); END;
CREATE INDEX clock_event_by_account ON clock_event (account_id, sequence);

-- What the events amount to: the entries of the clock.
CREATE TABLE clock_row (
  id INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account (id),
  started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER, -- may lie before the start: late events are applied in the order in which they arrive
  state TEXT NOT NULL CHECK (state IN ('open', 'completed', 'replaced')),
  in_event INTEGER NOT NULL REFERENCES clock_event (sequence),
  out_event INTEGER REFERENCES clock_event (sequence), -- for replaced: the forced clock-in that replaced it
  CHECK (state <> 'open' OR (ended_at_ms IS NULL AND out_event IS NULL)),
  CHECK (state <> 'completed' OR (ended_at_ms IS NOT NULL AND out_event IS NOT NULL)),
  -- Nobody knows when a replaced entry ended, so none is made up.
  CHECK (state <> 'replaced' OR (ended_at_ms IS NULL AND out_event IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX clock_row_open ON clock_row (account_id) WHERE state = 'open';
CREATE INDEX clock_row_by_account ON clock_row (account_id, started_at_ms);
`,
}
