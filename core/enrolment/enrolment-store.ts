/** Batches, their records, and what each record comes to. */
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

export type BatchKind = 'auth' | 'roster'
export type BatchState = 'staging' | 'staged' | 'approved' | 'rejected' | 'cancelled'

export type Batch = {
  number: number
  /** UUID, lower case: the `fileLogId`. */
  id: string
  kind: BatchKind
  state: BatchState
  /** Path of the file that it was staged from; null for a request. */
  source: string | null
  records: number
  lines: number
  /** As they were last judged; null where records came since. */
  totals: BatchTotals | null
  stagedAtMs: number
  judgedAtMs: number | null
  settledAtMs: number | null
}

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

const placesPerBatch = 2 ** 32

const batchColumns = `number, id, kind, state, source, records, lines, totals, staged_at_ms AS stagedAtMs,
  judged_at_ms AS judgedAtMs, settled_at_ms AS settledAtMs`

type RawBatch = Omit<Batch, 'totals'> & { totals: string | null }

export function addBatch(db: WritableDb, batch: Pick<Batch, 'id' | 'kind' | 'source' | 'stagedAtMs'>): Batch {
  db.prepare(
    `INSERT INTO enrolment_batch (id, kind, state, source, records, lines, staged_at_ms)
     VALUES (@id, @kind, 'staging', @source, 0, 0, @stagedAtMs)`,
  ).run(batch)
  const added = findBatch(db, batch.id)
  if (!added) throw new Error('what was inserted is there')
  return added
}

/** `id` in lower case. Also one that is still being staged. */
export function findBatch(db: ReadableDb, id: string): Batch | null {
  const row = db.prepare<RawBatch>(`SELECT ${batchColumns} FROM enrolment_batch WHERE id = @id`).get({ id })
  return row ? toBatch(row) : null
}

/** The newest first, without what is still being staged. */
export function readBatches(db: ReadableDb): Batch[] {
  const sql = `SELECT ${batchColumns} FROM enrolment_batch WHERE state <> 'staging' ORDER BY number DESC`
  return db.prepare<RawBatch>(sql).all().map(toBatch)
}

/** Batches of a roster file that nobody has settled, and what calls have left that did not end. */
export function readLeftBatches(db: ReadableDb, source: string | null): Batch[] {
  return db
    .prepare<RawBatch>(
      `SELECT ${batchColumns} FROM enrolment_batch
       WHERE state = 'staging' OR (state = 'staged' AND kind = 'roster' AND source = @source)`,
    )
    .all({ source })
    .map(toBatch)
}

export function readSettledBatches(db: ReadableDb, beforeMs: number): Batch[] {
  return db
    .prepare<RawBatch>(
      `SELECT ${batchColumns} FROM enrolment_batch WHERE settled_at_ms < @beforeMs
         AND EXISTS (SELECT 1 FROM enrolment_record WHERE enrolment_record.id BETWEEN number * ${placesPerBatch} AND number * ${placesPerBatch} + ${placesPerBatch - 1})`,
    )
    .all({ beforeMs })
    .map(toBatch)
}

/** What was written since the last time belongs to the batch from now on, and it has to be judged again. */
export function setBatchSize(db: WritableDb, { number, state }: Batch, records: number, lines: number): void {
  db.prepare(
    `UPDATE enrolment_batch SET records = @records, lines = @lines, totals = NULL, state = @state WHERE number = @number`,
  ).run({ number, records, lines, state })
}

export function setPreview(db: WritableDb, { number }: Batch, totals: BatchTotals, atMs: number): void {
  db.prepare('UPDATE enrolment_batch SET totals = @totals, judged_at_ms = @atMs WHERE number = @number').run({
    number,
    totals: JSON.stringify(totals),
    atMs,
  })
}

export function settleBatch(
  db: WritableDb,
  { number }: Batch,
  state: 'approved' | 'rejected' | 'cancelled',
  atMs: number,
): void {
  db.prepare(`UPDATE enrolment_batch SET state = @state, settled_at_ms = @atMs WHERE number = @number`).run({
    number,
    state,
    atMs,
  })
}

