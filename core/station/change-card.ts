/** What a supervisor does to a card that is there: mark it lost or revoked, make it active again, take it back. */
import { appendAudit } from '../audit/audit-store.ts'
import { readCard, setCardEnd, takeCardBack } from '../people/card-store.ts'
import { type CardState, setCardState } from '../people/give-card-store.ts'
import { type AuthorityRefusal, type By, findAuthority } from './authority.ts'
import type { TapContext } from './tap-context.ts'

export type CardChange =
  | { type: 'mark'; state: CardState }
  /** A temporary card's end; null: it does not end. */
  | { type: 'end'; diesAtMs: number | null }
  /** Nobody holds it from now on. */
  | { type: 'take-back' }

export type CardChangeOutcome =
  | { type: 'changed' }
  /** It is so already. */
  | { type: 'unchanged' }
  | { type: 'unknown-card' }
  /** The card of whoever has left stays dead until somebody else holds it. */
  | { type: 'holder-has-left' }
  | { type: 'not-allowed'; why: AuthorityRefusal }

type Outcome = { ok: true; value: CardChangeOutcome } | { ok: false; refusal: CardChangeOutcome }

/** `reason`: the supervisor's words; kept in the audit trail. */
export function changeCard(
  context: Pick<TapContext, 'store'>,
  request: { cardId: number; change: CardChange; by: By; reason: string | null; nowMs: number },
): CardChangeOutcome {
  const { cardId, change, by, reason, nowMs } = request
  const outcome = context.store.transact<CardChangeOutcome, CardChangeOutcome>((db): Outcome => {
    const authority = findAuthority(db, by)
    if (authority.type === 'not-allowed') return { ok: false, refusal: authority }
    const card = readCard(db, cardId)
    if (card === null) return { ok: false, refusal: { type: 'unknown-card' } }
    const { state, diesAtMs, holder } = card
    switch (change.type) {
      case 'mark':
        if (change.state === 'active' && holder !== null && !holder.isActive) {
          return { ok: false, refusal: { type: 'holder-has-left' } }
        }
        if (change.state === state && !card.hasDiedWithHolder) return { ok: false, refusal: { type: 'unchanged' } }
        setCardState(db, cardId, change.state, nowMs)
        break
      case 'end':
        if (change.diesAtMs === diesAtMs) return { ok: false, refusal: { type: 'unchanged' } }
        setCardEnd(db, cardId, change.diesAtMs, nowMs)
        break
      case 'take-back':
        if (!takeCardBack(db, cardId, nowMs)) return { ok: false, refusal: { type: 'unchanged' } }
        break
    }
    appendAudit(db, {
      atMs: nowMs,
      actor: authority.actor,
      action: `card.${change.type}`,
      subject: holder?.employeeNumber ?? null,
      content: {
        cardId,
        change,
        before: { state, diesAtMs },
        internalNumber: card.internalNumber,
        externalNumber: card.externalNumber,
        reason,
      },
    })
    return { ok: true, value: { type: 'changed' } }
  })
  return outcome.ok ? outcome.value : outcome.refusal
}
