/** Batches: when each was staged, what its records came to, and what became of it. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { BatchTotals } from './batch-totals.ts'
import type { Consequences } from './consequences.ts'
import { placesPerBatch, removeRecords } from './staged-record-store.ts'

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
  /** What the records came to then, as a short hash. */
  preview: string | null
  /** The preview that somebody last saw: an approval applies nothing else. */
  shownPreview: string | null
  /** Null like the totals. */
  consequences: Consequences | null
  /** Sentences about the file that it was staged from. */
  warnings: string[]
  /** A supervisor's employee number; null: the owner of the data folder. */
  stagedBy: string | null
  settledBy: string | null
  stagedAtMs: number
  judgedAtMs: number | null
  settledAtMs: number | null
}

const batchColumns = `number, id, kind, state, source, records, lines, totals, preview,
  shown_preview AS shownPreview, consequences, warnings, staged_by AS stagedBy, settled_by AS settledBy,
  staged_at_ms AS stagedAtMs, judged_at_ms AS judgedAtMs, settled_at_ms AS settledAtMs`

type RawBatch = Omit<Batch, 'totals' | 'consequences' | 'warnings'> & {
  totals: string | null
  consequences: string | null
  warnings: string | null
}

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

/** What calls have left that did not end. */
export function readLeftBatches(db: ReadableDb): Batch[] {
  return db.prepare<RawBatch>(`SELECT ${batchColumns} FROM enrolment_batch WHERE state = 'staging'`).all().map(toBatch)
}

/** Rosters of one file that wait for a review. */
export function readPreviews(db: ReadableDb, source: string): Batch[] {
  return db
    .prepare<RawBatch>(
      `SELECT ${batchColumns} FROM enrolment_batch WHERE state = 'staged' AND kind = 'roster' AND source = @source`,
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
    `UPDATE enrolment_batch SET records = @records, lines = @lines, totals = NULL, preview = NULL,
       consequences = NULL, state = @state WHERE number = @number`,
  ).run({ number, records, lines, state })
}

export type Preview = { preview: string; totals: BatchTotals; consequences: Consequences }

/** @param isShown Whoever asked for it sees it now. */
export function setPreview(
  db: WritableDb,
  { number }: Batch,
  { preview, totals, consequences }: Preview,
  { atMs, isShown }: { atMs: number; isShown: boolean },
): void {
  db.prepare(
    `UPDATE enrolment_batch SET totals = @totals, preview = @preview, consequences = @consequences, judged_at_ms = @atMs
     WHERE number = @number`,
  ).run({ number, preview, totals: JSON.stringify(totals), consequences: JSON.stringify(consequences), atMs })
  if (isShown) setShown(db, { number }, preview)
}

export function setShown(db: WritableDb, { number }: Pick<Batch, 'number'>, preview: string): void {
  db.prepare('UPDATE enrolment_batch SET shown_preview = @preview WHERE number = @number').run({ number, preview })
}

export function setWarnings(db: WritableDb, { number }: Batch, warnings: readonly string[]): void {
  const text = warnings.length > 0 ? JSON.stringify(warnings) : null
  db.prepare('UPDATE enrolment_batch SET warnings = @text WHERE number = @number').run({ number, text })
}

export function setStagedBy(db: WritableDb, { number }: Batch, by: string | null): void {
  db.prepare('UPDATE enrolment_batch SET staged_by = @by WHERE number = @number').run({ number, by })
}

export function settleBatch(
  db: WritableDb,
  { number }: Batch,
  state: 'approved' | 'rejected' | 'cancelled',
  { atMs, by }: { atMs: number; by: string | null },
): void {
  db.prepare(
    `UPDATE enrolment_batch SET state = @state, settled_at_ms = @atMs, settled_by = @by WHERE number = @number`,
  ).run({ number, state, atMs, by })
}

export function removeBatch(db: WritableDb, batch: Batch): void {
  removeRecords(db, batch, 0)
  db.prepare('DELETE FROM enrolment_batch WHERE number = @number').run({ number: batch.number })
}

function toBatch({ totals, consequences, warnings, ...row }: RawBatch): Batch {
  return {
    ...row,
    totals: totals === null ? null : (JSON.parse(totals) as BatchTotals),
    consequences: consequences === null ? null : (JSON.parse(consequences) as Consequences),
    warnings: warnings === null ? [] : (JSON.parse(warnings) as string[]),
  }
}
