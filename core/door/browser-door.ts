/**
 * The door of the browser shell: the screens over HTTP and the contract over a WebSocket, on the loopback interface only.
 * Any web page in any browser of this machine can reach the port, so a caller needs a token, and a page must be our own.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Role } from '../contract/contract.ts'
import { readAhead, readScreenFiles, type ScreenFile, type ScreenFiles } from './screen-files.ts'
import { type DoorLog, longestMessage, type StationApi, serveRpc } from './serve-rpc.ts'

// An `import` of node:http asks it for all that it has, `fetch` and its whole client included, and a station starts later for it.
const { createServer } = process.getBuiltinModule('node:http')

/** The subprotocol that the door speaks; the token travels as a second one, so that it stands in no URL. */
export const doorProtocol = 'foyer.1'
export const tokenPrefix = 'token.'

const host = '127.0.0.1'
/** A screen that has not taken so much is not reading any more. */
const mostBufferedBytes = 8 * 1024 * 1024
const mostConnections = 64
/** A page that hangs, or whose computer sleeps, does not say goodbye, and `ws` alone would wait half a minute for it. */
const goodbyeMs = 1000
/** With one token at once. Together fewer than all connections, so that the page is served whoever holds these (ours). */
const mostCallers: Record<Role, number> = { screen: 32, owner: 16 }
const refusalsNotedEveryMs = 60_000

export type BrowserDoorOptions = {
  api: StationApi
  /** 0 takes any free port. */
  port: number
  screensDir: string
  /** Hex, as `randomBytes(16).toString('hex')` gives it. */
  screenToken: string
  ownerToken: string
  /** The page may use the camera; absent: it may not. */
  usesCamera?: boolean
  log: DoorLog
  /** How often a caller must show that it is still there. */
  pingEveryMs?: number
}

export type BrowserDoorOutcome =
  /** `url` carries the screen's token in its fragment, which no browser sends and no server logs. */
  | { type: 'open'; url: string; port: number; close: () => Promise<void> }
  | { type: 'port-busy'; port: number }
  /** Ports below 1024, usually. */
  | { type: 'port-denied'; port: number }
  | { type: 'no-screens'; dir: string }

export async function openBrowserDoor(options: BrowserDoorOptions): Promise<BrowserDoorOutcome> {
  const files = readScreenFiles(options.screensDir, options.usesCamera === true)
  if (files === null) return { type: 'no-screens', dir: options.screensDir }

  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5000, keepAliveTimeout: 5000 })
  server.maxConnections = mostConnections
  const listening = await listen(server, options.port)
  if (listening.type !== 'listening') return { type: listening.type, port: options.port }

  const { port } = listening
  server.on('request', (request, response) => answerRequest(request, response, files, port))
  const callers = admitCallers(server, port, options)
  const stopReading = readAhead(files)
  return {
    type: 'open',
    url: `http://${host}:${port}/#${options.screenToken}`,
    port,
    close: async () => {
      stopReading()
      callers.close()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

type Listening = { type: 'listening'; port: number } | { type: 'port-busy' } | { type: 'port-denied' }

function listen(server: Server, port: number): Promise<Listening> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve({ type: 'port-busy' })
      else if (error.code === 'EACCES') resolve({ type: 'port-denied' })
      else reject(error)
    })
    server.listen({ host, port }, () => resolve({ type: 'listening', port: (server.address() as AddressInfo).port }))
  })
}

