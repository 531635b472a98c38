/**
 * A station's database with a past: people, cards, and so many events with the periods, presence entries and delivered
 * outbox rows that they made. Generated inside SQLite, ten million events in minutes.
 */
import { openDatabase } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'

export type PastSize = {
  people: number
  /** Past events, half of them clock-ins, half clock-outs. */
  events: number
}

/** The last day of the past is the day before this one. A Friday, so that the week has a past of its own. */
export const today = '2026-03-06'
export const zone = 'Europe/Berlin'
export const location = 'HQ'

/** Whoever has a past has at least so many days of it, so that a week looks the same however many events there are. */
const fewestDays = 4
const firstCardNumber = 1_000_000

/** Ten digits as an EM4100 reader types them, without Enter. Persons are numbered from 1. */
export function cardDigits(person: number): string {
  return String(firstCardNumber + person).padStart(10, '0')
}

/** The persons who have a past of this size, so many as `count`, evenly spread. Any of them has one in a larger past too. */
export function personsWithPast(size: PastSize, count: number): number[] {
  const { peoplePerDay } = shapePast(size)
  const stride = size.people / Math.min(count, peoplePerDay)
  return Array.from({ length: Math.min(count, peoplePerDay) }, (_, index) => 1 + Math.floor(index * stride))
}

/** Makes the file, with the schema of today. Answers how long it took. */
export function fillStation(file: string, size: PastSize): { durationMs: number } {
  const startedMs = performance.now()
  const database = openDatabase(file, 'write')
  const { raw } = database
  try {
    migrate(database, stationMigrations, () => {})
    // What is generated can be generated again; what is measured runs on a connection of its own.
    raw.pragma('synchronous = OFF')
    raw.pragma('cache_size = -262144')
    raw.pragma('foreign_keys = OFF')
    raw.pragma('journal_mode = OFF')
    const indexes = raw
      .prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = 'outbox'`)
      .all() as { name: string; sql: string }[]
    raw.exec('BEGIN')
    for (const { name } of indexes) raw.exec(`DROP INDEX ${name}`)
    fillPeople(raw, size)
    if (size.events > 0) fillPast(raw, size)
    // What only ever grows at its end is sorted once. The others are kept sorted row by row: made in one go their pages
    // would be full to the brim, and the next tap of anybody would split one, as it does not in a station's life.
    for (const { sql } of indexes) raw.exec(sql)
    raw.exec('COMMIT')
    raw.pragma('journal_mode = WAL')
  } finally {
    database.close()
  }
  return { durationMs: performance.now() - startedMs }
}

type Raw = ReturnType<typeof openDatabase>['raw']

/** How many of the people come on each day of the past, and how many days there are. */
function shapePast({ people, events }: PastSize): { peoplePerDay: number; days: number } {
  const pairs = Math.floor(events / 2)
  const peoplePerDay = Math.max(1, Math.min(people, Math.floor(pairs / fewestDays)))
  return { peoplePerDay, days: Math.ceil(pairs / peoplePerDay) }
}

function fillPeople(raw: Raw, { people }: PastSize): void {
  const numbers = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @people)`
  raw
    .prepare(
      `${numbers} INSERT INTO person (id, employee_number, display_name, email, acc_id, is_active, changed_at_ms)
       SELECT i, printf('E%06d', i), printf('Person %06d of the Past', i), printf('person%06d@example.org', i),
         printf('acc-%06d', i), 1, 0 FROM n`,
    )
    .run({ people })
  raw
    .prepare(
      `${numbers} INSERT INTO card (id, internal_number, format, state, changed_at_ms)
       SELECT i, i + @firstCardNumber, 'em4100', 'active', 0 FROM n`,
    )
    .run({ people, firstCardNumber })
  raw
    .prepare(`${numbers} INSERT INTO card_holding (card_id, person_id, from_ms) SELECT i, i, -8640000000000000 FROM n`)
    .run({ people })
}

/** On each day everybody of that day comes between seven and nine and leaves eight hours later, in running order. */
function fillPast(raw: Raw, size: PastSize): void {
  const { peoplePerDay, days } = shapePast(size)
  const insertEvents = raw.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < @count)
     INSERT INTO event (sequence, id, station_id, kind, at_ms, zone, reader, badge_format, card_number, card_id, person_id,
       cause, is_clock_trusted)
     SELECT @firstSequence + i, ${eventId('@firstSequence + i')}, 'front-door', @kind, @fromMs + i * 7200000 / @peoplePerDay,
       @zone, 'front', 'em4100', ${person} + @firstCardNumber, ${person}, ${person}, 'tap', 1 FROM n`,
  )
  const insertPeriods = raw.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < @count)
     INSERT INTO period (person_id, anchor_ms, first_event, started_ms, ended_ms, state, out_event, touched_by)
     SELECT ${person}, @fromMs + i * 7200000 / @peoplePerDay, ${eventId('@firstSequence + i')}, @fromMs + i * 7200000 / @peoplePerDay,
       @fromMs + i * 7200000 / @peoplePerDay + 28800000, 'closed', ${eventId('@firstSequence + @count + i')},
       @firstSequence + @count + i FROM n`,
  )
  const insertPresence = raw.prepare(
    `INSERT INTO presence_entry (person_id, local_date, location, state, event_id)
     SELECT person_id, @localDate, @location, 'at_location', id FROM event
     WHERE sequence >= @firstSequence AND sequence < @firstSequence + @count`,
  )
  let firstSequence = 1
  let left = Math.floor(size.events / 2)
  for (let day = days; day >= 1; day -= 1) {
    const date = Temporal.PlainDate.from(today).subtract({ days: day })
    const count = Math.min(left, peoplePerDay)
    left -= count
    const fromMs = date.toZonedDateTime({ timeZone: zone, plainTime: '07:00' }).epochMilliseconds
    const common = { count, peoplePerDay, people: size.people, firstSequence, fromMs }
    const toMs = fromMs + 28_800_000
    const forEvents = { ...common, zone, firstCardNumber }
    insertEvents.run({ ...forEvents, kind: 'in' })
    insertEvents.run({ ...forEvents, firstSequence: firstSequence + count, fromMs: toMs, kind: 'out' })
    insertPeriods.run(common)
    insertPresence.run({ firstSequence, count, localDate: date.toString(), location })
    firstSequence += 2 * count
  }
  fillOutbox(raw)
}

