/** What waits for approval, what an approval would change, and approving or rejecting it. */

import type { Actor } from '../audit/audit-chain.ts'
import { type Batch, type BatchState, findBatch, readBatches, setShown, settleBatch } from '../enrolment/batch-store.ts'
import type { Verdict } from '../enrolment/batch-totals.ts'
import type { Difference } from '../enrolment/differences.ts'
import { readFileLogId } from '../enrolment/stage-request.ts'
import { iterateShown, readConcerned, readShownPage, type ShownRecord } from '../enrolment/staged-record-store.ts'
import { findExceeded, type Thresholds } from '../enrolment/thresholds.ts'
import { change } from '../store/change.ts'
import type { Store } from '../store/database.ts'
import { inTurn } from './batch-turns.ts'
import { type Approval, type Approving, applyBatch, nameActor, noteSettled, previewBatch } from './review-batch.ts'

/** A batch, and the sentences of the thresholds that it exceeds: approving it would cancel it. */
export type BatchSummary = Omit<Batch, 'number' | 'lines' | 'shownPreview'> & { thresholdExceptions: string[] }

/** What is shown of one record of a batch. */
export type ShownPerson = Pick<ShownRecord, 'line' | 'employeeId' | 'change' | 'errors'> & {
  differences: Pick<Difference, 'field' | 'before' | 'after'>[]
}

/** No batch has this id, or none that was staged to its end. */
type Unknown = { type: 'unknown-batch' }
/** It was approved, rejected or cancelled before. */
type NotOpen = { type: 'not-open'; state: BatchState }

/** The newest first. */
export function listBatches(store: Pick<Store, 'read'>, thresholds: Thresholds): BatchSummary[] {
  return readBatches(store.read).map((batch) => summarise(batch, thresholds))
}

/** Null: no batch has this id, or none that was staged to its end. */
export function findBatchSummary(store: Pick<Store, 'read'>, id: string, thresholds: Thresholds): BatchSummary | null {
  const batch = findStaged(store, id)
  return batch && summarise(batch, thresholds)
}

/** `content`: the record as it is kept, by the kind of its batch. */
export type ShownPlace = ShownPerson & { place: number; verdict: Verdict; content: string }

/** Some records of a preview, those after a place in input order: for whoever looks at a large batch a screen at a time. */
export function showRecords(
  store: Pick<Store, 'read'>,
  id: string,
  { preview, verdict, after, limit }: { preview: string; verdict: Verdict | null; after: number; limit: number },
): { type: 'records'; kind: Batch['kind']; records: ShownPlace[]; isLast: boolean } | { type: 'stale' } | Unknown {
  const batch = findStaged(store, id)
  if (!batch) return { type: 'unknown-batch' }
  if (batch.preview !== preview) return { type: 'stale' }
  const page = readShownPage(store.read, batch, { verdict, after, limit })
  const records = page.map((record) => {
    const { place, verdict: comesTo, content } = record
    return { ...toPerson(record), place, verdict: comesTo, content }
  })
  return { type: 'records', kind: batch.kind, records, isLast: page.length < limit }
}

/** Whom approving a batch would make inactive, or leave without time profiles: the first of them, by employee number. */
export function listConcerned(
  store: Pick<Store, 'read'>,
  id: string,
  limit: number,
): { becomeInactive: string[]; loseTimeProfiles: string[] } {
  const batch = findStaged(store, id)
  const list = (what: 'becomeInactive' | 'loseTimeProfiles'): string[] =>
    (batch?.consequences?.[what] ?? 0) > 0 && batch ? readConcerned(store.read, batch, { what, limit }) : []
  return { becomeInactive: list('becomeInactive'), loseTimeProfiles: list('loseTimeProfiles') }
}

/**
 * A batch with every record of it and what would change, one after the other in input order. The records of a batch that
 * was settled long ago are gone; its totals stay. A batch whose staging was cut short is judged first. When somebody has seen
 * all of it, `noteShown` says so: before that it cannot be approved.
 */
export async function showBatch(
  store: Pick<Store, 'read' | 'transact'>,
  id: string,
  { nowMs, thresholds }: { nowMs: number; thresholds: Thresholds },
): Promise<{ type: 'batch'; batch: BatchSummary; people: Generator<ShownPerson> } | Unknown> {
  return inTurn(store, async () => {
    const batch = findStaged(store, id)
    if (!batch) return { type: 'unknown-batch' }
    if (batch.totals === null) await previewBatch(store, batch, { nowMs, isShown: false })
    const judged = findStaged(store, id) ?? batch
    return { type: 'batch', batch: summarise(judged, thresholds), people: toPeople(iterateShown(store.read, judged)) }
  })
}

/** Somebody has seen this preview of a batch. Nothing where it comes to something else by now. */
export async function noteShown(store: Pick<Store, 'read' | 'transact'>, id: string, preview: string): Promise<void> {
  return inTurn(store, async () => {
    const batch = findStaged(store, id)
    const isNews = batch?.state === 'staged' && batch.preview === preview && batch.shownPreview !== preview
    if (isNews) change(store, (db) => setShown(db, batch, preview))
  })
}

/**
 * Processes a batch: applies what was shown, all of it or nothing. “If a defined error threshold is exceeded, the entire
 * batch is cancelled” (Paperless Employee, “Stage Authentication Data”). A second time is refused.
 */
export async function approveBatch(
  store: Pick<Store, 'read' | 'transact'>,
  id: string,
  options: Omit<Approving, 'isUnseen'>,
): Promise<Approval | Unknown | NotOpen> {
  return inTurn(store, async () => {
    const batch = findStaged(store, id)
    if (!batch) return { type: 'unknown-batch' }
    if (batch.state !== 'staged') return { type: 'not-open', state: batch.state }
    return applyBatch(store, batch, options)
  })
}

/** Settles a batch without applying any of it. */
export async function rejectBatch(
  store: Pick<Store, 'read' | 'transact'>,
  id: string,
  nowMs: number,
  actor?: Actor,
): Promise<{ type: 'rejected' } | Unknown | NotOpen> {
  return inTurn(store, async () => {
    const batch = findStaged(store, id)
    if (!batch) return { type: 'unknown-batch' }
    if (batch.state !== 'staged') return { type: 'not-open', state: batch.state }
    change(store, (db) => {
      settleBatch(db, batch, 'rejected', { atMs: nowMs, by: nameActor(actor) })
      noteSettled(db, batch, 'batch.reject', { nowMs, totals: batch.totals, ...(actor && { actor }) })
    })
    return { type: 'rejected' }
  })
}

function findStaged(store: Pick<Store, 'read'>, id: string): Batch | null {
  const read = readFileLogId(id)
  const batch = read === null || read === 'malformed' ? null : findBatch(store.read, read)
  return batch && batch.state !== 'staging' ? batch : null
}

function summarise(
  { number: _number, lines: _lines, shownPreview: _shown, ...batch }: Batch,
  thresholds: Thresholds,
): BatchSummary {
  return { ...batch, thresholdExceptions: batch.totals ? findExceeded(batch.totals, thresholds) : [] }
}

function* toPeople(records: Iterable<ShownRecord>): Generator<ShownPerson> {
  for (const record of records) yield toPerson(record)
}

function toPerson({ line, employeeId, change: word, errors, differences }: ShownRecord): ShownPerson {
  const told = differences === null ? [] : (JSON.parse(differences) as Difference[])
  const shown = told.map(({ field, before, after }) => ({ field, before, after }))
  return { line, employeeId, change: word, errors, differences: shown }
}
