/** Stages authentication data into a batch, for review and approval (Paperless Employee, “Stage Authentication Data”). */

import type { Actor } from '../audit/audit-chain.ts'
import { appendAudit } from '../audit/audit-store.ts'
import { say } from '../contract/sentences.ts'
import { openAuthFile, streamAuthCsv } from '../enrolment/auth-file.ts'
import {
  type AuthHash,
  type AuthPatterns,
  type AuthRecord,
  authKey,
  countFilled,
  type HiddenAuthRecord,
  hideAuthValues,
  hideRecord,
  noRecord,
  scrubRecord,
} from '../enrolment/auth-record.ts'
import { type Batch, type BatchState, findBatch, setStagedBy } from '../enrolment/batch-store.ts'
import type { AuthChange } from '../enrolment/judge-auth.ts'
import type { AuthValues } from '../enrolment/roster-entry.ts'
import { composeAnswer, type StageAnswer } from '../enrolment/stage-answer.ts'
import { noFileLogId, readStageRequest, type StageRequest } from '../enrolment/stage-request.ts'
import {
  copyRecords,
  iterateShown,
  putRecords,
  readRecord,
  removeRecords,
  type ShownRecord,
  type StagedRecord,
} from '../enrolment/staged-record-store.ts'
import { findExceeded, type Thresholds } from '../enrolment/thresholds.ts'
import { change } from '../store/change.ts'
import type { Store } from '../store/database.ts'
import { requireRoom } from '../store/give-back-log.ts'
import { openAuthHash } from './auth-hash.ts'
import type { SealValues } from './auth-seal.ts'
import { inTurn } from './batch-turns.ts'
import type { AuthContent } from './judge-auth-page.ts'
import { nameActor, previewBatch } from './review-batch.ts'
import { dropBatch, keepBatch, recordsPerWrite, startBatch } from './stage-batch.ts'

export type AuthDesk = {
  store: Pick<Store, 'read' | 'transact' | 'folder'>
  thresholds: Thresholds
  patterns: AuthPatterns
  nowMs: number
  /** An upstream is to hear of what is approved: an encrypted copy of the values is kept until then. */
  isTold?: boolean
  onProgress?: (progress: StageProgress) => void
  /** The reference service, whose answers are all that its callers see: whatever is answered was shown. */
  isService?: boolean
  /** Who stages; absent: the owner of the data folder. */
  actor?: Actor
}

/** Bytes of a file while it is read, records afterwards. */
export type StageProgress = { step: 'read' | 'judge'; done: number; total: number }

export type AuthStaged =
  /** `preview`: the name of what the whole batch comes to now; null: there is none that waits. */
  | { type: 'staged'; answer: StageAnswer; preview: string | null }
  /** The body or the file as a whole; nothing was staged. */
  | { type: 'wrong'; message: string }
  /** The `fileLogId` is no GUID, or belongs to a batch of another kind. */
  | { type: 'unknown-batch' }
  /** The batch was settled, and takes no more records. */
  | { type: 'not-open'; state: BatchState }

/** What a file is staged with; what is absent is the file's own, else as in the page's example. */
export type StageOptions = {
  fileLogId?: string | undefined
  validate?: boolean | undefined
  allowNoAuth?: boolean | undefined
  commit?: boolean | undefined
}

/** Stages the body of a call. */
export async function stageAuthData(desk: AuthDesk, body: unknown): Promise<AuthStaged> {
  const reading = readStageRequest(body)
  if (reading.type === 'malformed') return { type: 'wrong', message: `The request cannot be read: ${reading.message}` }
  if (reading.type === 'unknown-batch') return reading
  return stageRequest(desk, reading.request)
}

/** The same for a body that was read before. */
export async function stageRequest(desk: AuthDesk, request: StageRequest): Promise<AuthStaged> {
  return inTurn(desk.store, () => stage(desk, request, null, fromRequest(request)))
}

/**
 * Stages a file: the body of a call as JSON, or a CSV with the fields of a record as columns, which is streamed. `source`: what
 * the batch is said to be from.
 */
export async function stageAuthFile(
  desk: AuthDesk,
  file: string,
  options: StageOptions,
  source = file,
): Promise<AuthStaged> {
  const chosen = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const onBytes = (done: number, total: number): void => desk.onProgress?.({ step: 'read', done, total })
  const opened = await openAuthFile(file, onBytes)
  if (opened.type === 'wrong') return opened
  const body = opened.type === 'json' ? { ...toObject(opened.body), ...chosen } : { ...chosen, employee: [] }
  const reading = readStageRequest(body)
  if (reading.type === 'malformed')
    return { type: 'wrong', message: say('body-unreadable', { fault: reading.message }) }
  if (reading.type === 'unknown-batch') return reading
  const submission = opened.type === 'json' ? fromRequest(reading.request) : fromCsv(file, onBytes)
  return inTurn(desk.store, () => stage(desk, reading.request, source, submission))
}

