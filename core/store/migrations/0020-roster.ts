import type { Migration } from '../migrate.ts'

/** What a roster says of a person besides the clock's identifiers: the occupancy's system, and links to time profiles. */
export const roster: Migration = {
  version: 20,
  name: 'roster',
  sql: `
-- BluB0X BluSKY, “POST api/v1/Users/SP1CheckIn”: the system that a new card may be held against (NewCardEnforceOccupancySystem).
ALTER TABLE person ADD COLUMN occupancy_system_id TEXT;

CREATE TABLE person_time_profile (
  person_id INTEGER NOT NULL REFERENCES person (id),
  link_id TEXT NOT NULL, -- UUID, lower case; the profile itself may arrive later
  PRIMARY KEY (person_id, link_id)
) STRICT, WITHOUT ROWID;

-- A card that has a number can also be read by its chip's serial.
CREATE INDEX card_by_external_number ON card (external_number) WHERE external_number IS NOT NULL;
`,
}