function answerRequest(request: IncomingMessage, response: ServerResponse, files: ScreenFiles, port: number): void {
  const found = findFile(request, files, port)
  const body = typeof found === 'number' ? null : found.body()
  if (typeof found === 'number' || body === null) {
    const status = typeof found === 'number' ? found : 404
    response.writeHead(status, { 'content-type': 'text/plain', 'x-content-type-options': 'nosniff' })
    response.end(status === 404 ? 'not found' : 'refused')
    return
  }
  response.writeHead(200, { ...found.headers, 'content-length': body.length })
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** The file, or the status that says why not. */
function findFile(request: IncomingMessage, files: ScreenFiles, port: number): ScreenFile | 404 | 405 | 421 {
  // Another name that leads here is somebody else's page with our address (DNS rebinding).
  if (!ownHosts(port).includes(request.headers.host ?? '')) return 421
  if (request.method !== 'GET' && request.method !== 'HEAD') return 405
  return files.get((request.url ?? '').split('?', 1)[0] ?? '') ?? 404
}

function admitCallers(server: Server, port: number, options: BrowserDoorOptions): { close: () => void } {
  const { api, log, pingEveryMs = 15_000 } = options
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: longestMessage,
    perMessageDeflate: false,
    handleProtocols: () => doorProtocol,
  })
  const silent = new WeakSet<WebSocket>()
  const callers: Record<Role, number> = { screen: 0, owner: 0 }
  const noteRefusal = createRefusalNote(log)

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A caller that goes away in the middle of the handshake must not end the process.
    socket.on('error', () => socket.destroy())
    const admission = limit(admit(request, port, options), callers)
    if (admission.type === 'refused') {
      noteRefusal(admission)
      socket.end(`HTTP/1.1 ${admission.status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
      return
    }
    const { role } = admission
    callers[role]++
    // Also of a handshake that came to nothing.
    socket.once('close', () => callers[role]--)
    sockets.handleUpgrade(request, socket, head, (caller) => {
      caller.on('pong', () => silent.delete(caller))
      serveCaller({ api, role, caller, log })
    })
  })

  const pinging = setInterval(() => {
    for (const caller of sockets.clients) {
      if (silent.has(caller)) {
        caller.terminate()
        continue
      }
      silent.add(caller)
      caller.ping()
    }
  }, pingEveryMs)
  pinging.unref()

  return {
    close: () => {
      clearInterval(pinging)
      for (const caller of sockets.clients) caller.close(1001)
      sockets.close()
      setTimeout(() => {
        for (const caller of sockets.clients) caller.terminate()
      }, goodbyeMs).unref()
    },
  }
}

/** A page that was left open over a restart asks every few seconds for ever: the log gets one line a minute, and a count. */
function createRefusalNote(log: DoorLog): (refusal: Refusal) => void {
  let notedAtMs = Number.NEGATIVE_INFINITY
  let unsaid = 0
  return ({ status, why }) => {
    const nowMs = performance.now()
    if (nowMs - notedAtMs < refusalsNotedEveryMs) {
      unsaid++
      return
    }
    log.warn({ status, why, unsaid }, 'A caller was refused at the door')
    notedAtMs = nowMs
    unsaid = 0
  }
}

function serveCaller(options: { api: StationApi; role: Role; caller: WebSocket; log: DoorLog }): void {
  const { api, role, caller, log } = options
  const served = serveRpc({
    api,
    role,
    log,
    channel: {
      post: (text) => {
        if (caller.bufferedAmount > mostBufferedBytes) caller.terminate()
        else caller.send(text)
      },
      listen: (listener) => {
        const hear = (data: Buffer, isBinary: boolean) => listener(isBinary ? data : data.toString('utf8'))
        caller.on('message', hear)
        return () => caller.off('message', hear)
      },
    },
  })
  caller.on('close', served.close)
  // A frame that is too long or broken: `ws` closes the socket by itself, and this is the only place that hears why.
  caller.on('error', (error) => log.warn({ reason: error.message }, 'A caller broke the protocol'))
}

type Refusal = { type: 'refused'; status: 401 | 403 | 421 | 503; why: string }
type Admission = { type: 'admitted'; role: Role } | Refusal

function admit(request: IncomingMessage, port: number, options: BrowserDoorOptions): Admission {
  if (!ownHosts(port).includes(request.headers.host ?? '')) {
    return { type: 'refused', status: 421, why: 'the Host is not this station' }
  }
  const { origin } = request.headers
  if (origin !== undefined && !ownHosts(port).some((own) => origin === `http://${own}`)) {
    return { type: 'refused', status: 403, why: 'the page is not of this station' }
  }
  const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim())
  const token = protocols.find((each) => each.startsWith(tokenPrefix))?.slice(tokenPrefix.length)
  if (!protocols.includes(doorProtocol) || token === undefined) {
    return { type: 'refused', status: 401, why: 'no token' }
  }
  if (isSame(token, options.ownerToken)) return { type: 'admitted', role: 'owner' }
  if (!isSame(token, options.screenToken))
    return { type: 'refused', status: 401, why: 'the token is not of this station' }
  // A browser always names the page that asks.
  if (origin === undefined) return { type: 'refused', status: 403, why: 'a screen without a page' }
  return { type: 'admitted', role: 'screen' }
}

function limit(admission: Admission, callers: Record<Role, number>): Admission {
  if (admission.type === 'refused' || callers[admission.role] < mostCallers[admission.role]) return admission
  return { type: 'refused', status: 503, why: `too many callers with the token of the ${admission.role}` }
}

function ownHosts(port: number): string[] {
  return [`${host}:${port}`, `localhost:${port}`]
}

/** In constant time, whatever the lengths. */
function isSame(given: string, wanted: string): boolean {
  return timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(wanted).digest())
}
