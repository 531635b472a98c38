/** The asking side of a door: calls of the contract over any channel that carries text. */
import { createBirpc } from 'birpc'
import { z } from 'zod'
import {
  type Answer,
  type CallName,
  calls,
  type EventName,
  type Listener,
  type Rejection,
  type Request,
} from '../contract/contract.ts'
import { events, rejection } from '../contract/screen-calls.ts'
import type { Channel } from './serve-rpc.ts'

/** The channel closed before the answer came, or what came was no answer. Whether the station did it is not known. */
export type Lost = { type: 'lost'; why: string }

export type Call = <N extends CallName>(name: N, request: Request<N>) => Promise<Answer<N> | Rejection | Lost>

/**
 * Never throws. Waits for an answer as long as the channel is open: an import may take minutes. Whoever owns the channel
 * calls `close` when it has closed, which ends the calls under way as `lost`.
 */
export function callRpc(channel: Channel, hear: Listener = () => {}): { call: Call; close: () => void } {
  let stopListening = () => {}
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
      deserialize: (message) => z.looseObject({ t: z.string() }).parse(JSON.parse(String(message))),
      resolver: (name) => (body) => hearEvent(name, body, hear),
      timeout: -1,
    },
  )

  return {
    call: async (name, request) => {
      try {
        const answer: unknown = await rpc.$callRaw({ method: name, args: [request] })
        return readAnswer(name, answer)
      } catch (error) {
        return { type: 'lost', why: error instanceof Error ? error.message : String(error) }
      }
    },
    close: () => rpc.$close(),
  }
}

function readAnswer<N extends CallName>(name: N, answer: unknown): Answer<N> | Rejection | Lost {
  const own = calls[name].answer.safeParse(answer)
  if (own.success) return own.data as Answer<N>
  const refused = rejection.safeParse(answer)
  if (refused.success) return refused.data
  return { type: 'lost', why: `the answer to ${name} was not understood: ${z.prettifyError(own.error)}` }
}

function hearEvent(name: string, body: unknown, hear: Listener): void {
  if (!Object.hasOwn(events, name)) return
  const known = name as EventName
  const checked = events[known].safeParse(body)
  if (checked.success) hear(known, checked.data)
}
