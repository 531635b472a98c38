/**
 * One way for every batch: judged page by page against what is stored (the preview), and judged again, compared and
 * applied in one transaction (the approval). What was shown is what is applied: where anything of it would come out
 * otherwise by now, nothing is applied and the preview is made anew, for somebody to look at before it can be approved.
 *
 * Judging and applying in one go is right because no record's judgement depends on another's being applied: ids, tuples
 * and cards that two records share make one of them a duplicate or an error, and those who leave do so last.
 */
import type { Actor } from '../audit/audit-chain.ts'
import { appendAudit } from '../audit/audit-store.ts'
import { type Batch, type Preview, setPreview, settleBatch } from '../enrolment/batch-store.ts'
import { type BatchTotals, countRecords, startTotals } from '../enrolment/batch-totals.ts'
import { type Duplicates, findDuplicates, noDuplicates } from '../enrolment/duplicates.ts'
import { eraseSealed } from '../enrolment/sealed-store.ts'
import {
  hasAuthValues,
  iterateDuplicateKeys,
  packChecks,
  readPage,
  type StagedRecord,
  type StagedVerdict,
  setVerdicts,
} from '../enrolment/staged-record-store.ts'
import { findExceeded, type Thresholds } from '../enrolment/thresholds.ts'
import { setRosterAt } from '../people/people-store.ts'
import { addNewcomers, type Newcomer } from '../people/roster-people-store.ts'
import { change } from '../store/change.ts'
import type { ReadableDb, Store, WritableDb } from '../store/database.ts'
import { computePreview } from './compute-preview.ts'
import { judgeAuthPage } from './judge-auth-page.ts'
import { judgeRosterPage, type PlacedRoster, toRosterRecord } from './judge-roster-page.ts'
import type { JudgedRecord } from './judged-record.ts'
import { recordsPerWrite } from './stage-batch.ts'

/** Records done, of all. */
export type OnRecords = (done: number, total: number) => void

export type Approval =
  /** `preview`: the name of what was applied. */
  | { type: 'approved'; totals: BatchTotals; preview: string }
  /** Too much of it would change; the whole batch is cancelled. */
  | { type: 'cancelled'; thresholdExceptions: string[] }
  /** It comes to something else than what was last shown. Nothing was applied; `totals` are those of the new preview. */
  | { type: 'stale'; totals: BatchTotals }

export type Previewing = {
  nowMs: number
  /** Whoever asked sees all of it now, and may approve it. */
  isShown: boolean
  onRecords?: OnRecords
}

/** So many records are judged between two looks at the clock and the door. */
const recordsPerTurn = 500

/** Judges the whole batch and keeps what each record comes to. In turns: a preview never makes anybody wait at the door. */
export async function previewBatch(
  store: Pick<Store, 'read' | 'transact'>,
  batch: Batch,
  previewing: Previewing,
): Promise<Preview> {
  const { onRecords = () => {} } = previewing
  const duplicates = readDuplicates(store.read, batch)
  let unwritten: { place: number; shown: StagedVerdict }[] = []
  const write = (): void => {
    const verdicts = unwritten
    unwritten = []
    change(store, (db) => setVerdicts(db, batch, verdicts))
  }
  for (let place = 0; place < batch.records; place += recordsPerTurn) {
    const page = readPage(store.read, batch, place, recordsPerTurn)
    judgePage(store.read, batch, page, duplicates).forEach(({ shown }, index) => {
      unwritten.push({ place: place + index, shown })
    })
    if (unwritten.length >= recordsPerWrite) write()
    onRecords(Math.min(place + recordsPerTurn, batch.records), batch.records)
    await new Promise((resolve) => setImmediate(resolve))
  }
  write()
  return keepPreview(store, batch, previewing)
}

/**
 * The same for a roster whose records were judged while they were written, each by itself: what is left to find are the
 * duplicates among them.
 */
