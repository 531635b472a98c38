/** Brings people and cards up to date from a roster file: staged and judged as a batch, and applied when approved. */
import type { ImportReport } from '../contract/contract.ts'
import { authKey, hideAuthValues } from '../enrolment/auth-record.ts'
import type { Batch } from '../enrolment/batch-store.ts'
import type { BatchTotals } from '../enrolment/batch-totals.ts'
import { noDuplicates } from '../enrolment/duplicates.ts'
import { countFilled, createRosterFold, type RecordShelf, type RosterRecord } from '../enrolment/fold-roster.ts'
import { packRosterContent } from '../enrolment/roster-content.ts'
import type { AuthValues } from '../enrolment/roster-entry.ts'
import { streamRosterFile } from '../enrolment/roster-file.ts'
import { iterateShown, putRecords, readRecord, type StagedRecord } from '../enrolment/staged-record-store.ts'
import { findExceeded, type Thresholds } from '../enrolment/thresholds.ts'
import { type AuthHashing, openAuthHash } from '../staging/auth-hash.ts'
import { inTurn } from '../staging/batch-turns.ts'
import { judgeRosterPage, toRosterRecord } from '../staging/judge-roster-page.ts'
import { applyBatch, type OnRecords, previewStagedRoster } from '../staging/review-batch.ts'
import { change, dropBatch, keepBatch, recordsPerWrite, startBatch } from '../staging/stage-batch.ts'
import type { Store } from '../store/database.ts'

export type RosterImport = {
  store: Pick<Store, 'read' | 'transact' | 'folder'>
  /** Path of the roster. */
  file: string
  /** Without approval nothing is changed; the batch waits for one. */
  isApproved: boolean
  nowMs: number
  thresholds?: Thresholds
  onProgress?: (progress: ImportProgress) => void
}

/** Bytes while the file is read, records afterwards. */
export type ImportProgress = { step: 'read' | 'judge' | 'apply'; done: number; total: number }

export type RosterImported =
  /** `batch`: its id, under which it can be shown, and approved if it was not yet. */
  { type: 'imported'; report: ImportReport; batch: string } | { type: 'wrong'; message: string }

/**
 * Imports `file`. What is applied is what is reported: an approved import is judged and applied in one transaction, so
 * nothing can change between the two. Authentication values are secrets: they are checked, and only their keyed hashes
 * are kept.
 */
export function importRoster(given: RosterImport): Promise<RosterImported> {
  const { store, isApproved, nowMs, thresholds = {}, onProgress } = given
  return inTurn(store, async () => {
    const staged = await stageRoster(given)
    if (staged.type === 'wrong') return staged
    const { batch } = staged
    const onRecords: OnRecords = (done, total) => onProgress?.({ step: isApproved ? 'apply' : 'judge', done, total })
    if (!isApproved) {
      const totals = previewStagedRoster(store, batch, nowMs)
      onRecords(batch.records, batch.records)
      return imported(store, batch, totals, false, findExceeded(totals, thresholds))
    }
    const approval = await applyBatch(store, batch, { nowMs, thresholds, isUnseen: true, onRecords })
    switch (approval.type) {
      case 'approved':
        return imported(store, batch, approval.totals, true, [])
      case 'cancelled':
        return { type: 'wrong', message: approval.thresholdExceptions.join(' ') }
      case 'stale':
        throw new Error('what nobody saw cannot be out of date')
    }
  })
}

type RosterStaged = { type: 'staged'; batch: Batch } | { type: 'wrong'; message: string }

/** Folds the file into records and writes those, a few thousand at a time. */
async function stageRoster(given: RosterImport): Promise<RosterStaged> {
  const { store, file, nowMs, onProgress } = given
  const batch = startBatch(store, { id: null, kind: 'roster', source: file }, nowMs)
  const shelf = createStoreShelf(store, batch)
  const secrets = createHiding(store)
  const fold = createRosterFold(shelf, secrets.hide)
  try {
    const read = await streamRosterFile(file, {
      onBytes: (done, total) => onProgress?.({ step: 'read', done, total }),
      onEntry: (entry) => {
        fold.add(entry)
        if (shelf.countUnwritten() >= recordsPerWrite) shelf.write()
      },
      afterPiece: () => new Promise((resolve) => setImmediate(resolve)),
    })
    const fault = read.type === 'wrong' ? read : secrets.fault()
    if (fault) {
      dropBatch(store, batch)
      return fault
    }
    shelf.write()
    return {
      type: 'staged',
      batch: keepBatch(store, batch, { records: fold.count(), lines: fold.count(), isShown: true }),
    }
  } catch (error) {
    dropBatch(store, batch)
    throw error
  }
}

/** The key is opened where the first value needs it: most rosters have none. */
function createHiding(store: RosterImport['store']) {
  let hashing: AuthHashing | null = null
  return {
    hide: (values: AuthValues): AuthValues => {
      if (values.every((value) => value === null)) return values
      hashing ??= openAuthHash(store)
      return hashing.type === 'ready' ? hideAuthValues(values, hashing.hash) : [null, null, null]
    },
    fault: () => (hashing?.type === 'wrong' ? hashing : null),
  }
}

/** Records lie in memory until they are written, and are read again where a later line speaks of the same person. */
function createStoreShelf(store: Pick<Store, 'read' | 'transact'>, batch: Batch) {
  let next = 0
  const unwritten = new Map<number, RosterRecord>()
  const shelf: RecordShelf & { countUnwritten: () => number; write: () => void } = {
    add: (record) => {
      unwritten.set(next, record)
      next += 1
    },
    take: (place) => {
      const known = unwritten.get(place)
      if (known) return known
      const staged = readRecord(store.read, batch, place)
      if (!staged) throw new Error('what was written is there')
      const record = toRosterRecord(staged)
      unwritten.set(place, record)
      return record
    },
    countUnwritten: () => unwritten.size,
    write: () => {
      const page = [...unwritten].map(([place, record]) => ({ place, record }))
      unwritten.clear()
      const judged = judgeRosterPage(store.read, page, noDuplicates)
      const records = page.map(({ place, record }, index) => ({
        record: toStaged(record, place),
        shown: judged[index]?.shown ?? null,
      }))
      change(store, (db) => putRecords(db, batch, records))
    },
  }
  return shelf
}

function toStaged(record: RosterRecord, place: number): StagedRecord {
  const { employeeNumber, line, authValues, errors } = record
  return {
    place,
    line,
    employeeId: employeeNumber,
    authValues,
    // Only those who share authentication values are compared by it.
    filled: authKey(authValues) === null ? 0 : countFilled(record),
    content: packRosterContent(record),
    errors,
  }
}

function imported(
  store: Pick<Store, 'read'>,
  batch: Batch,
  totals: BatchTotals,
  isApplied: boolean,
  thresholdExceptions: string[],
): RosterImported {
  const errors: ImportReport['errors'] = []
  const people: ImportReport['people'] = []
  for (const { employeeId, change: word, errors: found } of iterateShown(store.read, batch)) {
    for (const error of found) errors.push(error)
    if (employeeId !== null) people.push({ employeeNumber: employeeId, change: word })
  }
  errors.sort((left, right) => left.line - right.line)
  const { totalRecords, totalNew, totalUpdates, totalErrors, totalNoChange, totalDuplicates } = totals
  const counted = { totalRecords, totalNew, totalUpdates, totalErrors, totalNoChange, totalDuplicates }
  const report: ImportReport = {
    ...counted,
    isApplied,
    errors,
    people,
    ...(thresholdExceptions.length > 0 && { thresholdExceptions }),
  }
  return { type: 'imported', report, batch: batch.id }
}
