/** The call about a person, answered: what was refused becomes a sentence for whoever asked. */
import type { Answer, Request } from '../contract/contract.ts'
import type { Store } from '../store/database.ts'
import { readBy, sayAuthorityRefusal } from './authority.ts'
import { changePerson } from './change-person.ts'

export function answerPersonChange(
  store: Pick<Store, 'transact'>,
  { employeeNumber, change, by }: Request<'changePerson'>,
  nowMs: number,
): Answer<'changePerson'> {
  const outcome = changePerson(store, { employeeNumber, change, by: readBy(by), nowMs })
  switch (outcome.type) {
    case 'changed':
      return outcome
    case 'unchanged':
      return { type: 'refused', message: sayUnchanged(employeeNumber, change) }
    case 'unknown-person':
      return { type: 'refused', message: `Nobody has the employee number ${JSON.stringify(employeeNumber)}.` }
    case 'inactive-person':
      return { type: 'refused', message: `${employeeNumber} is no longer active.` }
    case 'not-allowed':
      return { type: 'refused', message: sayAuthorityRefusal(outcome.why, by ?? '') }
    default:
      return outcome satisfies never
  }
}

function sayUnchanged(employeeNumber: string, change: Request<'changePerson'>['change']): string {
  switch (change.type) {
    case 'role':
      return `${employeeNumber} has the role ${change.role} already.`
    case 'pin':
      return 'It is so already.'
    case 'language':
      return `${employeeNumber} has that language already.`
    case 'free-pin':
      return `No wrong PIN of ${employeeNumber} is counted: there is nothing to free.`
  }
}
