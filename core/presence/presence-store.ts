/**
 * Who is where on which date. A tap makes one entry per person, date and location; what is put in bulk is one per person
 * and date, and stands beside what taps make (see presence-bulk.ts for what is a conflict).
 */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { OccupantDate, PresenceEntry } from './presence-bulk.ts'

export type NewPresenceEntry = {
  personId: number
  /** YYYY-MM-DD in the station's zone. */
  localDate: string
  location: string
  state: 'at_location'
  eventId: string
}

/**
 * Adds a tap's entry if it is the first that a tap makes for its person, date and location; says whether it was. What was
 * put before does not count: the upstream hears of what happened, not only of what was announced.
 */
export function addFirstEntry(db: WritableDb, entry: NewPresenceEntry): boolean {
  const { changes } = db
    .prepare(
      `INSERT INTO presence_entry (person_id, local_date, location, state, event_id)
       VALUES (@personId, @localDate, @location, @state, @eventId) ON CONFLICT DO NOTHING`,
    )
    .run(entry)
  return changes === 1
}

/** The events that made the person's entries of that date: one for each location. */
export function findEntryEvents(db: ReadableDb, personId: number, localDate: string): string[] {
  return db
    .prepare<{ eventId: string }>(
      `SELECT event_id AS eventId FROM presence_entry
       WHERE person_id = @personId AND local_date = @localDate ORDER BY location`,
    )
    .all({ personId, localDate })
    .map(({ eventId }) => eventId)
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

/** Which of these people and dates have an entry, put or made by a tap. */
export function findTakenDates(db: ReadableDb, wanted: readonly OccupantDate<number>[]): OccupantDate<number>[] {
  const groups = groupPeople(
    wanted,
    ({ localDate }) => localDate,
    ({ localDate }) => [localDate],
  )
  const taken = db
    .prepare<{ pairs: string }>(
      `WITH wanted AS MATERIALIZED (
         SELECT value ->> 0 AS local_date, value -> 1 AS people FROM json_each(@groups)
       )
       SELECT json_group_array(json_array(one.value, local_date)) AS pairs FROM wanted, json_each(wanted.people) AS one
       WHERE EXISTS (
         SELECT 1 FROM presence_put AS put WHERE put.person_id = one.value AND put.local_date = wanted.local_date
       ) OR EXISTS (
         SELECT 1 FROM presence_entry AS entry WHERE entry.person_id = one.value AND entry.local_date = wanted.local_date
       )`,
    )
    .get({ groups })
  const pairs: [number, string][] = JSON.parse(taken?.pairs ?? '[]')
  return pairs.map(([occupantId, localDate]) => ({ occupantId, localDate }))
}

/** Adds entries that no tap made. Throws where a person has one for that date: ask `findTakenDates` in the same transaction. */
export function addPutEntries(db: WritableDb, entries: readonly PresenceEntry<number>[]): void {
  const groups = groupPeople(
    entries,
    // The length tells where the state ends. A blank location is none.
    ({ localDate, state, location, window }) =>
      `${localDate}\n${window.fromMinute}\n${window.untilMinute}\n${state.length}\n${state}${location ?? ''}`,
    ({ localDate, state, location, window }) => [localDate, state, location, window.fromMinute, window.untilMinute],
  )
  db.prepare(
    `WITH given AS MATERIALIZED (
       SELECT value ->> 0 AS local_date, value ->> 1 AS state, value ->> 2 AS location, value ->> 3 AS from_minute,
         value ->> 4 AS until_minute, value -> 5 AS people
       FROM json_each(@groups)
     )
     INSERT INTO presence_put (person_id, local_date, state, location, from_minute, until_minute)
     SELECT one.value, local_date, state, location, from_minute, until_minute
     FROM given, json_each(given.people) AS one`,
  ).run({ groups })
}

/**
 * JSON of the entries, those together that have all but their person in common, each group with its people as the last
 * element. What goes over to SQLite value by value costs more than the looking up or the writing itself.
 *
 * @param keyOf the same text for two entries that have everything else in common.
 */
function groupPeople<Entry extends { occupantId: number }>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
  sharedOf: (entry: Entry) => (string | number | null)[],
): string {
  const groups = new Map<string, { first: Entry; people: number[] }>()
  for (const entry of entries) {
    const key = keyOf(entry)
    const group = groups.get(key)
    if (group) group.people.push(entry.occupantId)
    else groups.set(key, { first: entry, people: [entry.occupantId] })
  }
  return JSON.stringify([...groups.values()].map(({ first, people }) => [...sharedOf(first), people]))
}

export type PresenceRow = {
  employeeNumber: string
  displayName: string
  date: string
  state: string
  location: string | null
  /** The tap that made it; null for one that was put. */
  eventId: string | null
}

/** Every entry in order of date and person, one after the other. */
export function iteratePresence(db: ReadableDb): IterableIterator<PresenceRow> {
  return db
    .prepare<PresenceRow>(
      `SELECT employee_number AS employeeNumber, display_name AS displayName, local_date AS date, state, location,
         event_id AS eventId
       FROM (
         SELECT person_id, local_date, state, location, event_id FROM presence_entry
         UNION ALL
         SELECT person_id, local_date, state, location, NULL FROM presence_put
       ) JOIN person ON person.id = person_id
       ORDER BY local_date, employee_number, location, event_id`,
    )
    .iterate()
}