function toObject(body: unknown): Record<string, unknown> {
  // A bare array is the list of records.
  return Array.isArray(body) ? { employee: body } : (body as Record<string, unknown>)
}

/** Where the records come from. Lines are counted from 1 within this call. */
type Submission = {
  feed: (
    take: (rows: readonly SubmittedRow[]) => Promise<void>,
  ) => Promise<{ type: 'read' } | { type: 'wrong'; message: string }>
  /** The same records again; those that are asked for. */
  recall: (lines: ReadonlySet<number>) => Promise<Map<number, unknown>>
}

type SubmittedRow = { record: unknown } | { torn: string }

function fromRequest({ employee }: StageRequest): Submission {
  return {
    feed: async (take) => {
      for (let from = 0; from < employee.length; from += recordsPerWrite) {
        await take(employee.slice(from, from + recordsPerWrite).map((record) => ({ record })))
      }
      return { type: 'read' }
    },
    recall: async (lines) => new Map([...lines].map((line) => [line, employee[line - 1]])),
  }
}

function fromCsv(file: string, onBytes: (done: number, total: number) => void): Submission {
  const recall: Submission['recall'] = async (lines) => {
    const recalled = new Map<number, unknown>()
    let line = 0
    await streamAuthCsv(file, async (rows) => {
      for (const row of rows) {
        line += 1
        if (lines.has(line) && 'record' in row) recalled.set(line, row.record)
      }
    })
    return recalled
  }
  return { feed: (take) => streamAuthCsv(file, take, onBytes), recall }
}

async function stage(
  desk: AuthDesk,
  request: StageRequest,
  source: string | null,
  submission: Submission,
): Promise<AuthStaged> {
  const { store } = desk
  const hashing = openAuthHash(store)
  if (hashing.type === 'wrong') return hashing
  const known = request.fileLogId === null ? null : findBatch(store.read, request.fileLogId)
  const earlier = known?.state === 'staging' ? null : known
  if (earlier && earlier.kind !== 'auth') return { type: 'unknown-batch' }
  if (earlier && earlier.state !== 'staged') return { type: 'not-open', state: earlier.state }
  const batch = openBatch(desk, request, earlier, source)
  const kept = await writeRecords(desk, request, batch, submission, hashing)
  if (kept.type === 'wrong') return kept
  // Nobody has anything to approve in it.
  const isEmpty = kept.batch.records === 0 && !desk.isService
  try {
    return {
      type: 'staged',
      ...(await answerStaged(desk, request, kept.batch, earlier, submission, hashing.hash)),
    }
  } finally {
    if (!request.commit || isEmpty) dropBatch(store, kept.batch)
  }
}

/** Judges the whole batch as one set, whichever call its records came by. */
async function answerStaged(
  { store, nowMs, thresholds, isService = false, onProgress }: AuthDesk,
  request: StageRequest,
  batch: Batch,
  earlier: Batch | null,
  submission: Submission,
  hash: AuthHash,
): Promise<{ answer: StageAnswer; preview: string | null }> {
  const { totals, preview } = await previewBatch(store, batch, {
    nowMs,
    // Whoever was shown the batch as it was before has not seen what is added now.
    isShown: isService || earlier === null,
    onRecords: (done, total) => onProgress?.({ step: 'judge', done, total }),
  })
  const values = await recallDuplicates(store, batch, earlier?.lines ?? 0, submission, hash)
  const isKept = request.commit && (isService || batch.records > 0)
  const answer = composeAnswer(
    isKept ? batch.id : (request.fileLogId ?? noFileLogId),
    totals,
    findExceeded(totals, thresholds),
    toAnswered(iterateShown(store.read, batch)),
    (line) => values.get(line) ?? null,
  )
  return { answer, preview: isKept ? preview : null }
}

/** What is only tried goes into a batch of its own, beside a copy of what was staged before. */
function openBatch(desk: AuthDesk, request: StageRequest, earlier: Batch | null, source: string | null): Batch {
  const { store, nowMs } = desk
  if (earlier && request.commit) {
    change(store, (db) => removeRecords(db, earlier, earlier.records))
    return earlier
  }
  const id = request.commit ? request.fileLogId : null
  const batch = startBatch(store, { id, kind: 'auth', source }, nowMs)
  if (!earlier) return batch
  change(store, (db) => copyRecords(db, earlier, batch))
  return { ...batch, records: earlier.records, lines: earlier.lines }
}

