/** The calls about cards, answered: what was refused becomes a sentence for whoever asked. */
import type { Answer, Request } from '../contract/contract.ts'
import { readBy, sayAuthorityRefusal } from './authority.ts'
import { changeCard } from './change-card.ts'
import { checkInCard } from './check-in-card.ts'
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
      return refuse(`The request cannot be read: ${outcome.message}.`)
    case 'ended-already':
      return refuse('A temporary card has to end in the future.')
    case 'not-replaced':
      return refuse(notReplaced[outcome.why])
    case 'not-allowed':
      return refuse(sayAuthorityRefusal(outcome.why, asked.by ?? ''))
    default:
      return outcome satisfies never
  }
}

const notReplaced = {
  'unknown-card': 'There is no such card to be replaced.',
  'not-theirs': 'The card that is to be replaced is somebody else’s.',
  'same-card': 'A card cannot replace itself.',
}

export function markCard(context: TapContext, asked: Request<'markCard'>, nowMs: number): Answer<'markCard'> {
  const { cardId, state, by, reason = null } = asked
  const change = { cardId, change: { type: 'mark', state }, by: readBy(by), reason, nowMs } as const
  return sayOutcome(changeCard(context, change), `The card is ${state} already.`, by)
}

/** What only the console changes of a card. */
export function answerCardChange(
  context: TapContext,
  asked: Request<'changeCard'>,
  nowMs: number,
): Answer<'changeCard'> {
  const { cardId, change, by, reason } = asked
  if (change.type === 'end' && change.diesAtMs !== null && change.diesAtMs <= nowMs) {
    return refuse('A temporary card has to end in the future.')
  }
  const unchanged = change.type === 'end' ? 'The card ends so already.' : 'Nobody holds the card.'
  return sayOutcome(changeCard(context, { cardId, change, by: readBy(by), reason, nowMs }), unchanged, by)
}

function sayOutcome(
  outcome: ReturnType<typeof changeCard>,
  unchanged: string,
  by: string | undefined,
): Answer<'markCard'> {
  switch (outcome.type) {
    case 'changed':
      return outcome
    case 'unchanged':
      return refuse(unchanged)
    case 'unknown-card':
      return refuse('There is no such card.')
    case 'holder-has-left':
      return refuse('Its holder has left; the card stays dead until somebody else holds it.')
    case 'not-allowed':
      return refuse(sayAuthorityRefusal(outcome.why, by ?? ''))
    default:
      return outcome satisfies never
  }
}

function refuse(message: string): { type: 'refused'; message: string } {
  return { type: 'refused', message }
}
