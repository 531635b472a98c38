/** What a tap amounts to, from what is known at that instant. Pure: gathering is the business of `tap.ts`. */
import type { BadgeNumber, BadgeReading } from '../badge/badge-number.ts'
import { formatBadge } from '../badge/read-badge.ts'
import type { TapReason } from '../contract/decision.ts'
import type { CardRow, KnownCard } from '../people/held-card-store.ts'
import type { PersonRow } from '../people/people-store.ts'

export type CardVerdict =
  | ({ type: 'card' } & KnownCard)
  | { type: 'refused'; reason: TapReason; number: BadgeNumber | null; detail: string | null }

/**
 * Of all that the presentation could mean, the one that is a known card. Where several cards of one person may be meant (one
 * number in two systems), who it is does not depend on which, and it is the oldest of those that may be used.
 */
export function judgeReading(reading: BadgeReading, known: readonly KnownCard[], atMs: number): CardVerdict {
  if (reading.type === 'unreadable') {
    return { type: 'refused', reason: 'unreadable', number: null, detail: reading.why }
  }
  const number = reading.candidates[0]
  const [first, ...others] = known
  if (first === undefined) {
    return { type: 'refused', reason: 'unknown-card', number, detail: sayReadings(reading.candidates) }
  }
  if (others.every((other) => other.card.cardId === first.card.cardId)) return { type: 'card', ...first }
  const isTheirs = first.holder !== null && others.every(({ holder }) => holder?.personId === first.holder?.personId)
  if (!isTheirs) return { type: 'refused', reason: 'ambiguous-card', number, detail: sayMeant(known) }
  const oldestFirst = known.toSorted((left, right) => left.card.cardId - right.card.cardId)
  return { type: 'card', ...(oldestFirst.find(({ card }) => isUsable(card, atMs)) ?? first) }
}

/** Null where a number has one meaning only. */
function sayReadings(candidates: readonly BadgeNumber[]): string | null {
  if (candidates.length === 1) return null
  return `What was read can be ${listWords(candidates.map(sayNumber), 'or')}; none of them is a known card.`
}

function sayMeant(known: readonly KnownCard[]): string {
  const meant = known.map(
    ({ number, card, holder }) => `${sayNumber(number)} as id:${card.cardId} (${holder?.employeeNumber ?? 'nobody'})`,
  )
  return `What was read can be ${listWords(meant, 'or')}.`
}

function sayNumber(number: BadgeNumber): string {
  return `${number.format} ${formatBadge(number)}`
}

function listWords(words: readonly string[], joint: string): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${joint} ${words.at(-1)}`
}

function isUsable({ state, diesAtMs }: CardRow, atMs: number): boolean {
  return state === 'active' && (diesAtMs === null || atMs < diesAtMs)
}

/** Why this card or its holder may not badge at `atMs`; null: nothing against it. */
export function findRefusal(
  card: CardRow,
  holder: PersonRow | null,
  schedule: { isAllowed: boolean },
  atMs: number,
): TapReason | null {
  if (card.state === 'lost') return 'lost-card'
  // The cards of whoever has left are revoked; that they left says more.
  if (holder !== null && !holder.isActive) return 'inactive-person'
  if (card.state === 'revoked') return 'revoked-card'
  if (card.diesAtMs !== null && atMs >= card.diesAtMs) return 'expired-card'
  if (holder === null) return 'unassigned-card'
  if (!schedule.isAllowed) return 'outside-schedule'
  return null
}

/** A tap of this card that counted, and when. */
export type CountedTap = { atMs: number; outcome: 'in' | 'out'; eventId: string }

/**
 * The counted tap that makes this one a repeat: the same card within the window, on either side, so that a clock which
 * was put back a little, or a file that is replayed twice, counts nobody twice.
 */
export function findRepeat(counted: readonly CountedTap[], atMs: number, windowMs: number): CountedTap | null {
  return counted.find((tap) => Math.abs(atMs - tap.atMs) < windowMs) ?? null
}
