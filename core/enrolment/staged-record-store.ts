/** The records of batches, and what each comes to. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import { insertRows } from '../store/insert-rows.ts'
import { authKey } from './auth-record.ts'
import {
  type BatchTotals,
  type CrossChecks,
  countRecords,
  noCrossChecks,
  startTotals,
  type Verdict,
} from './batch-totals.ts'
import type { DuplicateKeys } from './duplicates.ts'
import type { AuthValues } from './roster-entry.ts'

/** A record as it is kept; `place` from 0 in its batch. */
export type StagedRecord = {
  place: number
  line: number
  employeeId: string | null
  /** Hashes. */
  authValues: AuthValues
  filled: number
  /** JSON. */
  content: string
  errors: readonly StagedError[]
}

export type StagedError = { line: number; reason: string }

/** What a record comes to. `differences` is JSON. */
export type StagedVerdict = { verdict: Verdict; change: string; differences: string | null; checks: CrossChecks }

/** A batch's records lie together, from its number times this on. */
export const placesPerBatch = 2 ** 32

/** A batch, as far as its records go. */
type Numbered = { number: number }
type Counted = Numbered & { records: number }

/** The ids of a batch's records. */
export function rangeOf({ number, records }: Counted): { from: number; until: number } {
  return { from: number * placesPerBatch, until: number * placesPerBatch + records }
}

/** Removes the batch's records from a place on. */
export function removeRecords(db: WritableDb, { number }: Numbered, fromPlace: number): void {
  const range = { from: number * placesPerBatch + fromPlace, until: (number + 1) * placesPerBatch }
  db.prepare('DELETE FROM enrolment_record WHERE id >= @from AND id < @until').run(range)
}

/** Removes up to `count` of the batch's records, the last first; how many there were. */
export function removeSomeRecords(db: WritableDb, { number }: Numbered, count: number): number {
  return db
    .prepare(
      `DELETE FROM enrolment_record WHERE id IN
         (SELECT id FROM enrolment_record WHERE id >= @from AND id < @until ORDER BY id DESC LIMIT @count)`,
    )
    .run({ from: number * placesPerBatch, until: (number + 1) * placesPerBatch, count }).changes
}

const storedColumns = [
  'id',
  'line',
  'employee_id',
  'auth_values',
  'filled',
  'content',
  'errors',
  'verdict',
  'change',
  'differences',
  'checks',
]

/** Adds records, or puts them again at their places, with what they come to where that is known. */
export function putRecords(
  db: WritableDb,
  { number }: Numbered,
  records: readonly { record: StagedRecord; shown: StagedVerdict | null }[],
): void {
  const values: (string | number | null)[] = []
  for (const { record, shown } of records) {
    values.push(
      number * placesPerBatch + record.place,
      record.line,
      record.employeeId,
      authKey(record.authValues),
      record.filled,
      record.content,
      record.errors.length > 0 ? JSON.stringify(record.errors) : null,
      shown?.verdict ?? null,
      shown?.change ?? null,
      shown?.differences ?? null,
      shown && packChecks(shown.checks),
    )
  }
  insertRows(db, 'INSERT OR REPLACE INTO enrolment_record', storedColumns, values)
}

/** Copies the records of one batch to the beginning of another. */
export function copyRecords(db: WritableDb, from: Counted, to: Numbered): void {
  db.prepare(
    `INSERT INTO enrolment_record (id, line, employee_id, auth_values, filled, content, errors)
     SELECT id + @shift, line, employee_id, auth_values, filled, content, errors FROM enrolment_record
     WHERE id >= @from AND id < @until`,
  ).run({
    shift: (to.number - from.number) * placesPerBatch,
    from: from.number * placesPerBatch,
    until: from.number * placesPerBatch + from.records,
  })
}

type RawRecord = {
  id: number
  line: number
  employeeId: string | null
  authValues: string | null
  filled: number
  content: string
  errors: string | null
}

type RawVerdict = { verdict: Verdict | null; change: string; differences: string | null; checks: number }

const recordColumns = 'id, line, employee_id AS employeeId, auth_values AS authValues, filled, content, errors'
const verdictColumns = 'verdict, change, differences, checks'

export function readRecord(db: ReadableDb, { number }: Numbered, place: number): StagedRecord | null {
  const row = db
    .prepare<RawRecord>(`SELECT ${recordColumns} FROM enrolment_record WHERE id = @id`)
    .get({ id: number * placesPerBatch + place })
  return row ? toRecord(row) : null
}

