/**
 * The limit: one bare better-sqlite3 transaction with as many row inserts as a tap has, durable like a tap. They are the
 * tap's own five rows, of its own tables with their keys, in a file with the same past: what SQLite and the disk take to
 * hold them. Nothing is read, nothing decided, no reference checked, nothing decoded, nobody answered.
 */
import Database from 'better-sqlite3'
import { location, today, zone } from './fill-station.ts'

export type BareTransaction = {
  /** Inserts the five rows of one person's first clock-in of the day. Answers how long it took, in milliseconds. */
  run: (person: number) => number
  close: () => void
}

/** `file`: a station's database of its own, as `fillStation` makes it. */
export function openBareTransaction(file: string): BareTransaction {
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = OFF')
  database.pragma('cache_size = -65536')
  const insertEvent = database.prepare(
    `INSERT INTO event (id, station_id, kind, at_ms, zone, reader, badge_format, card_number, card_id, person_id, cause,
       is_clock_trusted)
     VALUES (?, 'front-door', 'in', ?, '${zone}', 'front', 'em4100', ?, ?, ?, 'tap', 1)`,
  )
  const insertPeriod = database.prepare(
    `INSERT INTO period (person_id, anchor_ms, first_event, started_ms, state, touched_by) VALUES (?, ?, ?, ?, 'open', ?)`,
  )
  const insertEntry = database.prepare(
    `INSERT INTO presence_entry (person_id, local_date, location, state, event_id)
     VALUES (?, '${today}', '${location}', 'at_location', ?)`,
  )
  const insertFact = database.prepare(
    `INSERT INTO outbox (upstream, fence, key, person_id, payload, state, is_first, enqueued_at_ms, due_at_ms,
       scheduled_at_ms)
     VALUES (?, ?, ?, ?, ?, 'waiting', 1, ?, ?, ?)`,
  )
  const insertAll = database.transaction((person: number, eventId: string, fence: string, atMs: number) => {
    const { lastInsertRowid } = insertEvent.run(eventId, atMs, person, person, person)
    insertPeriod.run(person, atMs, eventId, atMs, lastInsertRowid)
    insertEntry.run(person, eventId)
    insertFact.run('clock', fence, eventId, person, '{"want":"in","occurredAtMs":1772778600000}', atMs, atMs, atMs)
    insertFact.run(
      'presence',
      fence,
      eventId,
      person,
      '{"localDate":"2026-03-06","location":"HQ","state":"at_location"}',
      atMs,
      atMs,
      atMs,
    )
  })
  const startMs = Temporal.PlainDateTime.from(`${today}T07:30`).toZonedDateTime(zone).epochMilliseconds
  let runs = 0
  return {
    run: (person) => {
      runs += 1
      const eventId = `019d0000-0000-7000-9000-${runs.toString(16).padStart(12, '0')}`
      const fence = `person:${person}`
      const startedMs = performance.now()
      insertAll(person, eventId, fence, startMs + runs * 100)
      return performance.now() - startedMs
    },
    close: () => database.close(),
  }
}
