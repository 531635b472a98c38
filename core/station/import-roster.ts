/** Brings people and cards up to date from a roster file: staged and judged as a batch, and applied when approved. */
import type { Actor } from '../audit/audit-chain.ts'
import { appendAudit } from '../audit/audit-store.ts'
import type { ImportReport } from '../contract/contract.ts'
import { authKey, hideAuthValues } from '../enrolment/auth-record.ts'
import { type Batch, findBatch, setStagedBy, setWarnings } from '../enrolment/batch-store.ts'
import type { BatchTotals } from '../enrolment/batch-totals.ts'
import { type Consequences, noConsequences } from '../enrolment/consequences.ts'
import { sayMarkedCards } from '../enrolment/differences.ts'
import { noDuplicates } from '../enrolment/duplicates.ts'
import { countFilled, createRosterFold, type RecordShelf, type RosterRecord } from '../enrolment/fold-roster.ts'
import { packRosterContent } from '../enrolment/roster-content.ts'
import type { AuthValues } from '../enrolment/roster-entry.ts'
import { streamRosterFile } from '../enrolment/roster-file.ts'
import { iterateShown, putRecords, readRecord, type StagedRecord } from '../enrolment/staged-record-store.ts'
import { createStatusWords, type StatusWords } from '../enrolment/status-words.ts'
import { findExceeded, type Thresholds } from '../enrolment/thresholds.ts'
import { type AuthHashing, openAuthHash } from '../staging/auth-hash.ts'
import { inTurn } from '../staging/batch-turns.ts'
import { judgeRosterPage, toRosterRecord } from '../staging/judge-roster-page.ts'
import { applyBatch, nameActor, type OnRecords, previewStagedRoster } from '../staging/review-batch.ts'
import { countPerWrite, dropBatch, keepBatch, startBatch } from '../staging/stage-batch.ts'
import { change } from '../store/change.ts'
import type { Store } from '../store/database.ts'
import { requireRoom } from '../store/give-back-log.ts'
import { toStorageFault } from '../store/storage-fault.ts'

export type RosterImport = {
  store: Pick<Store, 'read' | 'transact' | 'folder'> & Partial<Pick<Store, 'giveBackLog'>>
  /** Path of the roster. */
  file: string
  /** What the batch is said to be from; absent: the file. A preview of the same source gives way to this one. */
  source?: string
  /** Without approval nothing is changed; the batch waits for one. */
  isApproved: boolean
  nowMs: number
  /** Who imports; absent: the owner of the data folder. */
  actor?: Actor
  thresholds?: Thresholds
  onProgress?: (progress: ImportProgress) => void
}

/** Bytes while the file is read, records afterwards. */
export type ImportProgress = { step: 'read' | 'judge' | 'apply'; done: number; total: number }

export type RosterImported =
  /**
   * `batch`: its id, under which it can be shown, and approved if it was not yet; `preview`: the name of what it comes to.
   * Null: the file holds nobody, and nothing waits.
   */
  | { type: 'imported'; report: ImportReport; batch: string | null; preview: string | null }
  /** Thresholds are exceeded; nothing was applied, and the batch is settled. */
  | { type: 'cancelled'; report: ImportReport; batch: string }
  | { type: 'wrong'; message: string }

/**
 * Imports `file`. What is applied is what is reported: an approved import is judged and applied in one transaction, so
 * nothing can change between the two. Authentication values are secrets: they are checked, and only their keyed hashes
 * are kept.
 */
export function importRoster(given: RosterImport): Promise<RosterImported> {
  const { store, isApproved, nowMs, actor, thresholds = {}, onProgress } = given
  return inTurn(store, async () => {
    const staged = await stageRoster(given)
    if (staged.type === 'wrong') return staged
    const { batch, words } = staged
    const onRecords: OnRecords = (done, total) => onProgress?.({ step: isApproved ? 'apply' : 'judge', done, total })
    if (!isApproved) {
      const { totals, preview, consequences } = previewStagedRoster(store, batch, { nowMs, isShown: true })
      onRecords(batch.records, batch.records)
      const report = composeReport(store, batch, { words, totals, consequences })
      const exceeded = findExceeded(totals, thresholds)
      if (exceeded.length > 0) report.thresholdExceptions = exceeded
      const waits = batch.records > 0 ? { batch: batch.id, preview } : { batch: null, preview: null }
      if (batch.records === 0) dropBatch(store, batch)
      return { type: 'imported', report, ...waits }
    }
    const approving = { nowMs, thresholds, isUnseen: true, onRecords, ...(actor && { actor }) }
    const approval = await applyBatch(store, batch, approving).catch((error: unknown) => {
      // Nobody asked for a preview, and what lies there takes the disk from whoever taps.
      takeAway(store, batch)
      throw error
    })
    const { totals, consequences } = findBatch(store.read, batch.id) ?? batch
    if (totals === null) throw new Error('what was settled was judged')
    const report = composeReport(store, batch, { words, totals, consequences: consequences ?? noConsequences })
    switch (approval.type) {
      case 'approved':
        return {
          type: 'imported',
          report: { ...report, isApplied: true },
          batch: batch.id,
          preview: approval.preview,
        }
      case 'cancelled':
        return {
          type: 'cancelled',
          report: { ...report, thresholdExceptions: approval.thresholdExceptions },
          batch: batch.id,
        }
      case 'stale':
        throw new Error('what nobody saw cannot be out of date')
    }
  })
}

