/**
 * A proxy that does not let well alone: HTTP over real TCP, in a process of its own, between station and service. Which
 * request meets which fault is drawn from a seed. Run as a program it takes one argument, JSON, and is told the rest by
 * its parent.
 */
import { appendFileSync } from 'node:fs'
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, faults, faultWeights, type SpoiltItems, spoilItems } from './faults.ts'
import { createRandom } from './random.ts'

export type ProxyOptions = {
  seed: number
  servicePort: number
  /** Every change of a time profile that the service has answered is written here, a line each. */
  logFile: string
  /** Longer than the station waits for an answer. */
  delayMs: number
  /** A bug, so that the ordeal can be seen to fail: the service never hears of a key, as if it knew none. */
  dropsKeys: boolean
  /** No fault but this one. */
  only?: Fault
}

/** `share`: of requests that something happens to. */
export type ProxyOrder = { type: 'weather'; share: number } | { type: 'count' }
export type ProxyWord =
  | { type: 'ready'; port: number }
  | { type: 'counts'; requests: number; injected: Record<Fault, number>; serviceAway: number }

export type LoggedChange = { path: string; method: string; body: string; answer: string }

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer }

/** A repeat of these changes nothing, however late it comes; see the known gaps for the others. */
const maybeLate = /^\/(general\/clock_in_out|ext\/v1\/presence)/