/** Up to `count` records from a place on, each with what it comes to, or null where it was not judged yet. */
export function readPage(
  db: ReadableDb,
  { number, records }: Counted,
  fromPlace: number,
  count: number,
): { record: StagedRecord; shown: StagedVerdict | null }[] {
  return db
    .prepare<RawRecord & RawVerdict>(
      `SELECT ${recordColumns}, ${verdictColumns} FROM enrolment_record
       WHERE id >= @from AND id < @until ORDER BY id`,
    )
    .all({
      from: number * placesPerBatch + fromPlace,
      until: number * placesPerBatch + Math.min(records, fromPlace + count),
    })
    .map((row) => ({ record: toRecord(row), shown: toVerdict(row) }))
}

/** What is shown of a record. */
export type ShownRecord = StagedVerdict & {
  place: number
  line: number
  employeeId: string | null
  errors: readonly StagedError[]
}

/** The batch's judged records, in order, as they are at this one instant; nothing can be written until the last was taken. */
export function* iterateShown(db: ReadableDb, { number, records }: Counted): Generator<ShownRecord> {
  const rows = db
    .prepare<RawVerdict & Pick<RawRecord, 'id' | 'line' | 'employeeId' | 'errors'>>(
      `SELECT id, line, employee_id AS employeeId, errors, ${verdictColumns} FROM enrolment_record
       WHERE id >= @from AND id < @until ORDER BY id`,
    )
    .iterate({ from: number * placesPerBatch, until: number * placesPerBatch + records })
  for (const row of rows) {
    const shown = toShown(row)
    if (shown) yield shown
  }
}

/** Up to `limit` judged records after a place, in order; only those that come to `verdict`, where one is named. */
export function readShownPage(
  db: ReadableDb,
  { number, records }: Counted,
  { verdict, after, limit }: { verdict: Verdict | null; after: number; limit: number },
): (ShownRecord & Pick<StagedRecord, 'content'>)[] {
  const { from, until } = rangeOf({ number, records })
  return db
    .prepare<RawVerdict & Pick<RawRecord, 'id' | 'line' | 'employeeId' | 'errors' | 'content'>>(
      `SELECT id, line, employee_id AS employeeId, errors, content, ${verdictColumns} FROM enrolment_record
       WHERE id > @after AND id < @until AND verdict IS NOT NULL AND (@verdict IS NULL OR verdict = @verdict)
       ORDER BY id LIMIT @limit`,
    )
    .all({ after: from + after, until, verdict, limit })
    .flatMap((row) => {
      const shown = toShown(row)
      return shown ? { ...shown, content: row.content } : []
    })
}

/** The first of those to whom something happens that whoever approves should know, in order. */
export function readConcerned(
  db: ReadableDb,
  { number, records }: Counted,
  { what, limit }: { what: 'becomeInactive' | 'loseTimeProfiles'; limit: number },
): string[] {
  return db
    .prepare<{ employeeId: string }>(
      `SELECT employee_id AS employeeId FROM enrolment_record
       WHERE id >= @from AND id < @until AND checks & @bit <> 0 ORDER BY id LIMIT @limit`,
    )
    .all({ ...rangeOf({ number, records }), bit: what === 'becomeInactive' ? becomingInactive : losingProfiles, limit })
    .map(({ employeeId }) => employeeId)
}

/** Counts what the batch's records come to; those that were not judged yet are not counted. */
export function readTotals(
  db: ReadableDb,
  { number, records }: Counted,
): { totals: BatchTotals; people: CountedPeople } {
  const rows = db
    .prepare<{ verdict: Verdict; checks: number; count: number }>(
      `SELECT verdict, checks, count(*) AS count FROM enrolment_record
       WHERE id >= @from AND id < @until AND verdict IS NOT NULL GROUP BY verdict, checks`,
    )
    .all({ from: number * placesPerBatch, until: number * placesPerBatch + records })
  const totals = startTotals()
  const people: CountedPeople = { becomeInactive: 0, stayInactive: 0, loseTimeProfiles: 0 }
  for (const { verdict, checks: packed, count } of rows) {
    const checks = unpackChecks(packed)
    countRecords(totals, verdict, checks, count)
    if (checks.isBecomingInactive) people.becomeInactive += count
    if (checks.isStayingInactive) people.stayInactive += count
    if (checks.isLosingProfiles) people.loseTimeProfiles += count
  }
  return { totals, people }
}

/** People of a roster to whom something happens that the totals do not tell. */
export type CountedPeople = { becomeInactive: number; stayInactive: number; loseTimeProfiles: number }

/** Those records that are anything but somebody new of whom there is nothing to tell, in order, each as a text. */
export function* iterateTold(db: ReadableDb, { number, records }: Counted): Generator<string> {
  const rows = db
    .prepare<{ told: string }>(
      `SELECT json_array(id - @from, verdict, change, differences, checks) AS told FROM enrolment_record
       WHERE id >= @from AND id < @until AND (verdict IS NOT 'new' OR differences IS NOT NULL OR checks <> 0)
       ORDER BY id`,
    )
    .iterate({ from: number * placesPerBatch, until: number * placesPerBatch + records })
  for (const { told } of rows) yield told
}

