/** `MessageChannelMain` of the stand-in: two ends that can be handed to a page or a station, never used in between. */
import { strict } from './strict.ts'

export type Receiver = { message: (json: string) => void; closed: () => void }

/** One end of a channel. What arrives before anybody is attached waits. */
export class PortEnd {
  #other: PortEnd | null = null
  #receiver: Receiver | null = null
  #waiting: string[] = []
  #isClosed = false

  static pair(): [PortEnd, PortEnd] {
    const [one, two] = [new PortEnd(), new PortEnd()]
    one.#other = two
    two.#other = one
    return [one, two]
  }

  attach(receiver: Receiver): void {
    this.#receiver = receiver
    for (const json of this.#waiting.splice(0)) receiver.message(json)
    if (this.#isClosed) receiver.closed()
  }

  send(json: string): void {
    if (!this.#isClosed) this.#other?.take(json)
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#other?.hearClosed()
  }

  take(json: string): void {
    if (this.#receiver) this.#receiver.message(json)
    else this.#waiting.push(json)
  }

  hearClosed(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#receiver?.closed()
  }
}

const endsByPort = new WeakMap<object, PortEnd>()

export class MessageChannelMain {
  readonly port1: object
  readonly port2: object

  constructor() {
    const [one, two] = PortEnd.pair()
    this.port1 = makePort(one)
    this.port2 = makePort(two)
  }
}

function makePort(end: PortEnd): object {
  const port = strict('MessagePortMain', {})
  endsByPort.set(port, end)
  return port
}

/** The end behind a port that is transferred; a port can be transferred once, as under Electron. */
export function takeEnd(port: object): PortEnd {
  const end = endsByPort.get(port)
  if (end === undefined) throw new Error('Port at index 0 is already neutered')
  endsByPort.delete(port)
  return end
}

/** A message as it crosses: what cannot be cloned throws as under Electron, and JSON carries the rest. */
export function toJson(message: unknown): string {
  return JSON.stringify(structuredClone(message)) ?? 'null'
}