/** Only when the last record is there do they belong to the batch; what comes before an end that is none is left out. */
async function writeRecords(
  { store, patterns, nowMs, isTold = false, actor = { type: 'owner' } }: AuthDesk,
  { validate, allowNoAuth, commit }: StageRequest,
  batch: Batch,
  submission: Submission,
  { hash, seal }: { hash: AuthHash; seal: SealValues },
): Promise<{ type: 'written'; batch: Batch } | { type: 'wrong'; message: string }> {
  const rules = { validate, allowNoAuth, patterns }
  let { records, lines } = batch
  const take = async (rows: readonly SubmittedRow[]): Promise<void> => {
    const staged: { record: StagedRecord; shown: null }[] = []
    for (const row of rows) {
      lines += 1
      const record = 'torn' in row ? noRecord(lines, row.torn) : scrubRecord(row.record, lines, rules)
      if (record === null) continue
      const sealed = isTold && commit ? sealRecord(record, seal) : null
      staged.push({ record: toStaged(hideRecord(record, hash), records, sealed), shown: null })
      records += 1
    }
    if (rows.length > fewRecords) requireRoom(store.folder)
    change(store, (db) => putRecords(db, batch, staged))
    await new Promise((resolve) => setImmediate(resolve))
  }
  const drop = (): void => {
    if (batch.state === 'staging') dropBatch(store, batch)
    else change(store, (db) => removeRecords(db, batch, batch.records))
  }
  try {
    const fed = await submission.feed(take)
    if (fed.type === 'read') {
      const added = records - batch.records
      const kept = keepBatch(store, batch, { records, lines, isShown: commit }, (db, { id, source }) => {
        // What is only tried changes nothing.
        if (!commit) return
        setStagedBy(db, batch, nameActor(actor))
        if (records === 0) return
        const content = { source, records, added }
        appendAudit(db, { atMs: nowMs, actor, action: 'batch.stage', subject: id, content })
      })
      return { type: 'written', batch: kept }
    }
    drop()
    return fed
  } catch (error) {
    drop()
    throw error
  }
}

/** So many are written without a look at how much room is left. */
const fewRecords = 250

/** Null: nothing to seal, or nobody will hear of it. */
function sealRecord({ employeeId, authValues, errors }: AuthRecord, seal: SealValues): string | null {
  const isPassedOn = employeeId !== null && errors.length === 0 && authKey(authValues) !== null
  return isPassedOn ? seal(authValues, employeeId) : null
}

function toStaged(record: HiddenAuthRecord, place: number, sealed: string | null): StagedRecord {
  const { line, employeeId, employeeStatus, authValues, errors } = record
  const content: AuthContent = sealed === null ? { employeeStatus } : { employeeStatus, sealed }
  return {
    place,
    line,
    employeeId,
    authValues,
    filled: countFilled(record),
    content: JSON.stringify(content),
    errors: errors.map((reason) => ({ line, reason })),
  }
}

/** The values of this call's duplicates, by line. Nobody kept them, so they are read once more and must be the same. */
async function recallDuplicates(
  store: Pick<Store, 'read'>,
  batch: Batch,
  earlierLines: number,
  submission: Submission,
  hash: AuthHash,
): Promise<Map<number, AuthValues>> {
  const places = new Map<number, number>()
  for (const { place, line, verdict } of iterateShown(store.read, batch)) {
    if (verdict === 'duplicate' && line > earlierLines) places.set(line - earlierLines, place)
  }
  const values = new Map<number, AuthValues>()
  if (places.size === 0) return values
  const recalled = await submission.recall(new Set(places.keys()))
  for (const [line, place] of places) {
    const rules = { validate: false, allowNoAuth: true, patterns: {} }
    const record = scrubRecord(recalled.get(line), line, rules)
    const staged = readRecord(store.read, batch, place)
    if (record && staged && authKey(hideAuthValues(record.authValues, hash)) === authKey(staged.authValues)) {
      values.set(line + earlierLines, record.authValues)
    }
  }
  return values
}

function* toAnswered(records: Iterable<ShownRecord>) {
  for (const { line, employeeId, change: word, errors } of records) {
    yield { line, employeeId, change: word as AuthChange, errors: errors.map(({ reason }) => reason) }
  }
}
