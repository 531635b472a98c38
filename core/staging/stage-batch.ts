/** Opens a batch for staging, keeps only what was staged whole, and throws away what nobody needs any more. */
import { randomUUID } from 'node:crypto'
import {
  addBatch,
  type Batch,
  type BatchKind,
  readLeftBatches,
  readPreviews,
  readSettledBatches,
  removeBatch,
  setBatchSize,
} from '../enrolment/batch-store.ts'
import { removeRecords, removeSomeRecords } from '../enrolment/staged-record-store.ts'
import { change } from '../store/change.ts'
import type { Store, WritableDb } from '../store/database.ts'
import { isDiskTight } from '../store/give-back-log.ts'

/** What each record of a settled batch came to can be looked at for so long (ours); its totals stay. */
const recordsKeptMs = 90 * 24 * 60 * 60 * 1000

/** So many records are written at once: a tap waits no longer than that. */
export const recordsPerWrite = 5000

/** The same, and fewer on a disk that could not hold so many twice, in the log and in the file. */
export function countPerWrite({ folder }: Pick<Store, 'folder'>): number {
  return isDiskTight(folder) ? 250 : recordsPerWrite
}

/**
 * Starts a batch that nobody sees until `keepBatch`. Meanwhile staging has its turn alone, so what is still unfinished was
 * left by a call that did not end, and goes.
 *
 * @param id Null: a new one.
 */
export function startBatch(
  store: Pick<Store, 'read' | 'transact' | 'folder'>,
  batch: { id: string | null; kind: BatchKind; source: string | null },
  nowMs: number,
): Batch {
  for (const left of readLeftBatches(store.read)) dropBatch(store, left)
  return change(store, (db) => {
    for (const settled of readSettledBatches(db, nowMs - recordsKeptMs)) removeRecords(db, settled, 0)
    return addBatch(db, { ...batch, id: batch.id ?? randomUUID(), stagedAtMs: nowMs })
  })
}

/**
 * What was written is the batch's from now on; it is judged next. Nobody sees one that is only tried. An unsettled preview of
 * the same roster file goes: this one replaces it, now that it could be read.
 *
 * @param note Called in the same transaction.
 */
export function keepBatch(
  store: Pick<Store, 'transact'>,
  batch: Batch,
  { records, lines, isShown }: { records: number; lines: number; isShown: boolean },
  note: (db: WritableDb, kept: Batch) => void = () => {},
): Batch {
  const kept: Batch = { ...batch, state: isShown ? 'staged' : 'staging', records, lines, totals: null }
  change(store, (db) => {
    setBatchSize(db, kept, records, lines)
    if (kept.kind === 'roster' && kept.source !== null) {
      for (const earlier of readPreviews(db, kept.source)) if (earlier.number !== kept.number) removeBatch(db, earlier)
    }
    note(db, kept)
  })
  return kept
}

/** As if it had never been. Bit by bit: a full disk has no room for a log of all of it. */
export function dropBatch(store: Pick<Store, 'transact' | 'folder'>, batch: Batch): void {
  const count = countPerWrite(store)
  // Whatever stops this, nobody sees half of it, and the next batch ends it.
  change(store, (db) => setBatchSize(db, { ...batch, state: 'staging' }, batch.records, batch.lines))
  while (change(store, (db) => removeSomeRecords(db, batch, count)) > 0);
  change(store, (db) => removeBatch(db, batch))
}