/** What was told and delivered: every event to the clock, every first *in* of a day to presence. */
function fillOutbox(raw: Raw): void {
  raw
    .prepare(
      `INSERT INTO outbox (upstream, fence, key, person_id, payload, state, is_first, attempts, enqueued_at_ms, due_at_ms,
         scheduled_at_ms, settled_at_ms, answer)
       SELECT upstream, 'person:' || person_id, id, person_id,
         CASE upstream WHEN 'clock' THEN json_object('want', kind, 'occurredAtMs', at_ms)
           ELSE json_object('localDate', date(at_ms / 1000, 'unixepoch'), 'location', @location, 'state', 'at_location') END,
         'delivered', 0, 1, at_ms, at_ms + 10000, at_ms, at_ms + 12000, 'OK'
       FROM event JOIN (SELECT 'clock' AS upstream UNION ALL SELECT 'presence') ON upstream = 'clock' OR kind = 'in'
       ORDER BY sequence`,
    )
    .run({ location })
}

/** The person of the `i`-th place of a day; the people of a smaller past are among those of a larger. */
const person = '(1 + i * @people / @peoplePerDay)'

/** Has the length and the order of a UUIDv7. */
function eventId(sequence: string): string {
  return `printf('01900000-%04x-7000-8000-%012x', (${sequence}) >> 16, ${sequence})`
}
