/** A connection to a browser's DevTools protocol: commands with answers, events by session. */
import { EventEmitter } from 'node:events'
import { WebSocket } from 'ws'

export type Params = Record<string, unknown>

/** Emits each event under its method's name, with `(params, sessionId)`. */
export class DevTools extends EventEmitter {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, { resolve: (result: Params) => void; reject: (error: Error) => void }>()
  #lastId = 0

  private constructor(socket: WebSocket) {
    super()
    this.#socket = socket
    socket.on('message', (data) => this.#take(JSON.parse(String(data))))
    // A broken connection is closed next.
    socket.on('error', () => {})
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('The browser is gone'))
      this.#waiting.clear()
      this.emit('disconnected')
    })
  }

  static async connect(endpoint: string): Promise<DevTools> {
    const socket = new WebSocket(endpoint, { perMessageDeflate: false, maxPayload: 256 * 1024 * 1024 })
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    return new DevTools(socket)
  }

  send(method: string, params: Params = {}, sessionId?: string): Promise<Params> {
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, {
        resolve,
        reject: (error) => reject(new Error(`${method}: ${error.message}`)),
      })
      this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }))
    })
  }

  close(): void {
    this.#socket.close()
  }

  #take(message: {
    id?: number
    result?: Params
    error?: { message: string }
    method?: string
    params?: Params
    sessionId?: string
  }): void {
    if (message.id === undefined) {
      if (message.method) this.emit(message.method, message.params ?? {}, message.sessionId)
      return
    }
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.error) waiting?.reject(new Error(message.error.message))
    else waiting?.resolve(message.result ?? {})
  }
}
