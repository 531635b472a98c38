/** Asking for a token (Paperless Employee, “Authorization”). */
import type { AuthDataSettings } from '../contract/settings.ts'
import { isBusy, isSuccess, sayStatus } from './answer-status.ts'
import { readToken } from './auth-data-answer.ts'
import type { Login } from './connector.ts'

export function createAuthDataLogin(settings: AuthDataSettings): Login {
  const { username, password, companyUrlSuffix } = settings
  return {
    request: () => ({
      method: 'POST',
      path: '/authorize/token',
      headers: { 'content-type': 'application/json', ...subscriptionHeader(settings) },
      body: JSON.stringify({ username, password, companyUrlSuffix }),
    }),
    decode: ({ status, headers, body }) => {
      const token = isSuccess(status) ? readToken(body) : null
      if (token !== null) return { type: 'token', token, goodForMs: settings.tokenMinutes * 60_000 }
      if (isBusy(status) || status >= 500)
        return { type: 'hold', cause: 'busy', why: `asking for a token: status ${status}` }
      // What was said may quote what was sent.
      return { type: 'hold', cause: 'configuration', why: `no token was given: ${sayStatus({ status, headers })}` }
    },
  }
}

/** The page has it at the login; ours: every call of a service that wants one there may want it. */
export function subscriptionHeader({ subscriptionKey }: AuthDataSettings): Record<string, string> {
  return subscriptionKey === undefined ? {} : { 'ocp-apim-subscription-key': subscriptionKey }
}
