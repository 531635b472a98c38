/** Reads what a central service has accepted out of its folder, also while the service runs. */
import { join } from 'node:path'
import { iteratePresence, type PresenceRow } from '../presence/presence-store.ts'
import { openDatabase, type ReadableDb } from '../store/database.ts'
import { schemaVersion } from '../store/migrate.ts'
import { centralFileName, isCentralFolder } from './central-folder.ts'
import { centralMigrations } from './central-store.ts'
import type { PunchKind } from './clock-rules.ts'

export type ClockEventExport = {
  employeeNumber: string
  kind: PunchKind
  /** RFC 3339, UTC, milliseconds. */
  occurredAt: string
  idempotencyKey: string | null
}

type Row = { employeeNumber: string; kind: PunchKind; occurredAtMs: number; key: string | null }

/**
 * Every accepted clock event in the order in which it was applied, one at a time: a million of them take no memory. What
 * is accepted after the first was read is not among them. Throws a plain sentence where there is no service's file, or
 * one of another version.
 */
export function* readClockEvents(dataDir: string): Generator<ClockEventExport, void, undefined> {
  for (const { employeeNumber, kind, occurredAtMs, key } of readCentral(dataDir, iterateEvents)) {
    const occurredAt = Temporal.Instant.fromEpochMilliseconds(occurredAtMs).toString({ smallestUnit: 'millisecond' })
    yield { employeeNumber, kind, occurredAt, idempotencyKey: key }
  }
}

/** Every presence entry in order of date and person, in the same way. */
export function readPresenceEntries(dataDir: string): Generator<PresenceRow, void, undefined> {
  return readCentral(dataDir, iteratePresence)
}

function iterateEvents(db: ReadableDb): IterableIterator<Row> {
  return db
    .prepare<Row>(
      `SELECT person.employee_number AS employeeNumber, clock_event.kind, clock_event.key,
              clock_event.occurred_at_ms AS occurredAtMs
       FROM clock_event JOIN person ON person.id = clock_event.person_id
       ORDER BY clock_event.sequence`,
    )
    .iterate()
}

function* readCentral<Value>(
  dataDir: string,
  iterate: (db: ReadableDb) => IterableIterator<Value>,
): Generator<Value, void, undefined> {
  if (!isCentralFolder(dataDir)) throw new Error(`${dataDir} holds no ${centralFileName}: no central service ran there`)
  const database = openDatabase(join(dataDir, centralFileName), 'read')
  try {
    const version = schemaVersion(database)
    const known = centralMigrations.at(-1)?.version ?? 0
    if (version !== known) {
      throw new Error(`${centralFileName} in ${dataDir} has schema ${version}; this version reads schema ${known}`)
    }
    yield* iterate(database.read)
  } finally {
    database.close()
  }
}