export function removeBatch(db: WritableDb, batch: Batch): void {
  removeRecords(db, batch, 0)
  db.prepare('DELETE FROM enrolment_batch WHERE number = @number').run({ number: batch.number })
}

/** Removes the batch's records from a place on. */
export function removeRecords(db: WritableDb, { number }: Batch, fromPlace: number): void {
  const range = { from: number * placesPerBatch + fromPlace, until: (number + 1) * placesPerBatch }
  db.prepare('DELETE FROM enrolment_record WHERE id >= @from AND id < @until').run(range)
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
  { number }: Batch,
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
export function copyRecords(db: WritableDb, from: Batch, to: Batch): void {
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

export function readRecord(db: ReadableDb, { number }: Batch, place: number): StagedRecord | null {
  const row = db
    .prepare<RawRecord>(`SELECT ${recordColumns} FROM enrolment_record WHERE id = @id`)
    .get({ id: number * placesPerBatch + place })
  return row ? toRecord(row) : null
}

/** Up to `count` records from a place on, each with what it comes to, or null where it was not judged yet. */
export function readPage(
  db: ReadableDb,
  { number, records }: Batch,
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

/** Up to `count` judged records from a place on, without what they say. */
export function readShownPage(
  db: ReadableDb,
  { number, records }: Batch,
  fromPlace: number,
  count: number,
): ShownRecord[] {
  return db
    .prepare<RawVerdict & Pick<RawRecord, 'id' | 'line' | 'employeeId' | 'errors'>>(
      `SELECT id, line, employee_id AS employeeId, errors, ${verdictColumns} FROM enrolment_record
       WHERE id >= @from AND id < @until ORDER BY id`,
    )
    .all({
      from: number * placesPerBatch + fromPlace,
      until: number * placesPerBatch + Math.min(records, fromPlace + count),
    })
    .flatMap((row) => {
      const shown = toVerdict(row)
      const { line, employeeId } = row
      return shown
        ? [{ place: row.id % placesPerBatch, line, employeeId, errors: parseErrors(row.errors), ...shown }]
        : []
    })
}

/** Counts what the batch's records come to; those that were not judged yet are not counted. */
export function readTotals(db: ReadableDb, { number, records }: Batch): BatchTotals {
  const rows = db
    .prepare<{ verdict: Verdict; checks: number; count: number }>(
      `SELECT verdict, checks, count(*) AS count FROM enrolment_record
       WHERE id >= @from AND id < @until AND verdict IS NOT NULL GROUP BY verdict, checks`,
    )
    .all({ from: number * placesPerBatch, until: number * placesPerBatch + records })
  const totals = startTotals()
  for (const { verdict, checks, count } of rows) countRecords(totals, verdict, unpackChecks(checks), count)
  return totals
}

/** Whether any record has authentication values. */
export function hasAuthValues(db: ReadableDb, { number, records }: Batch): boolean {
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
  { number, records }: Batch,
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
  { number }: Batch,
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

function toBatch({ totals, ...row }: RawBatch): Batch {
  return { ...row, totals: totals === null ? null : (JSON.parse(totals) as BatchTotals) }
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

function toVerdict({ verdict, change, differences, checks }: RawVerdict): StagedVerdict | null {
  return verdict === null ? null : { verdict, change, differences, checks: unpackChecks(checks) }
}

function packChecks({ isEmpIdUpdate, isAuthValueChange, isStatusChange }: CrossChecks): number {
  return (isEmpIdUpdate ? 1 : 0) + (isAuthValueChange ? 2 : 0) + (isStatusChange ? 4 : 0)
}

function unpackChecks(packed: number): CrossChecks {
  if (packed === 0) return noCrossChecks
  return { isEmpIdUpdate: (packed & 1) > 0, isAuthValueChange: (packed & 2) > 0, isStatusChange: (packed & 4) > 0 }
}

function parseErrors(errors: string | null): readonly StagedError[] {
  return errors === null ? [] : JSON.parse(errors)
}

export function parseAuthValues(authValues: string | null): AuthValues {
  return authValues === null ? [null, null, null] : JSON.parse(authValues)
}