/** The records that are applied, of those who are inactive afterwards or of all others. */
export function* iterateApplied(
  db: ReadableDb,
  { number, records }: Counted,
  isInactive: boolean,
): Generator<{ employeeId: string; content: string }> {
  const rows = db
    .prepare<{ employeeId: string; content: string }>(
      `SELECT employee_id AS employeeId, content FROM enrolment_record
       WHERE id >= @from AND id < @until AND verdict IN ('new', 'update') AND (checks & @bits <> 0) = @isInactive`,
    )
    .iterate({
      from: number * placesPerBatch,
      until: number * placesPerBatch + records,
      bits: becomingInactive + stayingInactive,
      isInactive: isInactive ? 1 : 0,
    })
  yield* rows
}

/** Whether any record has authentication values. */
export function hasAuthValues(db: ReadableDb, { number, records }: Counted): boolean {
  const row = db
    .prepare('SELECT 1 FROM enrolment_record WHERE id >= @from AND id < @until AND auth_values IS NOT NULL LIMIT 1')
    .get({ from: number * placesPerBatch, until: number * placesPerBatch + records })
  return row !== undefined
}

/**
 * What makes records duplicates, in order, one after the other; null for an error.
 *
 * @param byId Whether a shared employee id makes them so; in a roster such lines were folded into one record before.
 */
export function* iterateDuplicateKeys(
  db: ReadableDb,
  { number, records }: Counted,
  byId: boolean,
): Generator<DuplicateKeys | null> {
  const rows = db
    .prepare<{ employeeId: string | null; authValues: string | null; filled: number; isError: 0 | 1 }>(
      `SELECT employee_id AS employeeId, auth_values AS authValues, filled, errors IS NOT NULL AS isError
       FROM enrolment_record WHERE id >= @from AND id < @until ORDER BY id`,
    )
    .iterate({ from: number * placesPerBatch, until: number * placesPerBatch + records })
  for (const { employeeId, authValues, filled, isError } of rows) {
    yield isError === 1 ? null : { employeeId: byId ? employeeId : null, authKey: authValues, filled }
  }
}

/** Keeps what records come to. */
export function setVerdicts(
  db: WritableDb,
  { number }: Numbered,
  verdicts: readonly { place: number; shown: StagedVerdict }[],
): void {
  const set = db.prepare(
    `UPDATE enrolment_record SET verdict = @verdict, change = @change, differences = @differences, checks = @checks
     WHERE id = @id`,
  )
  for (const { place, shown } of verdicts) {
    set.run({ id: number * placesPerBatch + place, ...shown, checks: packChecks(shown.checks) })
  }
}

function toRecord({ id, line, employeeId, authValues, filled, content, errors }: RawRecord): StagedRecord {
  return {
    place: id % placesPerBatch,
    line,
    employeeId,
    authValues: parseAuthValues(authValues),
    filled,
    content,
    errors: parseErrors(errors),
  }
}

function toShown(row: RawVerdict & Pick<RawRecord, 'id' | 'line' | 'employeeId' | 'errors'>): ShownRecord | null {
  const shown = toVerdict(row)
  const { id, line, employeeId } = row
  return shown && { place: id % placesPerBatch, line, employeeId, errors: parseErrors(row.errors), ...shown }
}

function toVerdict({ verdict, change, differences, checks }: RawVerdict): StagedVerdict | null {
  return verdict === null ? null : { verdict, change, differences, checks: unpackChecks(checks) }
}

const becomingInactive = 8
const stayingInactive = 16
const losingProfiles = 32

/** As one number. */
export function packChecks(checks: CrossChecks): number {
  return (
    (checks.isEmpIdUpdate ? 1 : 0) +
    (checks.isAuthValueChange ? 2 : 0) +
    (checks.isStatusChange ? 4 : 0) +
    (checks.isBecomingInactive ? becomingInactive : 0) +
    (checks.isStayingInactive ? stayingInactive : 0) +
    (checks.isLosingProfiles ? losingProfiles : 0)
  )
}

function unpackChecks(packed: number): CrossChecks {
  if (packed === 0) return noCrossChecks
  return {
    isEmpIdUpdate: (packed & 1) > 0,
    isAuthValueChange: (packed & 2) > 0,
    isStatusChange: (packed & 4) > 0,
    isBecomingInactive: (packed & becomingInactive) > 0,
    isStayingInactive: (packed & stayingInactive) > 0,
    isLosingProfiles: (packed & losingProfiles) > 0,
  }
}

function parseErrors(errors: string | null): readonly StagedError[] {
  return errors === null ? [] : JSON.parse(errors)
}

export function parseAuthValues(authValues: string | null): AuthValues {
  return authValues === null ? [null, null, null] : JSON.parse(authValues)
}
