/**
 * The one way in which anything is sent to an upstream: with limits on every wait and on the answer's size, without
 * following redirects, with TLS verified. Nothing throws: a failure says whether the request can have reached the other
 * side, because that decides between trying again and asking first.
 */
import { randomUUID } from 'node:crypto'
import type { Agent, Dispatcher, request } from 'undici'
import type { WireAnswer, WireRequest } from './connector.ts'

export type HttpLimits = {
  connectMs: number
  /** From the request until the answer begins. */
  headersMs: number
  /** Between two pieces of the answer's body. */
  bodyMs: number
  /** All of it together: an answer that drips is not waited for. */
  totalMs: number
  answerBytes: number
}

export const usualLimits: HttpLimits = {
  connectMs: 10_000,
  headersMs: 30_000,
  bodyMs: 30_000,
  totalMs: 90_000,
  answerBytes: 8 * 1024 * 1024,
}

/** `requestId` is what both sides' logs have in common. */
export type SendOutcome = { requestId: string } & (
  | { type: 'answered'; answer: WireAnswer }
  /** No byte of the request left: no connection, no such name, no trusted certificate. */
  | { type: 'not-sent'; why: string }
  /** It went out, and no complete answer came: nobody knows. */
  | { type: 'lost'; why: string }
)

export type Exchange = {
  send: (baseUrl: string, wire: WireRequest) => Promise<SendOutcome>
  /** Ends the connections; requests under way come out as lost. */
  close: () => Promise<void>
}

/** @param openClient Other than undici's for tests alone. */
export function createExchange(limits: HttpLimits = usualLimits, openClient = openUndici): Exchange {
  let opening: Promise<Client> | null = null
  let isClosed = false
  const open = (): Promise<Client> => {
    opening ??= openClient(limits).catch((error: unknown) => {
      // What could not be read now, for want of open files for example, is read at the next request.
      opening = null
      throw error
    })
    return opening
  }

  return {
    send: async (baseUrl, wire) => {
      const requestId = randomUUID()
      const mark = { isStarted: false }
      try {
        const client = await open()
        if (isClosed) return { type: 'not-sent', requestId, why: 'the connections are closed' }
        const answered = await client.request(baseUrl.replace(/\/+$/, '') + wire.path, {
          dispatcher: client.agent.compose(markStart(mark)),
          method: wire.method,
          headers: { ...wire.headers, 'x-request-id': requestId },
          body: wire.body,
          signal: AbortSignal.timeout(limits.totalMs),
        })
        const headers = flatten(answered.headers)
        const body = await answered.body.text()
        return { type: 'answered', requestId, answer: { status: answered.statusCode, headers, body } }
      } catch (error) {
        return { type: mark.isStarted ? 'lost' : 'not-sent', requestId, why: describe(error) }
      }
    },
    close: async () => {
      isClosed = true
      // A client that did not open is none to close.
      const client = await opening?.catch(() => null)
      await client?.agent.destroy()
    },
  }
}

type Client = { agent: Agent; request: typeof request }

/** undici is read when there is something to send: it takes as long as opening the database and the doors together. */
async function openUndici(limits: HttpLimits): Promise<Client> {
  const { Agent, request } = await import('undici')
  const agent = new Agent({
    connect: { timeout: limits.connectMs, rejectUnauthorized: true },
    headersTimeout: limits.headersMs,
    bodyTimeout: limits.bodyMs,
    maxResponseSize: limits.answerBytes,
    // How many requests are under way at once is decided by whoever sends; this is only the bound.
    connections: 256,
  })
  return { agent, request }
}

/** Notes when the request is handed to a connected socket: a failure before that is known to have sent nothing. */
function markStart(mark: { isStarted: boolean }): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart: (controller, context) => {
        mark.isStarted = true
        handler.onRequestStart?.(controller, context)
      },
      onRequestUpgrade: (controller, status, headers, socket) =>
        handler.onRequestUpgrade?.(controller, status, headers, socket),
      onResponseStart: (controller, status, headers, message) =>
        handler.onResponseStart?.(controller, status, headers, message),
      onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
      onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
      onResponseError: (controller, error) => handler.onResponseError?.(controller, error),
    })
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
  }
  return flat
}

/** Code and words of a failure. Neither holds anything of the request. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // Several addresses were tried and each failed: the first says enough.
  const inner = error instanceof AggregateError ? error.errors[0] : error
  const first = inner instanceof Error ? inner : error
  const code = 'code' in first && typeof first.code === 'string' ? `${first.code}: ` : ''
  return `${code}${first.message || first.name}`
}
