/**
 * What a person does about refused rows of the outbox. Each act is one transaction with its entry in the audit trail, and
 * what cannot be done to one of the rows is done to none.
 */
import type { AuditContent } from '../audit/audit-chain.ts'
import { appendAudit } from '../audit/audit-store.ts'
import type { Answer, Request } from '../contract/contract.ts'
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
import { findAuthority, readBy, sayAuthorityRefusal } from './authority.ts'
import { findPayloadFault } from './find-payload-fault.ts'
import type { TapContext } from './tap-context.ts'

type Context = Pick<TapContext, 'store'>
type OutboxAnswer = Answer<'retryRefused'>
type Refused = Extract<OutboxAnswer, { type: 'refused' }>
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
      if (!row) return refuse(sayNotRefused(db, id))
      const why = whyNotRetried(row)
      if (why !== null) return refuse(why)
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
    if (!row) return refuse(sayNotRefused(db, id))
    const why = whyNotRetried(row)
    if (why !== null) return refuse(why)
    if (row.upstream === 'authData') {
      return refuse('What a row for authData says is secret and cannot be corrected; stage the record again.')
    }
    const payload = change.type === 'replace' ? change.payload : withFields(row.payload, change.fields)
    // Names are held against what the row said, if that could be read at all.
    const isReadable = findPayloadFault(row, row.payload) === null
    const misfit = isReadable ? findMisfit(row.payload, payload) : null
    if (misfit !== null) return refuse(misfit)
    const fault = findPayloadFault(row, payload)
    if (fault !== null) return refuse(`The row cannot say that: ${fault}.`)
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
  if (reason.trim() === '') return refuse('A reason is needed.')
  return act(context, { by, action: 'outbox.set-aside', nowMs }, (db) => {
    const rows = new Set<number>()
    for (const id of ids) {
      if (rows.has(id)) continue
      const row = findRefusedRow(db, id)
      if (!row) return refuse(sayNotRefused(db, id))
      if (row.isSetAside) return refuse(`Row ${id} is set aside already.`)
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
      return { ok: false, refusal: refuse(sayAuthorityRefusal(authority.why, by ?? '')) }
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
function whyNotRetried(row: RefusedRowState): string | null {
  if (row.followsRow !== null) {
    return `Row ${row.id} follows row ${row.followsRow}, which was refused; retry that one, and this one goes with it.`
  }
  if (row.isUnsayable) {
    return `Row ${row.id} was never to be sent (${row.reason}); enter it at the service by hand, then set it aside.`
  }
  return null
}

/** What waits is left alone: it may be on its way at any moment, and only a refusal says that nothing was taken. */
function sayNotRefused(db: ReadableDb, id: number): string {
  const state = findRowState(db, id)
  if (state === null) return `There is no row ${id}.`
  const only = `Row ${id} is ${state}, and only refused rows can be retried, corrected or set aside.`
  const isOpen = state === 'waiting' || state === 'in-flight'
  return isOpen ? `${only} It goes out as it is; if the service refuses it, that can be done then.` : only
}

function withFields(payload: unknown, fields: Record<string, unknown>): unknown {
  return isRecord(payload) ? { ...payload, ...fields } : fields
}

/** A field that is mistyped must not be taken for a further one, or one that is gone. */
function findMisfit(before: unknown, after: unknown): string | null {
  if (!isRecord(before)) return null
  if (!isRecord(after)) return `What the row says has to be an object with ${Object.keys(before).join(', ')}.`
  const added = Object.keys(after).find((name) => !Object.hasOwn(before, name))
  if (added !== undefined) {
    return `The row has no ${JSON.stringify(added)}; it has ${Object.keys(before).join(', ')}.`
  }
  const gone = Object.keys(before).find((name) => !Object.hasOwn(after, name))
  return gone === undefined ? null : `${JSON.stringify(gone)} is missing.`
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refuse(message: string): Refused {
  return { type: 'refused', message }
}
