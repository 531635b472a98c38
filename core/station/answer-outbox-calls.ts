/**
 * What a person does about refused rows of the outbox. Each act is one transaction with its entry in the audit trail, and
 * what cannot be done to one of the rows is done to none.
 */
import type { AuditContent } from '../audit/audit-chain.ts'
import { appendAudit } from '../audit/audit-store.ts'
import type { Answer, Request } from '../contract/contract.ts'
import type { Refused } from '../contract/refused.ts'
import {
  correctPayload,
  findRefusedRow,
  findRowState,
  listRefusedIds,
  type RefusedRowState,
  retryRefused,
  setRefusedAside,
} from '../outbox/refused-row-store.ts'
import type { ReadableDb, WritableDb } from '../store/database.ts'
import { findAuthority, readBy, refuseAuthority } from './authority.ts'
import { findPayloadFault } from './find-payload-fault.ts'
import { refuse } from './refuse.ts'
import type { TapContext } from './tap-context.ts'

type Context = Pick<TapContext, 'store'>
type OutboxAnswer = Answer<'retryRefused'>
/** The rows that were changed, and what the trail says of it. */
type Act = { rows: number[]; content: AuditContent }

/** An entry in the trail names so many rows, and counts them all. */
const mostNamed = 1000

export function answerRetryRefused(
  context: Context,
  { which, by }: Request<'retryRefused'>,
  nowMs: number,
): OutboxAnswer {
  return act(context, { by, action: 'outbox.retry', nowMs }, (db) => {
    const isAll = which.type === 'all-of'
    const ids = isAll ? listRefusedIds(db, which.upstream) : which.ids
    const rows = new Set<number>()
    for (const id of ids) {
      const row = findRefusedRow(db, id)
      // It went with the row that it follows, earlier in this act.
      if (rows.has(id) || (isAll && (!row || whyNotRetried(row) !== null))) continue
      if (!row) return refuseOther(db, id)
      const why = whyNotRetried(row)
      if (why !== null) return why
      for (const changed of retryRefused(db, row, nowMs)) rows.add(changed)
    }
    return { rows: [...rows], content: isAll ? { allOf: which.upstream } : {} }
  })
}

export function answerCorrectRefused(
  context: Context,
  { id, change, by }: Request<'correctRefused'>,
  nowMs: number,
): OutboxAnswer {
  return act(context, { by, action: 'outbox.correct', nowMs }, (db) => {
    const row = findRefusedRow(db, id)
    if (!row) return refuseOther(db, id)
    const why = whyNotRetried(row)
    if (why !== null) return why
    if (row.upstream === 'authData') {
      return refuse('row-secret')
    }
    const payload = change.type === 'replace' ? change.payload : withFields(row.payload, change.fields)
    // Names are held against what the row said, if that could be read at all.
    const isReadable = findPayloadFault(row, row.payload) === null
    const misfit = isReadable ? findMisfit(row.payload, payload) : null
    if (misfit !== null) return misfit
    const fault = findPayloadFault(row, payload)
    if (fault !== null) return refuse('row-cannot-say', { fault })
    correctPayload(db, id, payload)
    return {
      rows: retryRefused(db, row, nowMs),
      content: { before: row.payload as AuditContent, after: payload as AuditContent },
    }
  })
}

export function answerSetRefusedAside(
  context: Context,
  { ids, reason, by }: Request<'setRefusedAside'>,
  nowMs: number,
): OutboxAnswer {
  if (reason.trim() === '') return refuse('no-reason')
  return act(context, { by, action: 'outbox.set-aside', nowMs }, (db) => {
    const rows = new Set<number>()
    for (const id of ids) {
      if (rows.has(id)) continue
      const row = findRefusedRow(db, id)
      if (!row) return refuseOther(db, id)
      if (row.isSetAside) return refuse('row-aside-already', { row: id })
      for (const changed of setRefusedAside(db, row, reason)) rows.add(changed)
    }
    return { rows: [...rows], content: { reason } }
  })
}

function act(
  { store }: Context,
  { by, action, nowMs }: { by: string | undefined; action: string; nowMs: number },
  work: (db: WritableDb) => Act | Refused,
): OutboxAnswer {
  const result = store.transact<OutboxAnswer, Refused>((db) => {
    const authority = findAuthority(db, readBy(by))
    if (authority.type === 'not-allowed') {
      return { ok: false, refusal: refuseAuthority(authority.why, by) }
    }
    const done = work(db)
    if ('type' in done) return { ok: false, refusal: done }
    const { rows, content } = done
    if (rows.length > 0) {
      appendAudit(db, {
        atMs: nowMs,
        actor: authority.actor,
        action,
        subject: rows.length === 1 ? String(rows[0]) : null,
        content: { rows: rows.slice(0, mostNamed), count: rows.length, ...content },
      })
    }
    return { ok: true, value: { type: 'changed', rows } }
  })
  return result.ok ? result.value : result.refusal
}

/** Null: it can be tried again. */
function whyNotRetried({ id, followsRow, isUnsayable, reason }: RefusedRowState): Refused | null {
  if (followsRow !== null) return refuse('row-follows', { row: id, followed: followsRow })
  return isUnsayable ? refuse('row-unsayable', { row: id, reason: reason ?? '' }) : null
}

/** What waits is left alone: it may be on its way at any moment, and only a refusal says that nothing was taken. */
function refuseOther(db: ReadableDb, id: number): Refused {
  const state = findRowState(db, id)
  if (state === null) return refuse('row-unknown', { row: id })
  const isOpen = state === 'waiting' || state === 'in-flight'
  return refuse(isOpen ? 'row-goes-out' : 'row-not-refused', { row: id, state })
}

function withFields(payload: unknown, fields: Record<string, unknown>): unknown {
  return isRecord(payload) ? { ...payload, ...fields } : fields
}

/** A field that is mistyped must not be taken for a further one, or one that is gone. */
function findMisfit(before: unknown, after: unknown): Refused | null {
  if (!isRecord(before)) return null
  const fields = Object.keys(before).join(', ')
  if (!isRecord(after)) return refuse('row-no-object', { fields })
  const added = Object.keys(after).find((name) => !Object.hasOwn(before, name))
  if (added !== undefined) return refuse('row-no-field', { field: added, fields })
  const gone = Object.keys(before).find((name) => !Object.hasOwn(after, name))
  return gone === undefined ? null : refuse('row-field-missing', { field: gone })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