export function previewStagedRoster(
  store: Pick<Store, 'read' | 'transact'>,
  batch: Batch,
  previewing: Previewing,
): Preview {
  const duplicates = readDuplicates(store.read, batch)
  if (duplicates === noDuplicates) return keepPreview(store, batch, previewing)
  const { isSkipped } = duplicates
  for (let place = 0; place < batch.records; place += recordsPerWrite) {
    const page = readPage(store.read, batch, place, recordsPerWrite).filter(({ record }) => isSkipped(record.place))
    const judged = judgeRosterPage(store.read, toPlaced(page), { isSkipped })
    const verdicts = judged.flatMap(({ shown }, index) => {
      const at = page[index]?.record.place
      return at === undefined ? [] : [{ place: at, shown }]
    })
    if (verdicts.length > 0) change(store, (db) => setVerdicts(db, batch, verdicts))
  }
  return keepPreview(store, batch, previewing)
}

function keepPreview(store: Pick<Store, 'read' | 'transact'>, batch: Batch, { nowMs, isShown }: Previewing): Preview {
  const preview = computePreview(store.read, batch)
  change(store, (db) => setPreview(db, batch, preview, { atMs: nowMs, isShown }))
  return preview
}

export type Approving = {
  nowMs: number
  thresholds: Thresholds
  /** Nobody looked at a preview: whatever the records come to now is kept as what was shown, and applied. */
  isUnseen?: boolean
  /** The name of the preview that is to be applied; absent: the one that was last shown. */
  preview?: string | undefined
  /** A refusal shows the new preview (the reference service, whose answers are all that its callers see). */
  isRefusalShown?: boolean
  onRecords?: OnRecords
  /** Who approves; absent: the owner of the data folder. */
  actor?: Actor
  /** In the transaction that applies the batch, after it was: for what has to be told of it. */
  onApplied?: (db: WritableDb, batch: Batch) => void
}

/** Applies the batch if it comes out as it was shown and no threshold is exceeded. Settled, durably, when this resolves. */
export async function applyBatch(
  store: Pick<Store, 'read' | 'transact'>,
  batch: Batch,
  approving: Approving,
): Promise<Approval> {
  const { nowMs, thresholds, isRefusalShown = false } = approving
  const by = nameActor(approving.actor)
  const duplicates = readDuplicates(store.read, batch)
  // A roster's records were judged each by itself, as if none of them were a duplicate.
  const isHalfJudged = approving.isUnseen && batch.kind === 'roster' && duplicates !== noDuplicates
  if (isHalfJudged) previewStagedRoster(store, batch, { nowMs, isShown: true })
  const applied = store.transact<Preview, Exclude<Approval, { type: 'approved' }>['type']>((db) => {
    const preview = applyPages(db, batch, duplicates, approving)
    if (preview === null) return { ok: false, refusal: 'stale' }
    const { totals } = preview
    if (findExceeded(totals, thresholds).length > 0) return { ok: false, refusal: 'cancelled' }
    settleBatch(db, batch, 'approved', { atMs: nowMs, by })
    if (batch.kind === 'roster') setRosterAt(db, nowMs)
    approving.onApplied?.(db, batch)
    noteSettled(db, batch, 'batch.approve', { ...approving, totals })
    return { ok: true, value: preview }
  })
  if (applied.ok) return { type: 'approved', totals: applied.value.totals, preview: applied.value.preview }
  const known = batch.totals !== null && applied.refusal === 'cancelled' ? batch.totals : null
  const totals = known ?? (await previewBatch(store, batch, { nowMs, isShown: isRefusalShown })).totals
  if (applied.refusal === 'stale') return { type: 'stale', totals }
  store.transact((db) => {
    settleBatch(db, batch, 'cancelled', { atMs: nowMs, by })
    noteSettled(db, batch, 'batch.cancel', { ...approving, totals })
    return { ok: true, value: null }
  })
  return { type: 'cancelled', thresholdExceptions: findExceeded(totals, thresholds) }
}

/** A supervisor's employee number; null: the owner of the data folder. */
export function nameActor(actor: Actor = { type: 'owner' }): string | null {
  return actor.type === 'supervisor' ? actor.employeeNumber : null
}

/**
 * What became of a batch, in the audit trail; call it in the transaction that settles it, last: what the batch had kept of
 * authentication values is erased.
 */
