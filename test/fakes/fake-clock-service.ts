/**
 * A clock service in memory that does what the vendor's page says (Sonoran CMS, “Clock In Out”): without a flag a call is
 * a toggle. With `isReference` it also takes `occurredAt` and remembers `Idempotency-Key`.
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WireAnswer, WireRequest } from '../../core/upstream/connector.ts'

export type ClockEvent = {
  username: string
  kind: 'in' | 'force-in' | 'out'
  occurredAt: string | null
  key: string | null
}

export type FakeClockService = {
  handle: (request: WireRequest) => WireAnswer
  /** Everything it accepted, in order. */
  events: ClockEvent[]
  isIn: (username: string) => boolean
  /** Somebody else toggles this person. */
  toggle: (username: string) => void
  /** Objects per request, in order. */
  requests: { path: string; objects: number }[]
}

export type FakeClockOptions = {
  isReference: boolean
  /** Answers as real clients of the vendor see them. */
  answersWithRows?: boolean
  hasReadBack?: boolean
  unknownPeople?: ReadonlySet<string>
  key?: string
}

export const fakeCommunityId = 'foyer'
export const fakeKey = 'the-key'

type Answered = { status: number; result: unknown }

export function createFakeClockService(options: FakeClockOptions): FakeClockService {
  const { isReference, answersWithRows = false, hasReadBack = true, unknownPeople = new Set(), key = fakeKey } = options
  const events: ClockEvent[] = []
  const inSince = new Map<string, number>()
  const answeredByKey = new Map<string, Answered>()
  const requests: { path: string; objects: number }[] = []

  const words = (kind: ClockEvent['kind'], wasIn: boolean): unknown => {
    if (answersWithRows) return { id: 7, startTime: null, endTime: null, completed: kind === 'out', notes: '' }
    if (kind === 'out') return 'CLOCKED OUT'
    return kind === 'force-in' && wasIn ? 'FORCE CLOCKED IN' : 'CLOCKED IN'
  }

  const apply = (username: string, isForced: boolean, occurredAt: string | null, eventKey: string | null): unknown => {
    const wasIn = inSince.has(username)
    const kind = isForced ? 'force-in' : wasIn ? 'out' : 'in'
    if (kind === 'out') inSince.delete(username)
    else inSince.set(username, events.length)
    events.push({ username, kind, occurredAt, key: eventKey })
    return words(kind, wasIn)
  }

  const clockOne = (object: Record<string, unknown>, eventKey: string | null): Answered => {
    const known = eventKey === null ? undefined : answeredByKey.get(eventKey)
    if (known) return known
    const username = String(object.username ?? '')
    const answered: Answered = unknownPeople.has(username)
      ? { status: isReference ? 404 : 400, result: 'API ID NOT LINKED TO AN ACCOUNT IN THIS COMMUNITY' }
      : {
          status: 200,
          result: apply(
            username,
            object.forceClockIn === true,
            isReference ? String(object.occurredAt) : null,
            isReference ? eventKey : null,
          ),
        }
    if (isReference && eventKey !== null && answered.status === 200) answeredByKey.set(eventKey, answered)
    return answered
  }

  const clockInOut = (data: Record<string, unknown>[], request: WireRequest): WireAnswer => {
    const keys = request.headers['idempotency-key']?.split(',') ?? []
    const answers = data.map((object, index) => clockOne(object, keys[index] ?? null))
    const [only] = answers
    if (only && answers.length === 1) {
      return answer(only.status, typeof only.result === 'string' ? only.result : JSON.stringify(only.result))
    }
    return answer(200, JSON.stringify(answers.map((item, index) => ({ index, ...item }))))
  }

  return {
    events,
    requests,
    isIn: (username) => inSince.has(username),
    toggle: (username) => {
      if (!inSince.delete(username)) inSince.set(username, -1)
    },
    handle: (request) => {
      const body = JSON.parse(request.body ?? '{}')
      requests.push({ path: request.path, objects: [body.data].flat().length })
      if (body.id !== fakeCommunityId) return answer(400, 'INVALID COMMUNITY ID')
      if (body.key !== key) return answer(400, 'INVALID API KEY')
      if (request.path === '/general/clock_in_out' && body.type === 'CLOCK_IN_OUT')
        return clockInOut(body.data, request)
      if (request.path === '/general/get_current_clock_in' && hasReadBack) {
        const username = String(body.data.username)
        if (unknownPeople.has(username)) return answer(400, 'API ID NOT LINKED TO AN ACCOUNT IN THIS COMMUNITY')
        if (!inSince.has(username)) return answer(200, 'Not Clocked In')
        return answer(200, JSON.stringify({ id: 7, startTime: null, endTime: null, completed: false, notes: '' }))
      }
      return answer(404, '<html>Not found</html>')
    },
  }
}

function answer(status: number, body: string): WireAnswer {
  return { status, headers: { 'content-type': 'text/plain' }, body }
}

/** Serves `handle` on a free port of 127.0.0.1. */
export async function serveFake(
  handle: (request: WireRequest) => WireAnswer,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server: Server = createServer((incoming, outgoing) => {
    const pieces: Buffer[] = []
    incoming.on('data', (piece) => pieces.push(piece))
    incoming.on('end', () => {
      const headers: Record<string, string> = {}
      for (const [name, value] of Object.entries(incoming.headers)) headers[name] = String(value)
      const said = handle({
        method: 'POST',
        path: incoming.url ?? '/',
        headers,
        body: Buffer.concat(pieces).toString(),
      })
      outgoing.writeHead(said.status, said.headers).end(said.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