type RosterStaged = { type: 'staged'; batch: Batch; words: StatusWords } | { type: 'wrong'; message: string }

/** Folds the file into records and writes those, a few thousand at a time. */
async function stageRoster(given: RosterImport): Promise<RosterStaged> {
  const { store, file, source = file, nowMs, actor = { type: 'owner' }, onProgress } = given
  const batch = startBatch(store, { id: null, kind: 'roster', source }, nowMs)
  const shelf = createStoreShelf(store, batch)
  const secrets = createHiding(store)
  const words = createStatusWords()
  const perWrite = countPerWrite(store)
  const fold = createRosterFold(shelf, secrets.hide)
  try {
    const read = await streamRosterFile(file, {
      onBytes: (done, total) => onProgress?.({ step: 'read', done, total }),
      onEntry: (entry) => {
        words.hear(entry)
        fold.add(entry)
        if (shelf.countUnwritten() >= perWrite) shelf.write()
      },
      afterPiece: () => new Promise((resolve) => setImmediate(resolve)),
    })
    const fault = read.type === 'wrong' ? read : secrets.fault()
    if (fault) {
      dropBatch(store, batch)
      return fault
    }
    shelf.write()
    const records = fold.count()
    const kept = keepBatch(store, batch, { records, lines: records, isShown: true }, (db, { id }) => {
      setStagedBy(db, batch, nameActor(actor))
      setWarnings(db, batch, words.sayUnknown())
      if (records === 0) return
      const content = { source, records, added: records }
      appendAudit(db, { atMs: nowMs, actor, action: 'batch.stage', subject: id, content })
    })
    return { type: 'staged', batch: kept, words }
  } catch (error) {
    takeAway(store, batch)
    throw error
  }
}

/** After something failed, which is what is to be heard of. What is left of the batch goes with the next one. */
function takeAway(store: RosterImport['store'], batch: Batch): void {
  try {
    dropBatch(store, batch)
  } catch (error) {
    if (!toStorageFault(error, store.folder)) throw error
  }
  store.giveBackLog?.()
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

/** So many are written without a look at how much room is left. */
const fewRecords = 250

/** Records lie in memory until they are written, and are read again where a later line speaks of the same person. */
function createStoreShelf(store: RosterImport['store'], batch: Batch) {
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
      // A few people are a change like any other.
      if (next > fewRecords) requireRoom(store.folder)
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

function composeReport(
  store: Pick<Store, 'read'>,
  batch: Batch,
  { words, totals, consequences }: { words: StatusWords; totals: BatchTotals; consequences: Consequences },
): ImportReport {
  const errors: ImportReport['errors'] = []
  const people: ImportReport['people'] = []
  const warnings: ImportReport['warnings'] = []
  for (const { line, employeeId, change: word, errors: found, differences, checks } of iterateShown(
    store.read,
    batch,
  )) {
    for (const error of found) errors.push(error)
    if (employeeId === null) continue
    people.push({ employeeNumber: employeeId, change: word })
    if (checks.isBecomingInactive || checks.isStayingInactive) words.count(employeeId)
    for (const reason of sayMarkedCards(differences)) warnings.push({ line, reason })
  }
  errors.sort((left, right) => left.line - right.line)
  const { totalRecords, totalNew, totalUpdates, totalErrors, totalNoChange, totalDuplicates } = totals
  const counted = { totalRecords, totalNew, totalUpdates, totalErrors, totalNoChange, totalDuplicates }
  const ofFile = words.sayCounted().map((reason) => ({ line: null, reason }))
  return { ...counted, isApplied: false, errors, people, ...consequences, warnings: [...ofFile, ...warnings] }
}
