/**
 * Serves the contract over any channel that carries text. Whatever comes in, only the contract's own answers go out:
 * a request that does not fit, a caller who may not ask and a bug of ours are answers too, so nothing throws across a door.
 */
import { createBirpc } from 'birpc'
import { z } from 'zod'
import {
  type Answer,
  type Caller,
  type CallName,
  calls,
  type Handlers,
  type Listener,
  type Rejection,
  type Request,
  type Right,
  type Role,
  type SetupHandlers,
} from '../contract/contract.ts'
import { events } from '../contract/screen-calls.ts'

/** A station as its doors see it. */
export type StationApi = {
  /** A call without a handler here is refused, whoever asks: a station answers those of its setup, or those of its work. */
  handlers: Handlers | SetupHandlers
  /** Hears every event from now on; the answer ends it. */
  subscribe: (listener: Listener) => () => void
  /** In whose name a screen may ask now, an employee number; null: nobody is signed in there. */
  whoIsSignedIn: (callerId: string) => string | null
  /** The caller has gone: whoever was signed in there no longer is. */
  leave: (callerId: string) => void
}

/** Text in both directions, in order: what crosses is JSON on either door. */
export type Channel = {
  post: (text: string) => void
  /** Hears every message from now on, whatever it is; the answer ends it. */
  listen: (listener: (message: unknown) => void) => () => void
}

/** Where a door reports what an operator should know; `pino` has this shape. */
export type DoorLog = {
  warn: (fields: Record<string, unknown>, text: string) => void
  error: (fields: Record<string, unknown>, text: string) => void
}

/** Characters of the longest message that a door reads: a full `presentReports`, twice over. */
export const longestMessage = 512 * 1024

const mostIssues = 20

const call = z.object({
  t: z.literal('q'),
  i: z.string().max(64).optional(),
  m: z.string().max(64),
  a: z.array(z.unknown()).max(1),
})

/** Serves one caller until `close`, which ends only the conversation, not the channel under it. */
export function serveRpc(options: { api: StationApi; role: Role; channel: Channel; log: DoorLog }): {
  close: () => void
} {
  const { api, role, channel, log } = options
  const caller: Caller = { id: crypto.randomUUID(), role }
  let stopListening = () => {}
  let isWarned = false

  const rpc = createBirpc<Record<string, never>, Record<string, never>, false>(
    {},
    {
      proxify: false,
      post: (text: string) => channel.post(text),
      on: (listener) => {
        stopListening = channel.listen((message) => listener(message))
      },
      off: () => stopListening(),
      serialize: (message) => JSON.stringify(message),
      deserialize: readCall,
      resolver: (name) => (request) => answerCall({ api, caller, log, name, request }),
      // A message that is no call, or an answer to a caller who has gone. Said once, so that a caller cannot fill the log.
      onGeneralError: (error) => {
        if (!isWarned) log.warn({ reason: error.message }, 'A message at the door was not understood')
        isWarned = true
        return true
      },
    },
  )

  const unsubscribe = api.subscribe((name, body) => {
    const checked = events[name].safeParse(body)
    if (!checked.success) {
      log.error({ event: name, issues: listIssues(checked.error) }, 'An event does not fit the contract')
      return
    }
    // A screen that is just going away does not hear it, and asks anew when it is back.
    rpc.$callRaw({ method: name, args: [checked.data], event: true }).catch(() => {})
  })

  return {
    close: () => {
      unsubscribe()
      api.leave(caller.id)
      rpc.$close()
    },
  }
}

function readCall(message: unknown): z.output<typeof call> {
  if (typeof message !== 'string') throw new Error('expected text')
  if (message.length > longestMessage) throw new Error(`expected at most ${longestMessage} characters`)
  let parsed: unknown
  try {
    parsed = JSON.parse(message)
  } catch {
    // The parser's own words quote the message, which may hold a badge number.
    throw new Error('expected JSON')
  }
  const checked = call.safeParse(parsed)
  if (!checked.success) throw new Error(`expected a call: ${z.prettifyError(checked.error)}`)
  return checked.data
}

async function answerCall<N extends CallName>(asked: {
  api: StationApi
  caller: Caller
  log: DoorLog
  name: string
  request: unknown
}): Promise<Answer<N> | Rejection> {
  const { api, caller, log, name } = asked
  if (!isCallName<N>(name)) {
    return { type: 'invalid-request', issues: [{ path: '', expected: 'a call of the contract' }] }
  }
  const handle = findHandler(api.handlers, name)
  if (handle === null) return { type: 'not-allowed' }
  const right = findRight(api, calls[name].role, caller)
  if (right.type === 'not-allowed') return right

  const request = calls[name].request.safeParse(
    right.by === null ? asked.request : nameActor(name, asked.request, right.by),
  )
  if (!request.success) return { type: 'invalid-request', issues: listIssues(request.error) }
  try {
    const answer = await handle(request.data as Request<N>, caller)
    return calls[name].answer.parse(answer) as Answer<N>
  } catch (error) {
    const reference = crypto.randomUUID().slice(0, 8)
    log.error({ reference, call: name, error: describeError(error) }, 'A call failed')
    return { type: 'failed', reference }
  }
}

function findHandler<N extends CallName>(
  handlers: Handlers | SetupHandlers,
  name: N,
): ((request: Request<N>, caller: Caller) => Promise<Answer<N>>) | null {
  return ((Object.hasOwn(handlers, name) && handlers[name]) || null) as ReturnType<typeof findHandler<N>>
}

/** `by`: in whose name a screen asks; null where that is not the door's to say. */
function findRight(
  api: StationApi,
  right: Right,
  caller: Caller,
): { type: 'allowed'; by: string | null } | { type: 'not-allowed' } {
  if (caller.role === 'owner' || right === 'screen') return { type: 'allowed', by: null }
  const by = right === 'supervisor' ? api.whoIsSignedIn(caller.id) : null
  return by === null ? { type: 'not-allowed' } : { type: 'allowed', by }
}

/** Whoever is signed in acts in their own name, whatever the screen says. */
function nameActor(name: CallName, request: unknown, by: string): unknown {
  if (!Object.hasOwn(calls[name].request.shape, 'by')) return request
  return typeof request === 'object' && request !== null && !Array.isArray(request) ? { ...request, by } : request
}

function isCallName<N extends CallName>(name: string): name is N {
  return Object.hasOwn(calls, name)
}

function listIssues(error: z.ZodError): { path: string; expected: string }[] {
  return error.issues.slice(0, mostIssues).map(({ path, message }) => ({ path: path.join('.'), expected: message }))
}

/** For the log only: an Error has no fields of its own that JSON would show. */
export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
