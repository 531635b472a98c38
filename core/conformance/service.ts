/** The service under test: what is known of it, how it is asked, and names and dates that no other run has used. */
import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { Agent, request } from 'undici'

export type ServiceOptions = {
  url: string
  /** Key, password or bearer token, wherever one is asked for. */
  secret: string
  /** Community ID of the clock interface. */
  communityId: string
  /** A location that the service knows, where it does not know every name; null: it does. */
  location: string | null
  /** IANA zone of the service; null: nobody says. */
  zone: string | null
  /** The service's threshold for error records in percent; null: it has none, or nobody says. */
  errorThreshold: number | null
}

export type Ask = {
  method?: 'GET' | 'POST' | 'DELETE' | 'PUT'
  /** Without a content type of its own a text is sent as it is, anything else as JSON. */
  body?: unknown
  headers?: Record<string, string>
}

export type Answer = {
  status: number
  /** Lower case, without parameters; null where there is none. */
  mediaType: string | null
  headers: Record<string, string>
  text: string
  /** Undefined where the body is no JSON. */
  json: unknown
}

/** No complete answer came in time; everything else that a check rejects with is about an answer that came. */
export class NoAnswer extends Error {}

export type Service = ServiceOptions & {
  /** Rejects with `NoAnswer` when no complete answer comes in time. */
  ask: (path: string, ask?: Ask) => Promise<Answer>
  /** Six letters and digits that no other run has. */
  run: string
  /** A date as YYYY-MM-DD, another one at every call, and in all likelihood none of another run. */
  nextDate: () => string
  /** From 1, another one at every call. */
  nextNumber: () => number
  /** What must be done once per run, such as a login; the same promise at every call. */
  once: <Value>(name: string, make: () => Promise<Value>) => Promise<Value>
  close: () => Promise<void>
}

const dayMs = 86_400_000
/** No rule says that a date is near; the far ones get in nobody's way. */
const earliestDateMs = Date.UTC(2200, 0, 1)
const dates = 250_000

/** Times in milliseconds, sizes in bytes. */
const connectMs = 5_000
const answerMs = 10_000
const answerBytes = 8 * 1024 * 1024

export function openService(options: ServiceOptions): Service {
  const url = options.url.replace(/\/+$/, '')
  const agent = new Agent({
    connect: { timeout: connectMs },
    headersTimeout: answerMs,
    bodyTimeout: answerMs,
    maxResponseSize: answerBytes,
    connections: 4,
  })
  const firstDay = randomInt(dates)
  let days = 0
  let numbers = 0
  const made = new Map<string, Promise<unknown>>()
  return {
    ...options,
    url,
    run: randomBytes(4).readUInt32BE().toString(36).padStart(7, '0').slice(-6),
    ask: async (path, ask = {}) => {
      const { method = 'POST', body, headers = {} } = ask
      const isJson = body !== undefined && typeof body !== 'string'
      try {
        const answered = await request(url + path, {
          dispatcher: agent,
          method,
          headers: {
            ...(isJson && { 'content-type': 'application/json' }),
            'x-request-id': `conformance-${randomUUID()}`,
            ...headers,
          },
          body: body === undefined ? null : isJson ? JSON.stringify(body) : (body as string),
          signal: AbortSignal.timeout(answerMs),
        })
        return readAnswer(answered.statusCode, answered.headers, await answered.body.text())
      } catch (error) {
        throw new NoAnswer(`${method} ${path.split('?')[0]}: ${describe(error)}`)
      }
    },
    nextDate: () => {
      const atMs = earliestDateMs + ((firstDay + days) % dates) * dayMs
      days += 1
      return new Date(atMs).toISOString().slice(0, 10)
    },
    nextNumber: () => {
      numbers += 1
      return numbers
    },
    once: <Value>(name: string, make: () => Promise<Value>) => {
      const known = made.get(name) ?? make()
      made.set(name, known)
      return known as Promise<Value>
    },
    close: () => agent.destroy(),
  }
}

/** Nothing of the request is in it. */
function describe(error: unknown): string {
  const inner = error instanceof AggregateError ? error.errors[0] : error
  if (!(inner instanceof Error)) return String(inner)
  return 'code' in inner && typeof inner.code === 'string' ? `${inner.code}: ${inner.message}` : inner.message
}

function readAnswer(status: number, given: Record<string, string | string[] | undefined>, text: string): Answer {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
  }
  const mediaType = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? null
  return { status, mediaType, headers, text, json: readJson(text) }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The body as JSON where it is some, else as text: what a reader wants to see of an answer. */
export function contentOf(answer: Answer): unknown {
  return answer.json === undefined ? answer.text : answer.json
}

/** A member of an object that came over the wire; undefined where there is no such object or member. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Record<string, unknown>)[name]
}

/** What comes back for a request that must be refused, whatever the words: `refused`, or what came instead. */
export function refusalOf(answer: Answer): unknown {
  return answer.status >= 400 && answer.status < 500 ? 'refused' : { status: answer.status, content: contentOf(answer) }
}

export function isGuid(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)
}

/** `word` where the value is as it should be, else the value itself, so that a reader sees what came. */
export function as(word: string, value: unknown, isSo: boolean): unknown {
  return isSo ? word : (value ?? null)
}

export function asText(value: unknown): unknown {
  return as('a text', value, typeof value === 'string' && value.trim() !== '')
}

export function asGuid(value: unknown): unknown {
  return as('a GUID', value, isGuid(value))
}