function startProxy(options: ProxyOptions): void {
  const random = createRandom(options.seed, 'proxy')
  const injected = Object.fromEntries(faults.map((fault) => [fault, 0])) as Record<Fault, number>
  const agent = new Agent({ keepAlive: false })
  const sockets = new Set<Socket>()
  let requests = 0
  let serviceAway = 0
  let share = 0
  let port = 0

  const forward = (asked: IncomingMessage, body: Buffer): Promise<Answer | null> =>
    new Promise((resolve) => {
      const headers: IncomingHttpHeaders = { ...asked.headers, connection: 'close' }
      if (options.dropsKeys) delete headers['idempotency-key']
      const { method = 'GET', url = '/' } = asked
      const sent = request(
        { agent, host: '127.0.0.1', port: options.servicePort, method, path: url, headers },
        (answered) => {
          const pieces: Buffer[] = []
          answered.on('data', (piece: Buffer) => pieces.push(piece))
          answered.on('error', () => resolve(null))
          answered.on('end', () => {
            const answer = { status: answered.statusCode ?? 0, headers: answered.headers, body: Buffer.concat(pieces) }
            if (/timeprofile/.test(url) && answer.status === 200) {
              const line: LoggedChange = { path: url, method, body: body.toString(), answer: answer.body.toString() }
              appendFileSync(options.logFile, `${JSON.stringify(line)}\n`)
            }
            resolve(answer)
          })
        },
      )
      sent.on('error', () => {
        serviceAway += 1
        resolve(null)
      })
      sent.end(body)
    })

  const answerWith = (response: ServerResponse, answer: Answer | null): void => {
    if (response.destroyed) return
    if (answer === null) {
      response.writeHead(502, { 'content-type': 'text/plain' }).end('bad gateway')
      return
    }
    const { 'transfer-encoding': _encoding, connection: _connection, ...headers } = answer.headers
    response.writeHead(answer.status, { ...headers, 'content-length': answer.body.length }).end(answer.body)
  }

  /** Nobody listens for a while, so that connections are refused by the system itself. */
  const refuse = async (response: ServerResponse): Promise<void> => {
    response.socket?.resetAndDestroy()
    server.close()
    for (const socket of sockets) socket.resetAndDestroy()
    await sleep(random.between(50, 400))
    listen()
  }

  const pour = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const piece = Buffer.alloc(65_536, ' ')
    let left = 1_073_741_824 / piece.length
    const more = (): void => {
      while (left > 0 && !response.destroyed) {
        left -= 1
        if (!response.write(piece)) {
          response.once('drain', more)
          return
        }
      }
      response.end()
    }
    more()
  }

  const spoil = (response: ServerResponse, answer: Answer, fault: SpoiltItems): boolean => {
    const body = answer.status === 200 ? spoilItems(answer.body.toString(), fault) : null
    if (body === null) return false
    answerWith(response, { ...answer, body: Buffer.from(body) })
    return true
  }

  /** False where the fault could not be had of this request; nothing was sent then. */
  const inject = async (
    fault: Fault,
    asked: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): Promise<boolean> => {
    const refuseWith = (status: number, headers: Record<string, string> = {}): void => {
      answerWith(response, { status, headers: { 'content-type': 'text/plain', ...headers }, body: Buffer.from('no') })
    }
    switch (fault) {
      case 'refused connection':
        await refuse(response)
        return true
      case 'reset before':
        response.socket?.resetAndDestroy()
        return true
      case 'delay before':
        await sleep(options.delayMs)
        response.socket?.destroy()
        return true
      case 'delivered late':
        if (!maybeLate.test(asked.url ?? '')) return false
        await sleep(options.delayMs)
        await forward(asked, body)
        response.socket?.destroy()
        return true
      case '5xx before':
        refuseWith(random.pick([500, 502, 503, 504]))
        return true
      case '429 with Retry-After':
        refuseWith(429, { 'retry-after': '1' })
        return true
      case '429 without Retry-After':
        refuseWith(429)
        return true
      default:
        return injectAfter(fault, await forward(asked, body), response)
    }
  }

  /** Faults that come when the service has done what it was asked. */
  const injectAfter = async (
    fault: Exclude<Fault, 'refused connection' | `${string} before` | 'delivered late' | `429 ${string}`>,
    answer: Answer | null,
    response: ServerResponse,
  ): Promise<boolean> => {
    const give = (body: Buffer, headers: Record<string, string>, status = 200): void =>
      answerWith(response, { status, headers, body })
    if (answer === null) {
      answerWith(response, null)
      return true
    }
    switch (fault) {
      case 'reset after':
        response.socket?.resetAndDestroy()
        return true
      case 'delay after':
        await sleep(options.delayMs)
        answerWith(response, answer)
        return true
      case '5xx after':
        give(Buffer.from('broken'), { 'content-type': 'text/plain' }, random.pick([500, 502, 504]))
        return true
      case 'half a body':
        response.writeHead(answer.status, { 'content-length': answer.body.length + 1 })
        response.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)), () => response.socket?.destroy())
        return true
      case 'huge body':
        pour(response)
        return true
      case 'wrong content type':
        answerWith(response, { ...answer, headers: { ...answer.headers, 'content-type': 'application/pdf' } })
        return true
      case 'web page instead':
        give(Buffer.from('<html>Welcome to the hotel’s network</html>'), { 'content-type': 'text/html' })
        return true
      case 'wrong array length':
      case 'items in another order':
      case 'duplicate items':
        if (spoil(response, answer, fault)) return true
        answerWith(response, answer)
        return false
    }
  }

  const take = async (asked: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests += 1
    const pieces: Buffer[] = []
    asked.on('error', () => {})
    response.on('error', () => {})
    for await (const piece of asked) pieces.push(piece)
    const body = Buffer.concat(pieces)
    const fault = random.chance(share) ? (options.only ?? random.weigh(faultWeights)) : null
    if (fault === null) answerWith(response, await forward(asked, body))
    else if (await inject(fault, asked, body, response)) injected[fault] += 1
    else if (!response.headersSent) answerWith(response, await forward(asked, body))
  }

  // A request that was cut off by the station's death is nobody's fault.
  const server = createServer((asked, response) => void take(asked, response).catch(() => response.destroy()))
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  const listen = (): void => {
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      if (typeof address !== 'object' || address === null || port !== 0) return
      port = address.port
      tell({ type: 'ready', port })
    })
  }
  process.on('message', (order: ProxyOrder) => {
    if (order.type === 'weather') share = order.share
    else tell({ type: 'counts', requests, injected, serviceAway })
  })
  process.on('disconnect', () => process.exit(0))
  listen()
}

function tell(word: ProxyWord): void {
  process.send?.(word)
}

if (import.meta.main) startProxy(JSON.parse(process.argv[2] ?? ''))
