/** What a status says of a request as a whole (RFC 9110), wherever a vendor's page gives it no meaning of its own. */
import type { WireAnswer } from './connector.ts'

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

/** The request was not taken up: asked too often, not received in time, or not serving now. */
export function isBusy(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status === 503
}

/** Moved, no access, or nothing at this address: no row is at fault, and redirects are not followed. */
export function isMisdirected(status: number): boolean {
  return (status >= 300 && status < 400) || [401, 403, 404, 405, 407, 410, 415, 421, 426].includes(status)
}

/** The status in words. Of a redirect also where it points, without path and query: they may hold what was sent. */
export function sayStatus({ status, headers }: Pick<WireAnswer, 'status' | 'headers'>): string {
  const { location } = headers
  if (status < 300 || status >= 400 || location === undefined) return `status ${status}`
  return `status ${status}, a redirect to ${sayTarget(location)}, and redirects are not followed`
}

function sayTarget(location: string): string {
  const url = URL.parse(location, nowhere)
  if (url === null || url.origin === 'null') return 'no address'
  if (url.origin === nowhere) return 'another path of the same address'
  return location.startsWith('//') ? url.host : url.origin
}

/** Stands for the address that was asked. */
const nowhere = 'http://nowhere.invalid'
