/**
 * How presence entries are sent (Maptician, “Set Multiple Maptician Presence Entries (date only)”). The page shows neither
 * the parameters' names, nor those of `date`, `state` and `location`, nor an answer: all of these are ours, also where a
 * rule that is seen through them is the page's.
 */
import { alma } from './expected-people.ts'
import { type Answer, contentOf, member, type Service } from './service.ts'

export const presencePage = { vendor: 'Maptician', page: 'Set Multiple Maptician Presence Entries (date only)' }

export const presencePath = '/ext/v1/presence/dates_only'

export type Entry = Record<string, unknown>

/** A valid entry of Alma's, by email, at the location that the service knows. */
export function entryFor(service: Service, date: unknown, more: Entry = {}): Entry {
  return { email: alma.email, date, state: 'at_location', location: service.location ?? 'HQ', ...more }
}

export function put(service: Service, data: unknown, parameters: Record<string, unknown> = {}): Promise<Answer> {
  return service.ask(presencePath, { body: { ...parameters, data }, headers: { authorization: service.secret } })
}

/** What a request came to: how many were created and which entries were not, and why; or the answer, if it is no such. */
export async function outcomeOf(sent: Promise<Answer>): Promise<unknown> {
  const answer = await sent
  const created = member(answer.json, 'created')
  const faults = member(answer.json, answer.status === 200 ? 'skipped' : 'errors')
  if (![200, 422].includes(answer.status) || !Array.isArray(faults)) {
    return { status: answer.status, content: contentOf(answer) }
  }
  return { status: answer.status, created, faults: faults.map(summarize) }
}

function summarize(fault: unknown): string {
  return `${member(fault, 'index')} ${member(fault, 'reason')}`
}

/** Every valid entry was created; `faults` as `index reason`. */
export function created(count: number, ...faults: string[]) {
  return { status: 200, created: count, faults }
}

/** Nothing was created. */
export function cancelled(...faults: string[]) {
  return { status: 422, created: 0, faults }
}

/** Whether an occupant has an entry for a date, seen by what another one meets; they have one afterwards. */
export async function isTaken(service: Service, entry: Entry, parameters: Record<string, unknown> = {}) {
  const outcome = await outcomeOf(put(service, [entry], { ...parameters, onConflict: 'skip' }))
  const count = member(outcome, 'created')
  if (count === 1) return 'free'
  return count === 0 && JSON.stringify(member(outcome, 'faults')) === '["0 conflict"]' ? 'taken' : outcome
}
