import type { Migration } from '../migrate.ts'
import { pull } from './0090-pull.ts'

/** Takes a new number for whoever changed. No upsert: in a trigger the outer statement's conflict rule would replace its own. */
const noted = (person: string) => `
  DELETE FROM person_change WHERE person_id = ${person};
  INSERT INTO person_change (person_id, employee_number)
    SELECT id, employee_number FROM person WHERE id = ${person};`

const columns = [
  'employee_number',
  'display_name',
  'email',
  'user_id',
  'api_id',
  'username',
  'acc_id',
  'discord',
  'unique_id',
  'is_active',
  'occupancy_system_id',
]
const isOtherPerson = columns.map((column) => `OLD.${column} IS NOT NEW.${column}`).join(' OR ')
const isOtherCard = ['system_id', 'facility_code', 'internal_number', 'external_number', 'format', 'card_type', 'state']
  .map((column) => `OLD.${column} IS NOT NEW.${column}`)
  .join(' OR ')

/** The station's step of the same name, and what stations pull: who and what changed, in the order of change, and the clock events with the stations that had them. */
export const centralPull: Migration = {
  version: 90,
  name: 'central pull',
  sql: `
${pull.sql}
-- A service that lost its file counts from one again: a cursor says which count it belongs to.
INSERT INTO station_fact (name, value) VALUES ('pull_epoch', lower(hex(randomblob(16))));

-- Numbers are never used twice and only grow, so whoever reads on from one misses nothing, however much changes meanwhile.
CREATE TABLE person_change (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL UNIQUE, -- of somebody who may be gone
  employee_number TEXT NOT NULL
) STRICT;
INSERT INTO person_change (person_id, employee_number) SELECT id, employee_number FROM person ORDER BY id;
CREATE TRIGGER person_change_new AFTER INSERT ON person BEGIN ${noted('NEW.id')} END;
CREATE TRIGGER person_change_other AFTER UPDATE ON person WHEN ${isOtherPerson} BEGIN ${noted('NEW.id')} END;
CREATE TRIGGER person_change_gone BEFORE DELETE ON person BEGIN ${noted('OLD.id')} END;
CREATE TRIGGER person_change_card_given AFTER INSERT ON card_holding BEGIN ${noted('NEW.person_id')} END;
CREATE TRIGGER person_change_card_taken AFTER UPDATE ON card_holding WHEN OLD.until_ms IS NOT NEW.until_ms
  BEGIN ${noted('NEW.person_id')} END;
CREATE TRIGGER person_change_card AFTER UPDATE ON card WHEN ${isOtherCard} BEGIN
  DELETE FROM person_change WHERE person_id = (SELECT person_id FROM card_holding WHERE card_id = NEW.id AND until_ms IS NULL);
  INSERT INTO person_change (person_id, employee_number)
    SELECT person.id, employee_number FROM card_holding JOIN person ON person.id = person_id
    WHERE card_id = NEW.id AND until_ms IS NULL;
END;
CREATE TRIGGER person_change_profile_new AFTER INSERT ON person_time_profile BEGIN ${noted('NEW.person_id')} END;
CREATE TRIGGER person_change_profile_gone AFTER DELETE ON person_time_profile BEGIN ${noted('OLD.person_id')} END;

CREATE TABLE time_profile_change (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  link_id TEXT NOT NULL UNIQUE -- of a profile that may be gone
) STRICT;
INSERT INTO time_profile_change (link_id) SELECT link_id FROM time_profile ORDER BY link_id;
CREATE TRIGGER time_profile_change_new AFTER INSERT ON time_profile BEGIN
  DELETE FROM time_profile_change WHERE link_id = NEW.link_id;
  INSERT INTO time_profile_change (link_id) VALUES (NEW.link_id);
END;
CREATE TRIGGER time_profile_change_other AFTER UPDATE ON time_profile WHEN OLD.item IS NOT NEW.item BEGIN
  DELETE FROM time_profile_change WHERE link_id = NEW.link_id;
  INSERT INTO time_profile_change (link_id) VALUES (NEW.link_id);
END;
CREATE TRIGGER time_profile_change_gone AFTER DELETE ON time_profile BEGIN
  DELETE FROM time_profile_change WHERE link_id = OLD.link_id;
  INSERT INTO time_profile_change (link_id) VALUES (OLD.link_id);
END;

-- Every clock event once, as a station had it: a request that only puts the service's state right is no further event.
CREATE TABLE clock_punch (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id TEXT NOT NULL UNIQUE,
  station_id TEXT NOT NULL, -- empty: no station said it
  station_sequence INTEGER NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL CHECK (kind IN ('in', 'out', 'force-in')),
  occurred_at_ms INTEGER NOT NULL
) STRICT;
-- A running number may come twice, after a backup was restored or a folder made anew; then the instants differ.
CREATE UNIQUE INDEX clock_punch_by_station ON clock_punch (station_id, station_sequence, person_id, occurred_at_ms)
  WHERE station_id <> '';
CREATE INDEX clock_punch_by_person ON clock_punch (person_id, occurred_at_ms);
INSERT INTO clock_punch (event_id, station_id, station_sequence, person_id, kind, occurred_at_ms)
SELECT coalesce(key, 'central-' || sequence), '', sequence, person_id, kind, occurred_at_ms
FROM clock_event ORDER BY sequence;
`,
}
