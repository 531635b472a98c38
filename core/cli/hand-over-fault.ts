import type { Rejection } from '../contract/contract.ts'
import type { Lost } from '../door/call-rpc.ts'

/** The same for what makes a batch, which may be there though nobody said so. */
export function describeUnansweredBatch(answer: Rejection | Lost): string {
  const said = describeUnanswered(answer)
  return answer.type === 'lost' ? `${said} "batch list" tells what became of it.` : said
}

/** Why a running station did not do what it was asked, in a sentence. */
export function describeUnanswered(answer: Rejection | Lost): string {
  switch (answer.type) {
    case 'lost':
      return 'The station went away before it answered; what it had said before that is done.'
    case 'not-allowed':
      return 'The station did not take the request: the token in its folder is not its own.'
    case 'invalid-request':
      return `The station did not understand the request: ${answer.issues.map(({ path, expected }) => `${path}: ${expected}`).join('; ')}`
    case 'failed':
      return `The station could not do it; its log says more under ${answer.reference}.`
    default:
      return answer satisfies never
  }
}
