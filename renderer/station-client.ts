/**
 * The screens' end of the contract: calls that never throw, events that were checked, and one word on how things stand
 * with the station. A station that hangs is as lost as one that died.
 */
import { createBirpc } from 'birpc'
import type {
  Answer,
  CallName,
  EventName,
  Listener,
  Rejection,
  Request,
  SetupView,
  StationView,
  StatusView,
} from '../core/contract/contract.ts'
import type { Channel, StationLink } from './link/station-link.ts'

export type Connection =
  /** Not yet there for the first time. */
  | { type: 'connecting' }
  | { type: 'open' }
  /** `retryAtMs` is null where the shell brings the station back. */
  | { type: 'lost'; retryAtMs: number | null }
  | { type: 'not-let-in' }

export type Lost = { type: 'lost' }
export type Call = <N extends CallName>(name: N, request: Request<N>) => Promise<Answer<N> | Rejection | Lost>

export type StationClientEvents = {
  /** Comes with every `open`: what the station is may have changed while it was away. */
  onOpen: (station: StationView, status: StatusView) => void
  /** In its place where there is no station yet, but somebody who may say what it is to be. */
  onSetup: (setup: SetupView) => void
  onConnection: (connection: Connection) => void
  hear: Listener
}

/** A station answers in milliseconds; one that imports a large roster may hold its breath for a few seconds (ours). */
const answerWithinMs = 12_000
const heartbeatEveryMs = 5000

export function createStationClient(link: StationLink, told: StationClientEvents): { call: Call } {
  let conversation: ReturnType<typeof converse> | null = null

  function end(): void {
    conversation?.close()
    conversation = null
  }

  async function open(channel: Channel): Promise<void> {
    end()
    const opened = converse(channel, told.hear)
    conversation = opened
    const [station, status] = await Promise.all([opened.call('getStation', {}), opened.call('getStatus', {})])
    if (conversation !== opened) return
    if (station.type === 'in-setup') {
      told.onSetup(station.view)
      told.onConnection({ type: 'open' })
      return
    }
    if (station.type !== 'station' || status.type !== 'status') {
      link.giveUp()
      return
    }
    told.onOpen(station.view, status.view)
    told.onConnection({ type: 'open' })
  }

  setInterval(async () => {
    const asked = conversation
    if (asked === null) return
    const answer = await asked.call('getStatus', {})
    if (conversation !== asked) return
    if (answer.type === 'status') told.hear('statusChanged', answer.view)
    else if (answer.type === 'lost') link.giveUp()
  }, heartbeatEveryMs)

  link.start({
    onOpen: (channel) => void open(channel),
    onLost: (retryAtMs) => {
      end()
      told.onConnection({ type: 'lost', retryAtMs })
    },
    onNotLetIn: () => {
      end()
      told.onConnection({ type: 'not-let-in' })
    },
  })

  return {
    call: async (name, request) => (conversation === null ? { type: 'lost' } : conversation.call(name, request)),
  }
}

function converse(channel: Channel, hear: Listener): { call: Call; close: () => void } {
  const rpc = createBirpc<Record<string, never>, Record<string, never>, false>(
    {},
    {
      proxify: false,
      post: (text: string) => channel.post(text),
      on: (listener) => channel.listen(listener),
      serialize: (message) => JSON.stringify(message),
      deserialize: (text) => JSON.parse(text),
      resolver: (name) => (body) => pass(name, body, hear),
      onGeneralError: () => true,
      timeout: answerWithinMs,
    },
  )
  return {
    call: async (name, request) => {
      try {
        return readAnswer(await rpc.$callRaw({ method: name, args: [request] }))
      } catch {
        return { type: 'lost' }
      }
    },
    close: () => rpc.$close(),
  }
}

/**
 * The door has held each answer and event against the contract before it let it out, and the page is the station's own; what
 * is looked at here is whether it is one at all. A kiosk so loads its types alone, and no validator.
 */
function readAnswer<N extends CallName>(answer: unknown): Answer<N> | Rejection | Lost {
  const isAnswer = typeof answer === 'object' && answer !== null && 'type' in answer && typeof answer.type === 'string'
  return isAnswer ? (answer as Answer<N> | Rejection) : { type: 'lost' }
}

const eventNames: Record<EventName, true> = {
  decided: true,
  undone: true,
  badgeRead: true,
  statusChanged: true,
  signInBadge: true,
}

function pass(name: string, body: unknown, hear: Listener): void {
  if (!Object.hasOwn(eventNames, name) || typeof body !== 'object' || body === null) return
  hear(name as EventName, body as never)
}
