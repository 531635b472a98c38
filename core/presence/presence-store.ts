/** A day's presence per person and location. */
import type { ReadableDb, WritableDb } from '../store/database.ts'

export type NewPresenceEntry = {
  personId: number
  /** YYYY-MM-DD in the station's zone. */
  localDate: string
  location: string
  state: 'at_location'
  eventId: string
}

/** Adds the entry if it is the first of its person, date and location; says whether it was. */
export function addFirstEntry(db: WritableDb, entry: NewPresenceEntry): boolean {
  const { changes } = db
    .prepare(
      `INSERT INTO presence_entry (person_id, local_date, location, state, event_id)
       VALUES (@personId, @localDate, @location, @state, @eventId) ON CONFLICT DO NOTHING`,
    )
    .run(entry)
  return changes === 1
}

/** Takes back the entry that `eventId` made and gives it; null where it made none. */
export function removeEntryOf(
  db: WritableDb,
  personId: number,
  eventId: string,
): { localDate: string; location: string } | null {
  const removed = db
    .prepare<{ localDate: string; location: string }>(
      `DELETE FROM presence_entry WHERE person_id = @personId AND event_id = @eventId
       RETURNING local_date AS localDate, location`,
    )
    .get({ personId, eventId })
  return removed ?? null
}

export type PresenceRow = {
  employeeNumber: string
  displayName: string
  date: string
  state: string
  location: string
  eventId: string
}

/** Every entry in order of date and person, one after the other. */
export function iteratePresence(db: ReadableDb): IterableIterator<PresenceRow> {
  return db
    .prepare<PresenceRow>(
      `SELECT employee_number AS employeeNumber, display_name AS displayName, local_date AS date, state, location,
         event_id AS eventId
       FROM presence_entry JOIN person ON person.id = presence_entry.person_id
       ORDER BY local_date, employee_number, location`,
    )
    .iterate()
}
