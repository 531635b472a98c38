import type { Migration } from '../migrate.ts'

/** People and cards, events and the periods they make, presence, the outbox. */
export const first: Migration = {
  version: 10,
  name: 'first',
  sql: `
CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  employee_number TEXT NOT NULL UNIQUE CHECK (length(employee_number) > 0), -- case-sensitive everywhere
  display_name TEXT NOT NULL,
  email TEXT,
  user_id TEXT,
  -- The clock system's five identifiers (Sonoran CMS, “Clock In Out”).
  api_id TEXT,
  username TEXT,
  acc_id TEXT,
  discord TEXT,
  unique_id INTEGER,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  language TEXT,
  changed_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE card (
  id INTEGER PRIMARY KEY,
  system_id TEXT,
  facility_code INTEGER,
  internal_number INTEGER,
  external_number TEXT,
  format TEXT,
  card_type INTEGER,
  state TEXT NOT NULL CHECK (state IN ('active', 'lost', 'revoked')),
  dies_at_ms INTEGER, -- a temporary card's end
  changed_at_ms INTEGER NOT NULL,
  CHECK (internal_number IS NOT NULL OR external_number IS NOT NULL)
) STRICT;
-- A card is identified by system + facility code + internal number, or by its serial where it has no number.
CREATE UNIQUE INDEX card_by_number ON card (internal_number, coalesce(facility_code, -1), coalesce(system_id, ''))
  WHERE internal_number IS NOT NULL;
CREATE UNIQUE INDEX card_by_serial ON card (external_number, coalesce(system_id, ''))
  WHERE internal_number IS NULL;

CREATE TABLE card_holding (
  card_id INTEGER NOT NULL REFERENCES card (id),
  person_id INTEGER NOT NULL REFERENCES person (id),
  from_ms INTEGER NOT NULL, -- the first holder has held it from the beginning of time
  until_ms INTEGER CHECK (until_ms >= from_ms),
  PRIMARY KEY (card_id, from_ms)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX card_holding_now ON card_holding (card_id) WHERE until_ms IS NULL;
CREATE INDEX card_holding_by_person ON card_holding (person_id);

-- What happened, in the station's running order. Never changed, never deleted: an undo is a further event.
CREATE TABLE event (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE, -- UUIDv7
  station_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('in', 'out', 'refused', 'undo')),
  at_ms INTEGER NOT NULL,
  zone TEXT NOT NULL,
  reader TEXT,
  badge_format TEXT,
  facility_code INTEGER,
  card_number INTEGER,
  card_serial TEXT,
  card_id INTEGER REFERENCES card (id),
  person_id INTEGER REFERENCES person (id), -- the holder of the card at that time
  reason TEXT,
  detail TEXT,
  cause TEXT NOT NULL CHECK (cause IN ('tap', 'replay', 'screen', 'supervisor')),
  refers_to TEXT REFERENCES event (id),
  is_clock_trusted INTEGER NOT NULL CHECK (is_clock_trusted IN (0, 1))
) STRICT;
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN SELECT raise(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event BEGIN SELECT raise(ABORT, 'events are never deleted'); END;
CREATE UNIQUE INDEX event_is_undone_once ON event (refers_to) WHERE kind = 'undo';

-- What the events amount to: written in the same transaction as the event that makes it so. Kept together by person, so
-- that a tap reads the week in one place and writes in it.
CREATE TABLE period (
  person_id INTEGER NOT NULL REFERENCES person (id),
  anchor_ms INTEGER NOT NULL, -- started_ms, or ended_ms where there is no start
  first_event TEXT NOT NULL, -- the event that made the period: its in, or the out that has none
  started_ms INTEGER,
  ended_ms INTEGER,
  state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'missed-out', 'missed-in')),
  out_event TEXT, -- for missed-out: the event that showed that the clock-out was missed
  touched_by INTEGER NOT NULL, -- running number of the event that changed it last
  PRIMARY KEY (person_id, anchor_ms, first_event),
  CHECK (state <> 'open' OR (started_ms IS NOT NULL AND ended_ms IS NULL AND out_event IS NULL)),
  CHECK (state <> 'closed' OR (started_ms IS NOT NULL AND ended_ms IS NOT NULL)),
  CHECK (state <> 'missed-out' OR (started_ms IS NOT NULL AND ended_ms IS NULL)),
  CHECK (state <> 'missed-in' OR (started_ms IS NULL AND ended_ms IS NOT NULL))
) STRICT, WITHOUT ROWID;
-- Nobody is ever in twice.
CREATE UNIQUE INDEX period_open ON period (person_id) WHERE state = 'open';

CREATE TABLE presence_entry (
  person_id INTEGER NOT NULL REFERENCES person (id),
  local_date TEXT NOT NULL, -- YYYY-MM-DD in the station's zone
  location TEXT NOT NULL,
  state TEXT NOT NULL,
  event_id TEXT NOT NULL REFERENCES event (id),
  PRIMARY KEY (person_id, local_date, location)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY, -- order of enqueueing
  upstream TEXT NOT NULL CHECK (upstream IN ('presence', 'clock', 'authData', 'timeProfiles', 'cards')),
  fence TEXT NOT NULL, -- rows of one upstream and fence leave in order, one at a time
  key TEXT NOT NULL, -- idempotency key: the id of the event that the fact is about
  follows TEXT, -- key of the row without which this one makes no sense: refused with it
  person_id INTEGER REFERENCES person (id),
  payload TEXT NOT NULL, -- JSON
  state TEXT NOT NULL CHECK (state IN ('waiting', 'in-flight', 'delivered', 'refused', 'withdrawn')),
  -- The oldest unsettled row of its fence, the only one that may leave: a batch is found without walking the backlog.
  is_first INTEGER NOT NULL CHECK (is_first IN (0, 1)),
  is_unknown INTEGER NOT NULL DEFAULT 0 CHECK (is_unknown IN (0, 1)), -- sent once, and nobody knows how it came out
  attempts INTEGER NOT NULL DEFAULT 0,
  enqueued_at_ms INTEGER NOT NULL,
  due_at_ms INTEGER NOT NULL,
  scheduled_at_ms INTEGER NOT NULL, -- when due_at_ms was computed; in the future only if the clock went back
  settled_at_ms INTEGER,
  reason TEXT, -- why it waits again or was refused
  answer TEXT, -- the other side's own words
  CHECK (is_first = 0 OR state IN ('waiting', 'in-flight')),
  CHECK (is_first = 1 OR state <> 'in-flight')
) STRICT;
-- The rows of one event lie side by side in these two, whatever the upstream: a tap writes one page of each.
CREATE UNIQUE INDEX outbox_key ON outbox (key, upstream);
-- With the state in it, what waits is counted without reading a row.
CREATE INDEX outbox_unsettled ON outbox (fence, upstream, id, state) WHERE state IN ('waiting', 'in-flight');
CREATE INDEX outbox_next ON outbox (upstream, due_at_ms, scheduled_at_ms) WHERE is_first = 1 AND state = 'waiting';
CREATE INDEX outbox_refused ON outbox (upstream, id) WHERE state = 'refused';

-- A few facts about the folder itself.
CREATE TABLE station_fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`,
}
