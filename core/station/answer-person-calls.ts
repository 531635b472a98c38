/** The calls about a person, answered: what was refused becomes a sentence for whoever asked. */
import type { Answer, Request } from '../contract/contract.ts'
import type { Refused } from '../contract/refused.ts'
import { say } from '../contract/sentences.ts'
import { mostEmail, mostEmployeeNumber, mostPersonName } from '../contract/text-patterns.ts'
import type { Store } from '../store/database.ts'
import { type AddPersonOutcome, addPerson, correctPerson } from './add-person.ts'
import { readBy, refuseAuthority } from './authority.ts'
import { changePerson } from './change-person.ts'
import { refuse } from './refuse.ts'

export function answerPersonChange(
  store: Pick<Store, 'transact'>,
  { employeeNumber, change, by }: Request<'changePerson'>,
  nowMs: number,
): Answer<'changePerson'> {
  const outcome = changePerson(store, { employeeNumber, change, by: readBy(by), nowMs })
  switch (outcome.type) {
    case 'changed':
      return { type: 'changed', ...(outcome.isNobodyLeft && { warnings: [say('no-supervisor-left')] }) }
    case 'unchanged':
      return refuseUnchanged(employeeNumber, change)
    case 'unknown-person':
      return refuse('nobody-has-number', { number: employeeNumber })
    case 'inactive-person':
      return refuse('inactive-supervisor', { number: employeeNumber })
    case 'last-supervisor':
      return refuse('last-supervisor', { number: employeeNumber })
    case 'not-allowed':
      return refuseAuthority(outcome.why, by)
    default:
      return outcome satisfies never
  }
}

function refuseUnchanged(number: string, change: Request<'changePerson'>['change']): Refused {
  switch (change.type) {
    case 'role':
      return refuse('role-is-so', { number, role: change.role })
    case 'pin':
      return refuse('unchanged')
    case 'language':
      return refuse('language-is-so', { number })
    case 'free-pin':
      return refuse('nothing-to-free', { number })
  }
}

export function answerAddPerson(
  store: Pick<Store, 'transact'>,
  { by, ...typed }: Request<'addPerson'>,
  nowMs: number,
): Answer<'addPerson'> {
  const outcome = addPerson(store, { typed, by: readBy(by), nowMs })
  return outcome.type === 'added' ? outcome : refuseTyped(outcome, by)
}

export function answerCorrectPerson(
  store: Pick<Store, 'transact'>,
  { by, ...typed }: Request<'correctPerson'>,
  nowMs: number,
): Answer<'correctPerson'> {
  const outcome = correctPerson(store, { typed, by: readBy(by), nowMs })
  switch (outcome.type) {
    case 'changed':
      return outcome
    case 'unchanged':
      return refuse('unchanged')
    case 'unknown-person':
      return refuse('nobody-has-number', { number: typed.employeeNumber })
    default:
      return refuseTyped(outcome, by)
  }
}

function refuseTyped(outcome: Exclude<AddPersonOutcome, { type: 'added' }>, by: string | undefined): Refused {
  switch (outcome.type) {
    case 'number-taken':
      return refuse('number-taken', { number: outcome.by.employeeNumber, name: outcome.by.displayName })
    case 'email-taken': {
      const { displayName: name, employeeNumber: number } = outcome.by
      return refuse('email-taken', { email: outcome.email, name, number })
    }
    case 'not-writable':
      return refuse(outcome.why, { name: mostPersonName, number: mostEmployeeNumber, email: mostEmail })
    case 'not-allowed':
      return refuseAuthority(outcome.why, by)
  }
}