export function noteSettled(
  db: WritableDb,
  batch: Batch,
  action: 'batch.approve' | 'batch.cancel' | 'batch.reject',
  { nowMs, actor = { type: 'owner' }, totals }: { nowMs: number; actor?: Actor; totals: BatchTotals | null },
): void {
  const { id, kind, source, records } = batch
  if (kind === 'auth') eraseSealed(db, batch)
  appendAudit(db, { atMs: nowMs, actor, action, subject: id, content: { kind, source, records, totals } })
}

/** Null: something comes out otherwise than it was shown, or was never shown. */
function applyPages(
  db: WritableDb,
  batch: Batch,
  duplicates: Duplicates,
  { nowMs, isUnseen = false, preview: asked = batch.shownPreview ?? undefined, onRecords = () => {} }: Approving,
): Preview | null {
  if (!isUnseen && (batch.totals === null || asked === undefined || batch.preview !== asked)) return null
  // The records stand as they were judged then, which is looked at one by one; what comes of all of them together is not.
  const preview = computePreview(db, batch)
  if (!isUnseen && preview.preview !== asked) return null
  const totals = startTotals()
  const leftForLast: number[] = []
  for (let place = 0; place < batch.records; place += recordsPerTurn) {
    const page = readPage(db, batch, place, recordsPerTurn)
    const judged = judgePage(db, batch, page, duplicates)
    for (const [index, { shown }] of judged.entries()) {
      if (!isSame(shown, page[index]?.shown ?? null)) {
        if (!isUnseen) return null
        setVerdicts(db, batch, [{ place: place + index, shown }])
      }
      countRecords(totals, shown.verdict, shown.checks)
    }
    applyInOrder(
      db,
      judged.filter(({ isAppliedLast }) => !isAppliedLast),
      nowMs,
    )
    if (judged.some(({ isAppliedLast }) => isAppliedLast)) leftForLast.push(place)
    onRecords(Math.min(place + recordsPerTurn, batch.records), batch.records)
  }
  for (const place of leftForLast) {
    const page = readPage(db, batch, place, recordsPerTurn)
    const judged = judgePage(db, batch, page, duplicates)
    applyInOrder(
      db,
      judged.filter(({ isAppliedLast }) => isAppliedLast),
      nowMs,
    )
  }
  const applied = { ...preview, totals }
  if (isUnseen) setPreview(db, batch, applied, { atMs: nowMs, isShown: true })
  return applied
}

/** One after the other; those among them who are new, and stand together, together. */
function applyInOrder(db: WritableDb, judged: readonly JudgedRecord[], nowMs: number): void {
  let newcomers: Newcomer[] = []
  const addWaiting = (): void => {
    if (newcomers.length > 0) addNewcomers(db, newcomers, nowMs)
    newcomers = []
  }
  for (const { apply } of judged) {
    if (apply?.type === 'newcomer') newcomers.push(apply.newcomer)
    if (apply?.type !== 'change') continue
    addWaiting()
    apply.change(db, nowMs)
  }
  addWaiting()
}

function judgePage(
  db: ReadableDb,
  batch: Batch,
  page: readonly { record: StagedRecord }[],
  duplicates: Duplicates,
): JudgedRecord[] {
  switch (batch.kind) {
    case 'auth':
      return judgeAuthPage(
        db,
        page.map(({ record }) => record),
        duplicates,
      )
    case 'roster':
      return judgeRosterPage(db, toPlaced(page), duplicates)
  }
}

function toPlaced(page: readonly { record: StagedRecord }[]): PlacedRoster[] {
  return page.map(({ record }) => ({ place: record.place, record: toRosterRecord(record) }))
}

/** Of a roster's records, which are one per person, only authentication values make duplicates; most rosters have none. */
function readDuplicates(db: ReadableDb, batch: Batch): Duplicates {
  if (batch.kind === 'roster' && !hasAuthValues(db, batch)) return noDuplicates
  return findDuplicates(iterateDuplicateKeys(db, batch, batch.kind === 'auth'))
}

function isSame(left: StagedVerdict, right: StagedVerdict | null): boolean {
  return (
    right !== null &&
    left.verdict === right.verdict &&
    left.change === right.change &&
    left.differences === right.differences &&
    packChecks(left.checks) === packChecks(right.checks)
  )
}
