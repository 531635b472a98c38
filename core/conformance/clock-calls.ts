/** How the clock interface is called (Sonoran CMS, “Clock In Out” and “Get Current Clock In”). */
import type { Answer, Service } from './service.ts'

export const clockPage = { vendor: 'Sonoran CMS', page: 'Clock In Out' }
export const readBackPage = { vendor: 'Sonoran CMS', page: 'Get Current Clock In' }

export const clockPath = '/general/clock_in_out'
const readBackPath = '/general/get_current_clock_in'

export const notLinked = 'API ID NOT LINKED TO AN ACCOUNT IN THIS COMMUNITY'

/** The envelope; `more` replaces parts of it. */
export function clockBody(service: Service, data: unknown, more: Record<string, unknown> = {}) {
  return { id: service.communityId, key: service.secret, type: 'CLOCK_IN_OUT', data, ...more }
}

/** One object in one call. `key` is its Idempotency-Key (ours). */
export function punch(service: Service, object: unknown, key?: string): Promise<Answer> {
  return punchAll(service, [object], key)
}

export function punchAll(service: Service, objects: readonly unknown[], keys?: string): Promise<Answer> {
  const headers: Record<string, string> = keys === undefined ? {} : { 'idempotency-key': keys }
  return service.ask(clockPath, { body: clockBody(service, objects), headers })
}

export function readBack(service: Service, data: unknown, more: Record<string, unknown> = {}): Promise<Answer> {
  return service.ask(readBackPath, { body: clockBody(service, data, { type: 'GET_CURRENT_CLOCK_IN', ...more }) })
}

/** However they were found: with a forced clock in and a toggle somebody is out, by the page's own rules. */
export async function bringOut(service: Service, identifiers: Record<string, unknown>): Promise<void> {
  await punch(service, { ...identifiers, forceClockIn: true })
  await punch(service, identifiers)
}

/** Whether somebody is in, seen by what a toggle answers; they are out afterwards. */
export async function isFoundIn(service: Service, identifiers: Record<string, unknown>): Promise<string> {
  const answer = said(await punch(service, identifiers))
  if (answer === '200 CLOCKED OUT') return 'in'
  await bringOut(service, identifiers)
  return answer === '200 CLOCKED IN' ? 'out' : answer
}

export function said(answer: Answer): string {
  return `${answer.status} ${answer.text}`
}
