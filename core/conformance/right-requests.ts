/**
 * A request of each interface with which nothing is wrong: the other half of a check that something is refused, so that a
 * service that refuses everything passes none of those. Each gives back `taken`, or what came instead.
 */
import { authorize, newEmployee, stage, tokenOf } from './auth-data-calls.ts'
import { checkIn, codeOf, newCard } from './card-calls.ts'
import { bringOut, punch, said } from './clock-calls.ts'
import { alma } from './expected-people.ts'
import { entryFor, outcomeOf, put } from './presence-calls.ts'
import { as, member, type Service } from './service.ts'
import { deleteItems, hashOf, item, logIn, newLinkId, putItems, wordsOf } from './time-profile-calls.ts'

export async function takesEntry(service: Service): Promise<unknown> {
  const outcome = await outcomeOf(put(service, [entryFor(service, service.nextDate())]))
  return as('taken', outcome, member(outcome, 'created') === 1)
}

/** Leaves the person out. */
export async function takesPunch(service: Service): Promise<unknown> {
  const byApiId = { apiId: alma.apiId }
  await bringOut(service, byApiId)
  const answer = said(await punch(service, byApiId))
  await bringOut(service, byApiId)
  return as('taken', answer, answer === '200 CLOCKED IN')
}

export async function takesEmployee(service: Service): Promise<unknown> {
  const { status } = await stage(service, [newEmployee(service)])
  return as('taken', status, status === 200)
}

export async function givesToken(service: Service): Promise<unknown> {
  const answer = await authorize(service, service.secret)
  return as('taken', answer.status, tokenOf(answer) !== null)
}

export async function logsIn(service: Service): Promise<unknown> {
  const answer = await logIn(service, 'conformance', hashOf(service.secret))
  return as('taken', answer.status, typeof member(answer.json, 'token') === 'string')
}

export async function takesProfile(service: Service): Promise<unknown> {
  const linkId = newLinkId()
  const words = wordsOf(await putItems(service, [item(linkId)]))
  await deleteItems(service, [linkId])
  return as('taken', words, Array.isArray(words) && words[0] === 'true created')
}

export async function takesCard(service: Service): Promise<unknown> {
  const code = codeOf(await checkIn(service, { MatchUserByEmployeeNumber: alma.employeeNumber, ...newCard(service) }))
  return as('taken', code, code === 0)
}
