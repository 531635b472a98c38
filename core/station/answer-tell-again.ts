/** A service that was put back from an older backup is told again what was delivered since; asked for by a person. */
import { appendAudit } from '../audit/audit-store.ts'
import type { Answer, Request } from '../contract/contract.ts'
import type { Refused } from '../contract/refused.ts'
import { countTold, tellAgain } from '../outbox/tell-again-store.ts'
import { findAuthority, readBy, refuseAuthority } from './authority.ts'
import { refuse } from './refuse.ts'
import type { TapContext } from './tap-context.ts'

export function answerTellAgain(
  { store, settings }: Pick<TapContext, 'store' | 'settings'>,
  { upstream, sinceMs, reason, isApproved, by }: Request<'tellAgain'>,
  nowMs: number,
): Answer<'tellAgain'> {
  if (reason.trim() === '') return refuse('no-reason')
  // A toggle that is told twice stands the other way round, and a read-back speaks of now alone.
  if (upstream === 'clock' && settings.upstreams.clock?.dialect === 'vendor') return refuse('row-toggle')
  const result = store.transact<Answer<'tellAgain'>, Refused>((db) => {
    const authority = findAuthority(db, readBy(by))
    if (authority.type === 'not-allowed') return { ok: false, refusal: refuseAuthority(authority.why, by) }
    const told = countTold(db, { upstream, sinceMs })
    if (!isApproved || told.rows === 0) return { ok: true, value: { type: 'counted', ...told } }
    tellAgain(db, { upstream, sinceMs }, nowMs)
    appendAudit(db, {
      atMs: nowMs,
      actor: authority.actor,
      action: 'outbox.tell-again',
      subject: null,
      content: { upstream, sinceMs, count: told.rows, reason },
    })
    return { ok: true, value: { type: 'told-again', ...told } }
  })
  return result.ok ? result.value : result.refusal
}
