/** What a status says of a request as a whole (RFC 9110), wherever a vendor's page gives it no meaning of its own. */

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
