/**
 * One way for every batch: judged page by page against what is stored (the preview), and judged again, compared and
 * applied in one transaction (the approval). What was shown is what is applied: where anything of it would come out
 * otherwise by now, nothing is applied and the preview is made anew.
 *
 * Judging and applying in one go is right because no record's judgement depends on another's being applied: ids, tuples
 * and cards that two records share make one of them a duplicate or an error.
 */
import type { Actor } from '../audit/audit-chain.ts'
import { appendAudit } from '../audit/audit-store.ts'
import { type BatchTotals, countRecord, startTotals } from '../enrolment/batch-totals.ts'
import { type Duplicates, findDuplicates } from '../enrolment/duplicates.ts'
import {
  type Batch,
  iterateDuplicateKeys,
  putVerdicts,
  readPage,
  type StagedRecord,
  type StagedVerdict,
  setPreview,
  settleBatch,
} from '../enrolment/enrolment-store.ts'
import { findExceeded, type Thresholds } from '../enrolment/thresholds.ts'
import { setRosterAt } from '../people/people-store.ts'
import type { ReadableDb, Store, WritableDb } from '../store/database.ts'
import { judgeAuthPage } from './judge-auth-page.ts'
import { judgeRosterPage } from './judge-roster-page.ts'
import type { JudgedRecord } from './judged-record.ts'

/** Records done, of all. */
export type OnRecords = (done: number, total: number) => void

export type Approval =
  | { type: 'approved'; totals: BatchTotals }
  /** Too much of it would change; the whole batch is cancelled. */
  | { type: 'cancelled'; thresholdExceptions: string[] }
  /** What it would be applied to has changed. Nothing was applied; `totals` are those of the new preview. */
  | { type: 'stale'; totals: BatchTotals }

/** So many records are judged between two looks at the clock and the door. */
const recordsPerTurn = 500
/** So many verdicts are made durable at once. */
const verdictsPerTransaction = 5000

/** Judges the whole batch and keeps what each record comes to. In turns: a preview never makes anybody wait at the door. */
export async function previewBatch(
  store: Pick<Store, 'read' | 'transact'>,
  batch: Batch,
  nowMs: number,
  onRecords: OnRecords = () => {},
): Promise<BatchTotals> {
  const duplicates = readDuplicates(store.read, batch)
  const totals = startTotals()
  let unwritten: (StagedVerdict & { place: number })[] = []
  const write = (): void => {
    const verdicts = unwritten
    unwritten = []
    store.transact((db) => {
      putVerdicts(db, batch, verdicts)
      if (totals.totalRecords === batch.records) setPreview(db, batch, totals, nowMs)
      return { ok: true, value: null }
    })
  }
  for (let place = 0; place < batch.records; place += recordsPerTurn) {
    const page = readPage(store.read, batch, place, recordsPerTurn)
    judgePage(store.read, batch, page, duplicates).forEach(({ shown, checks }, index) => {
      unwritten.push({ place: place + index, ...shown })
      countRecord(totals, shown.verdict, checks)
    })
    if (unwritten.length >= verdictsPerTransaction) write()
    onRecords(Math.min(place + recordsPerTurn, batch.records), batch.records)
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (unwritten.length > 0 || batch.records === 0) write()
  return totals
}

export type Approving = {
  nowMs: number
  thresholds: Thresholds
  /** Nobody looked at a preview: whatever the records come to now is kept as what was shown, and applied. */
  isUnseen?: boolean
  onRecords?: OnRecords
  /** Who approves; absent: the owner of the data folder. */
  actor?: Actor
}

/** Applies the batch if it comes out as it was shown and no threshold is exceeded. Settled, durably, when this resolves. */
export async function applyBatch(
  store: Pick<Store, 'read' | 'transact'>,
  batch: Batch,
  approving: Approving,
): Promise<Approval> {
  const { nowMs, thresholds } = approving
  const duplicates = readDuplicates(store.read, batch)
  const applied = store.transact<BatchTotals, Exclude<Approval, { type: 'approved' }>['type']>((db) => {
    const totals = applyPages(db, batch, duplicates, approving)
    if (totals === null) return { ok: false, refusal: 'stale' }
    if (findExceeded(totals, thresholds).length > 0) return { ok: false, refusal: 'cancelled' }
    settleBatch(db, batch, 'approved', nowMs)
    if (batch.kind === 'roster') setRosterAt(db, nowMs)
    noteSettled(db, batch, 'batch.approve', { ...approving, totals })
    return { ok: true, value: totals }
  })
  if (applied.ok) return { type: 'approved', totals: applied.value }
  const totals = batch.totals !== null && applied.refusal === 'cancelled' ? batch.totals : null
  const shown = totals ?? (await previewBatch(store, batch, nowMs))
  if (applied.refusal === 'stale') return { type: 'stale', totals: shown }
  store.transact((db) => {
    settleBatch(db, batch, 'cancelled', nowMs)
    noteSettled(db, batch, 'batch.cancel', { ...approving, totals: shown })
    return { ok: true, value: null }
  })
  return { type: 'cancelled', thresholdExceptions: findExceeded(shown, thresholds) }
}

/** What became of a batch, in the audit trail; call it in the transaction that settles it. */
export function noteSettled(
  db: WritableDb,
  { id, kind, source, records }: Batch,
  action: 'batch.approve' | 'batch.cancel' | 'batch.reject',
  { nowMs, actor = { type: 'owner' }, totals }: { nowMs: number; actor?: Actor; totals: BatchTotals | null },
): void {
  appendAudit(db, { atMs: nowMs, actor, action, subject: id, content: { kind, source, records, totals } })
}

/** Null: something came out otherwise than it was shown, or was never shown. */
function applyPages(
  db: WritableDb,
  batch: Batch,
  duplicates: Duplicates,
  { nowMs, isUnseen = false, onRecords = () => {} }: Approving,
): BatchTotals | null {
  if (batch.totals === null && !isUnseen) return null
  const totals = startTotals()
  for (let place = 0; place < batch.records; place += recordsPerTurn) {
    const page = readPage(db, batch, place, recordsPerTurn)
    const judged = judgePage(db, batch, page, duplicates)
    for (const [index, { shown, checks, apply }] of judged.entries()) {
      if (!isUnseen && !isSame(shown, page[index]?.shown ?? null)) return null
      countRecord(totals, shown.verdict, checks)
      apply?.(db, nowMs)
    }
    if (isUnseen)
      putVerdicts(
        db,
        batch,
        judged.map(({ shown }, index) => ({ place: place + index, ...shown })),
      )
    onRecords(Math.min(place + recordsPerTurn, batch.records), batch.records)
  }
  if (isUnseen) setPreview(db, batch, totals, nowMs)
  return totals
}

function judgePage(
  db: ReadableDb,
  batch: Batch,
  page: readonly { record: StagedRecord }[],
  duplicates: Duplicates,
): JudgedRecord[] {
  const records = page.map(({ record }) => record)
  switch (batch.kind) {
    case 'auth':
      return judgeAuthPage(db, records, duplicates)
    case 'roster':
      return judgeRosterPage(db, records, duplicates)
  }
}

function readDuplicates(db: ReadableDb, batch: Batch): Duplicates {
  return findDuplicates(iterateDuplicateKeys(db, batch, batch.kind === 'auth'))
}

function isSame(left: StagedVerdict, right: StagedVerdict | null): boolean {
  return (
    right !== null &&
    left.verdict === right.verdict &&
    left.change === right.change &&
    left.differences === right.differences
  )
}
