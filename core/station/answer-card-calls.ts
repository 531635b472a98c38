/** The calls about cards, answered: what was refused becomes a sentence for whoever asked. */
import type { Answer, Request } from '../contract/contract.ts'
import { readBy, refuseAuthority } from './authority.ts'
import { changeCard } from './change-card.ts'
import { checkInCard } from './check-in-card.ts'
import { refuse, refuseInWords } from './refuse.ts'
import type { TapContext } from './tap-context.ts'

export function checkIn(context: TapContext, asked: Request<'checkInCard'>, nowMs: number): Answer<'checkInCard'> {
  const { request, diesAtMs, replaces = null } = asked
  // An end that is not asked for is not an end that is taken away.
  const end = diesAtMs === undefined ? {} : { diesAtMs }
  const outcome = checkInCard(context, { request, by: readBy(asked.by), nowMs, ...end, replaces })
  switch (outcome.type) {
    case 'checked-in':
      return { type: 'answered', cardId: outcome.cardId, result: outcome.result, warnings: outcome.warnings }
    case 'refused':
      return { type: 'answered', cardId: null, result: outcome.result }
    case 'unreadable':
      return refuseInWords(`The request cannot be read: ${outcome.message}.`)
    case 'ended-already':
      return refuse('card-end-in-the-past')
    case 'not-replaced':
      return refuse(notReplaced[outcome.why])
    case 'not-allowed':
      return refuseAuthority(outcome.why, asked.by)
    default:
      return outcome satisfies never
  }
}

const notReplaced = {
  'unknown-card': 'replaced-unknown',
  'not-theirs': 'replaced-not-theirs',
  'same-card': 'replaced-itself',
} as const

const isSo = { active: 'card-is-active', lost: 'card-is-lost', revoked: 'card-is-revoked' } as const

export function markCard(context: TapContext, asked: Request<'markCard'>, nowMs: number): Answer<'markCard'> {
  const { cardId, state, by, reason = null } = asked
  const change = { cardId, change: { type: 'mark', state }, by: readBy(by), reason, nowMs } as const
  return sayOutcome(changeCard(context, change), isSo[state], by)
}

/** What only the console changes of a card. */
export function answerCardChange(
  context: TapContext,
  asked: Request<'changeCard'>,
  nowMs: number,
): Answer<'changeCard'> {
  const { cardId, change, by, reason } = asked
  if (change.type === 'end' && change.diesAtMs !== null && change.diesAtMs <= nowMs) {
    return refuse('card-end-in-the-past')
  }
  const unchanged = change.type === 'end' ? 'card-end-is-so' : 'nobody-holds-card'
  return sayOutcome(changeCard(context, { cardId, change, by: readBy(by), reason, nowMs }), unchanged, by)
}

function sayOutcome(
  outcome: ReturnType<typeof changeCard>,
  unchanged: (typeof isSo)['active' | 'lost' | 'revoked'] | 'card-end-is-so' | 'nobody-holds-card',
  by: string | undefined,
): Answer<'markCard'> {
  switch (outcome.type) {
    case 'changed':
      return outcome
    case 'unchanged':
      return refuse(unchanged)
    case 'unknown-card':
      return refuse('unknown-card')
    case 'holder-has-left':
      return refuse('holder-has-left')
    case 'not-allowed':
      return refuseAuthority(outcome.why, by)
    default:
      return outcome satisfies never
  }
}
