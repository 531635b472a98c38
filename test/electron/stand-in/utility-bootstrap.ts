/** Runs a station's entry as Electron's utility process would: with `process.parentPort`, and ports of Electron's kind. */
import { pathToFileURL } from 'node:url'
import { toJson } from './ports.ts'
import { KnownEvents, strict } from './strict.ts'
import type { FromUtility, ToUtility } from './utility-process.ts'

const [, , entry] = process.argv
if (entry === undefined) throw new Error('The utility process has no entry')

const send = (message: FromUtility): void => {
  if (process.connected) process.send?.(message)
}

/** Electron's `MessagePortMain`: an emitter whose messages come as `{ data, ports }`, and wait until `start()`. */
class Port extends KnownEvents {
  readonly #id: number
  #isStarted = false
  #isClosed = false
  #waiting: string[] = []

  constructor(id: number) {
    super('MessagePortMain', ['message', 'close'])
    this.#id = id
  }

  start(): void {
    this.#isStarted = true
    for (const json of this.#waiting.splice(0)) this.#deliver(json)
  }

  postMessage(message: unknown, transfer: unknown[] = []): void {
    if (transfer.length > 0) throw new Error('The stand-in for Electron does not cover ports sent by a station')
    if (!this.#isClosed) send({ type: 'port-message', port: this.#id, json: toJson(message) })
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    send({ type: 'port-closed', port: this.#id })
    setImmediate(() => this.emit('close'))
  }

  take(json: string): void {
    if (this.#isStarted) this.#deliver(json)
    else this.#waiting.push(json)
  }

  hearClosed(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.emit('close')
  }

  #deliver(json: string): void {
    this.emit('message', strict('MessageEvent', { data: JSON.parse(json), ports: [] }))
  }
}

const portsById = new Map<number, Port>()
const parentEvents = new KnownEvents('parentPort', ['message'])
// Messages wait until somebody listens, as Electron documents for `parentPort`.
const waiting: unknown[] = []
const parentPort = strict(
  'parentPort',
  Object.assign(parentEvents, {
    postMessage: (message: unknown) => send({ type: 'message', json: toJson(message) }),
  }),
)
parentEvents.on('newListener', (event) => {
  if (event !== 'message') return
  setImmediate(() => {
    for (const each of waiting.splice(0)) parentEvents.emit('message', each)
  })
})

process.on('message', (message: ToUtility) => {
  if (message.type === 'port-message') portsById.get(message.port)?.take(message.json)
  else if (message.type === 'port-closed') portsById.get(message.port)?.hearClosed()
  else {
    const ports = message.ports.map((id) => {
      const port = new Port(id)
      portsById.set(id, port)
      return strict('MessagePortMain', port)
    })
    const event = strict('MessageEvent', { data: JSON.parse(message.json), ports })
    if (parentEvents.listenerCount('message') > 0 && waiting.length === 0) parentEvents.emit('message', event)
    else waiting.push(event)
  }
})
// Electron ends its utility processes when it ends itself.
process.on('disconnect', () => process.exit(1))

Object.defineProperty(process, 'parentPort', { value: parentPort })
process.argv.splice(1, 2, entry)
await import(pathToFileURL(entry).href)
