/** Hands a card to somebody: found, decided and written in one transaction, with the audit entry and the outbox row. */
import { randomUUID } from 'node:crypto'
import { appendAudit } from '../audit/audit-store.ts'
import { enqueue } from '../outbox/outbox-store.ts'
import { tellCardCheckIn } from '../outbox/tell-card.ts'
import {
  type CheckInFacts,
  readCheckIn,
  resultCodes,
  type SP1CheckInResult,
  withSystem,
} from '../people/card-check-in.ts'
import { assignCard } from '../people/card-check-in-store.ts'
import { readCard, setCardEnd } from '../people/card-store.ts'
import { setCardState } from '../people/give-card-store.ts'
import type { CardRecord } from '../people/person.ts'
import type { WritableDb } from '../store/database.ts'
import { type AuthorityRefusal, type By, findAuthority } from './authority.ts'
import type { TapContext } from './tap-context.ts'
import { warnOfCard } from './warn-of-card.ts'

export type CardCheckIn = {
  /** Properties of `SP1CheckInRequest`. */
  request: unknown
  by: By
  nowMs: number
  /** A temporary card's end; null: it does not end. Absent: as it is for whoever has the card already, else no end. */
  diesAtMs?: number | null
  /** The card that the new one replaces: it dies at once. `lost` where nobody knows where it is. */
  replaces?: { cardId: number; state: 'lost' | 'revoked' } | null
}

export type CardCheckInOutcome =
  /** 0 or 1: the card is theirs now. */
  | { type: 'checked-in'; cardId: number; result: SP1CheckInResult; warnings: string[] }
  /** 2 to 5; nothing changed. */
  | { type: 'refused'; result: SP1CheckInResult }
  | { type: 'unreadable'; message: string }
  | { type: 'not-replaced'; why: 'unknown-card' | 'not-theirs' | 'same-card' }
  /** A temporary card has to end in the future. */
  | { type: 'ended-already' }
  | { type: 'not-allowed'; why: AuthorityRefusal }

type Outcome = { ok: true; value: CardCheckInOutcome } | { ok: false; refusal: CardCheckInOutcome }

/**
 * Checks a card in. Safe to repeat: a card that is theirs already is answered with 1, and only what the request says anew
 * of the card or of its end is stored. A card without a system takes `station.cardSystemId`; where there is none either, a
 * new card is stored without one, unless the upstream `cards` is to be told of it.
 */
export function checkInCard(
  context: Pick<TapContext, 'store' | 'settings' | 'newEventId'>,
  checkIn: CardCheckIn,
): CardCheckInOutcome {
  const reading = readCheckIn(checkIn.request)
  if (reading.type === 'unreadable') return reading
  const understood = withSystem(reading.checkIn, context.settings.station.cardSystemId ?? null)
  const { by, nowMs, replaces = null } = checkIn
  if (checkIn.diesAtMs != null && checkIn.diesAtMs <= nowMs) return { type: 'ended-already' }

  const outcome = context.store.transact<CardCheckInOutcome, CardCheckInOutcome>((db): Outcome => {
    const authority = findAuthority(db, by)
    if (authority.type === 'not-allowed') return { ok: false, refusal: authority }
    const hearer = context.settings.upstreams.cards ? 'upstream' : 'nobody'
    const assigned = assignCard(db, understood, { newCardKey: randomUUID(), atMs: nowMs, hearer })
    if (assigned.type === 'refused') return { ok: false, refusal: assigned }
    const { decision, facts, cardId } = assigned
    const { person, result } = decision
    const isNew = result.ResultCode === resultCodes.assigned
    const endBefore = readCard(db, cardId)?.diesAtMs ?? null
    const diesAtMs = checkIn.diesAtMs === undefined && !isNew ? endBefore : (checkIn.diesAtMs ?? null)
    if (endBefore !== diesAtMs) setCardEnd(db, cardId, diesAtMs, nowMs)
    const replacing = replaces && replaceCard(db, replaces, { cardId, personId: person.personId }, nowMs)
    if (replacing?.type === 'not-replaced') return { ok: false, refusal: replacing }

    const isDescribedAnew = !isSameCard(facts.card, decision.card)
    if (isNew || isDescribedAnew || endBefore !== diesAtMs || replacing?.type === 'replaced') {
      appendAudit(db, {
        atMs: nowMs,
        actor: authority.actor,
        action: 'card.check-in',
        subject: person.employeeNumber,
        content: { cardId, diesAtMs, replaces, ...result },
      })
    }
    if (isNew && context.settings.upstreams.cards) {
      const { personId } = person
      const key = context.newEventId(nowMs)
      const fact = { key, cardId, personId, atMs: nowMs, isSystemEnforced: understood.isSystemEnforced }
      enqueue(db, [
        tellCardCheckIn({ ...fact, card: { ...decision.card, systemId: systemOf(decision.card, understood) } }),
      ])
    }
    const card = readCard(db, cardId)
    const warnings = card === null ? [] : warnOfCard(db, card, nowMs)
    return { ok: true, value: { type: 'checked-in', cardId, result, warnings } }
  })
  return outcome.ok ? outcome.value : outcome.refusal
}

/** What upstream hears: the card's own system, else the one that was asked for. */
function systemOf(card: { systemId: string | null }, asked: { card: { systemId: string | null } }): string | null {
  return card.systemId ?? asked.card.systemId
}

/** The old card is dead afterwards, unless it cannot be replaced. */
function replaceCard(
  db: WritableDb,
  replaces: { cardId: number; state: 'lost' | 'revoked' },
  by: { cardId: number; personId: number },
  atMs: number,
): { type: 'replaced' | 'dead-already' } | Extract<CardCheckInOutcome, { type: 'not-replaced' }> {
  const old = readCard(db, replaces.cardId)
  if (old === null) return { type: 'not-replaced', why: 'unknown-card' }
  if (old.cardId === by.cardId) return { type: 'not-replaced', why: 'same-card' }
  if (old.holder?.personId !== by.personId) return { type: 'not-replaced', why: 'not-theirs' }
  // That nobody knows where a card is says more than that it is revoked.
  if (old.state === 'lost' || old.state === replaces.state) return { type: 'dead-already' }
  setCardState(db, old.cardId, replaces.state, atMs)
  return { type: 'replaced' }
}

/** Which card it is never changes; what else is known of it may. */
function isSameCard(before: CheckInFacts['card'], after: CardRecord): boolean {
  if (before === null || before === 'several') return false
  return before.externalNumber === after.externalNumber && before.cardType === after.cardType
}
