import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { approveBatch, listBatches, showBatch } from '../../core/staging/batches.ts'
import { importRoster } from '../../core/station/import-roster.ts'
import { openDatabase } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'
import { atMost, type BenchRow, exactly } from './bench-row.ts'

const records = 100_000
const rounds = 5
const firstCardNumber = 1_000_000

/** Whole imports, from the bytes of a file to people who may badge, and bare inserts of those people in turns. */
export const importRow: BenchRow = {
  name: 'import',
  work: '100,000 roster records staged from a CSV, judged, previewed person by person and approved',
  against: 'bare bulk insert of the same rows: staged records, people, cards, holdings; one transaction',
  run: async ({ folder, say }) => {
    const roster = join(folder, 'roster.csv')
    writeFileSync(roster, composeRoster())
    const took: Took[] = []
    const bareMs: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const file = join(folder, `import-${round}.sqlite`)
      took.push(await importOnce(file, roster))
      bareMs.push(insertBare(join(folder, `bare-${round}.sqlite`), file))
      say(`  round ${round + 1} of ${rounds}`)
    }
    // The least of each: what disturbs one or the other on a shared machine is no part of either.
    const least = (pick: (of: Took) => number): number => Math.min(...took.map(pick))
    const importMs = least(({ stagedMs, previewedMs, approvedMs }) => stagedMs + previewedMs + approvedMs)
    return {
      checks: [
        atMost('time', importMs / Math.min(...bareMs), 2.5),
        exactly(
          'people',
          took.reduce((sum, { people }) => sum + people, 0),
          rounds * records,
        ),
      ],
      details: {
        stageAndJudgeMs: least(({ stagedMs }) => stagedMs),
        previewMs: least(({ previewedMs }) => previewedMs),
        approveMs: least(({ approvedMs }) => approvedMs),
        bareMs: Math.min(...bareMs),
        heapMegabytes: Math.max(...took.map(({ heapBytes }) => heapBytes)) / 1e6,
      },
    }
  },
}

function composeRoster(): string {
  const lines = ['employeeNumber,displayName,email,status,userId,cardNumber,cardFormat']
  for (let index = 1; index <= records; index += 1) {
    const { employeeNumber, displayName, email, userId, internalNumber } = personOf(index)
    lines.push(`${employeeNumber},${displayName},${email},Active,${userId},${internalNumber},em4100`)
  }
  return lines.join('\n')
}

function personOf(index: number) {
  return {
    employeeNumber: `E${String(index).padStart(6, '0')}`,
    displayName: `Person ${index} of the Roster`,
    email: `person${index}@example.org`,
    userId: `u-${index}`,
    internalNumber: firstCardNumber + index,
  }
}

type Took = { stagedMs: number; previewedMs: number; approvedMs: number; people: number; heapBytes: number }

async function importOnce(file: string, roster: string): Promise<Took> {
  const store = openDatabase(file, 'write')
  migrate(store, stationMigrations, () => {})
  try {
    const startedMs = performance.now()
    const imported = await importRoster({ store, file: roster, isApproved: false, nowMs: 1 })
    if (imported.type !== 'imported' || imported.batch === null) throw new Error(`not imported: ${imported.type}`)
    const stagedMs = performance.now() - startedMs
    const shown = await showBatch(store, imported.batch, { nowMs: 2, thresholds: {} })
    if (shown.type !== 'batch') throw new Error('the batch is not there')
    let seen = 0
    for (const person of shown.people) if (person.change === 'New Record') seen += 1
    const [listed] = listBatches(store, {})
    if (seen !== records || listed?.totals?.totalNew !== records) throw new Error('the preview is not complete')
    const heapBytes = process.memoryUsage().heapUsed
    const previewedMs = performance.now() - startedMs - stagedMs
    const approval = await approveBatch(store, imported.batch, { nowMs: 3, thresholds: {} })
    if (approval.type !== 'approved') throw new Error(`the batch was not approved: ${approval.type}`)
    const approvedMs = performance.now() - startedMs - stagedMs - previewedMs
    const people = store.read.prepare<{ n: number }>('SELECT count(*) AS n FROM person').get()?.n ?? 0
    return { stagedMs, previewedMs, approvedMs, people, heapBytes }
  } finally {
    store.close()
  }
}

/**
 * The same rows in the same tables with their keys, durable likewise; nothing is read, decided or checked.
 *
 * @param imported Where the staged records are as an import has left them.
 */
function insertBare(file: string, imported: string): number {
  const empty = openDatabase(file, 'write')
  migrate(empty, stationMigrations, () => {})
  empty.close()
  const staged = readStaged(imported)
  const people = Array.from({ length: records }, (_, index) => personOf(index + 1))
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = OFF')
  database.pragma('cache_size = -65536')
  const insertRecord = database.prepare(
    `INSERT INTO enrolment_record (id, line, employee_id, filled, content, verdict, change, checks)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const insertPerson = database.prepare(
    `INSERT INTO person (employee_number, display_name, email, user_id, is_active, changed_at_ms) VALUES (?, ?, ?, ?, 1, 3)`,
  )
  const insertCard = database.prepare(
    `INSERT INTO card (internal_number, format, state, changed_at_ms) VALUES (?, 'em4100', 'active', 3)`,
  )
  const insertHolding = database.prepare(
    'INSERT INTO card_holding (card_id, person_id, from_ms) VALUES (?, ?, -8640000000000000)',
  )
  const insertAll = database.transaction(() => {
    for (const record of staged) insertRecord.run(...record)
    for (const { employeeNumber, displayName, email, userId, internalNumber } of people) {
      const person = insertPerson.run(employeeNumber, displayName, email, userId).lastInsertRowid
      const card = insertCard.run(internalNumber).lastInsertRowid
      insertHolding.run(card, person)
    }
  })
  const startedMs = performance.now()
  insertAll()
  const tookMs = performance.now() - startedMs
  database.close()
  return tookMs
}

function readStaged(file: string): unknown[][] {
  const database = new Database(file)
  const sql = 'SELECT id, line, employee_id, filled, content, verdict, change, checks FROM enrolment_record ORDER BY id'
  const rows = database.prepare<[], unknown[]>(sql).raw().all()
  database.close()
  return rows
}
