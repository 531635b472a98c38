/**
 * The reference central service: the vendors' interfaces from the other end, on its own SQLite file. For a demo, a small
 * site and the tests; it listens on this machine only.
 */
import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { type Logger, pino } from 'pino'
import { isKnownZone } from '../contract/settings.ts'
import { type DayWindow, wholeDay } from '../presence/day-window.ts'
import { defaultStates } from '../presence/presence-bulk.ts'
import { tightenFolder } from '../store/owner-only.ts'
import type { CentralPerson, OtherPeople } from './account-store.ts'
import { serveAuthData } from './auth-data-interface.ts'
import type { AuthDataRules } from './auth-data-store.ts'
import { serveCards } from './card-interface.ts'
import { createCounters } from './central-counters.ts'
import { centralFileName } from './central-folder.ts'
import type { CardType, CentralContext, CentralInterface } from './central-interface.ts'
import { type CentralStore, openCentralStore } from './central-store.ts'
import { serveClock } from './clock-interface.ts'
import {
  answerNotServed,
  answerUndecodable,
  createUnreadableAnswer,
  refuseUnfitBodies,
  type ServedRoute,
  UnfitBody,
} from './guard-requests.ts'
import { serveOpenApi } from './openapi.ts'
import { servePresence } from './presence-interface.ts'
import { servePull } from './pull-interface.ts'
import { sendSentence } from './send-sentence.ts'
import { serveTimeProfiles } from './time-profiles-interface.ts'

/** The interfaces that are served; one file each. */
const interfaces: readonly CentralInterface[] = [
  serveClock,
  servePresence,
  serveAuthData,
  serveTimeProfiles,
  serveCards,
  servePull,
]

export type CentralOptions = {
  /** Made if it is missing; holds `central.sqlite`. */
  dataDir: string
  /** 0: any that is free. */
  port: number
  /** Taken as the vendor's key, password or bearer token wherever one is asked for. */
  secret: string
  /** IANA zone of the service. */
  zone: string
  /** Known locations; none: every non-empty name is known. */
  locations: readonly string[]
  /** The card types that there are. Absent: any is taken. */
  cardTypes?: readonly CardType[]
  /** Presence states that are taken; absent: `at_location`, `remote`, `away`. */
  states?: readonly string[]
  /** Which part of its date a presence entry covers; absent: all of it. */
  dayWindow?: DayWindow
  /** Of staged authentication data; absent: none. */
  authData?: AuthDataRules
  /** Put before the service answers: added, or renewed by employee number. */
  people?: Iterable<CentralPerson>
  /** Absent: JSON lines on stderr. Bodies, headers and queries are never logged. */
  log?: Logger
  /** The service's own time, milliseconds since the epoch. */
  nowMs?: () => number
}

export type RunningCentral = {
  url: string
  port: number
  /** All that is served, to be held against what is described. */
  routes: readonly ServedRoute[]
  /** Who is known and active besides `people`; null where none were given. */
  others: OtherPeople | null
  /** Answers what has begun, then closes the file. */
  close: () => Promise<void>
}

/** Times in milliseconds. A client that stops talking does not hold a connection. */
const connectionTimeoutMs = 30_000
const requestTimeoutMs = 30_000
const headersTimeoutMs = 10_000
const closeGraceMs = 2_000
/** Five thousand keys of 128 characters fit in `Idempotency-Key`. */
const maxHeaderBytes = 1024 * 1024
/**
 * Connections that may wait to be taken up; the system may have a lower bound. With Node's 511 a thousand stations that come
 * back at the same instant are in part not heard, and a connection that is not heard is tried again after whole seconds.
 */
const listenBacklog = 4096
const defaultBodyLimitBytes = 1024 * 1024

/**
 * Starts the service on 127.0.0.1. Rejects with a plain sentence when the settings are no good, the port is taken, or the
 * file cannot be used.
 */
export async function startCentral(options: CentralOptions): Promise<RunningCentral> {
  if (options.secret === '') throw new Error('The central service needs a secret')
  const nowMs = options.nowMs ?? Date.now
  if (!isKnownZone(options.zone)) {
    throw new Error(`${options.zone} is not a time zone; expected one such as Europe/Berlin`)
  }
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 })
  tightenFolder(options.dataDir)
  const store = openStore(join(options.dataDir, centralFileName), nowMs)
  const context: CentralContext = {
    store,
    isSecret: createSecretCheck(options.secret),
    isSecretHash: createHashCheck(options.secret),
    zone: options.zone,
    locations: options.locations,
    cardTypes: options.cardTypes ?? null,
    states: options.states ?? defaultStates,
    dayWindow: options.dayWindow ?? wholeDay,
    authData: options.authData ?? { thresholds: {}, patterns: {} },
    nowMs,
    counters: createCounters(nowMs()),
  }
  const routes: ServedRoute[] = []
  const app = createApp(options.log ?? createLog(), routes)
  let others: OtherPeople | null = null
  try {
    if (options.people) others = await store.putPeople(options.people)
    watchRequests(app, context)
    app.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) routes.push({ method: one, path: url })
    })
    serveHealth(app, context)
    for (const serve of interfaces) serve(app, context)
    serveOpenApi(app, context)
    await app.listen({ host: '127.0.0.1', port: options.port, backlog: listenBacklog })
  } catch (error) {
    await app.close()
    await store.close()
    throw error
  }
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : options.port
  return { url: `http://127.0.0.1:${port}`, port, routes, others, close: () => closeAll(app, store) }
}

function openStore(file: string, nowMs: () => number): CentralStore {
  const opening = openCentralStore(file, nowMs)
  if (opening.type === 'opened') return opening.store
  throw new Error(
    `${file} was written by a newer version (schema ${opening.version}; this one knows ${opening.known}); nothing was changed`,
  )
}

/** Hashing both first gives equal lengths, and comparing hashes under a fresh key tells nothing by its time. */
function createSecretCheck(secret: string): (given: string) => boolean {
  const salt = randomBytes(32)
  const hash = (text: string): Buffer => createHash('sha256').update(salt).update(text).digest()
  const expected = hash(secret)
  return (given) => timingSafeEqual(hash(given), expected)
}

/** For an interface whose login takes the password's MD5 hash. */
function createHashCheck(secret: string): (given: string) => boolean {
  const isHash = createSecretCheck(createHash('md5').update(secret).digest('hex'))
  return (given) => isHash(given.toLowerCase())
}

/** Nothing secret is handed to the log in the first place; the list is there for whoever adds a line later. */
function createLog(): Logger {
  const secretFields = ['key', 'secret', 'password', 'token', 'authorization']
  const paths = secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`])
  return pino({ name: 'foyer-central', redact: { paths, censor: '[secret]' } }, pino.destination(2))
}

/** @param routes filled as they are added. */
function createApp(log: FastifyBaseLogger, routes: readonly ServedRoute[]): FastifyInstance {
  const app = fastify({
    loggerInstance: log,
    // The built-in lines hold the whole URL, and a vendor's login has its password in the query.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: pickRequestId,
    bodyLimit: defaultBodyLimitBytes,
    // However long a part of a path is: who asks is looked at first, and the interface says that it knows no such thing.
    routerOptions: { maxParamLength: maxHeaderBytes },
    frameworkErrors: answerUndecodable,
    clientErrorHandler: createUnreadableAnswer(closeGraceMs),
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: connectionTimeoutMs,
    forceCloseConnections: 'idle',
    http: { maxHeaderSize: maxHeaderBytes, headersTimeout: headersTimeoutMs, connectionsCheckingInterval: 5000 },
  })
  // The interfaces take JSON and say so; a body of another type is answered 415 instead of being guessed at.
  app.removeContentTypeParser('text/plain')
  // Of a name that is twice in an object the last one counts, as most readers of JSON have it (RFC 8259, 4).
  refuseUnfitBodies(app)
  app.setNotFoundHandler((request, reply) => answerNotServed(request, reply, routes))
  app.setErrorHandler((error: unknown, request, reply) => {
    const { status, code } = describeError(error)
    // A parser's message may quote the body, and with it the key: only its code is kept.
    if (status >= 500) request.log.error({ err: error }, 'a request failed')
    else request.log.info({ code }, 'a request could not be read')
    const sentence = error instanceof UnfitBody ? error.message : errorSentence(status, request.id)
    return sendSentence(reply, status, sentence)
  })
  return app
}

function describeError(error: unknown): { status: number; code: string } {
  const { statusCode, code } = error as { statusCode?: unknown; code?: unknown }
  return { status: typeof statusCode === 'number' ? statusCode : 500, code: typeof code === 'string' ? code : '' }
}

function errorSentence(status: number, requestId: string): string {
  if (status === 413) return 'The body is too large'
  if (status === 415) return 'Content-Type must be application/json'
  if (status < 500) return 'The body is not valid JSON'
  return `The request could not be handled; the log says more under ${requestId}`
}

/** A caller's own id is taken up if it is short and plain, so that both logs can be held side by side. */
function pickRequestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID()
}

function watchRequests(app: FastifyInstance, context: CentralContext): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const status = String(reply.statusCode)
    context.counters.add('foyer_central_requests_total', { route, status })
    request.log.info(
      { method: request.method, route, status: reply.statusCode, durationMs: Math.round(reply.elapsedTime) },
      'answered',
    )
  })
}

function serveHealth(app: FastifyInstance, context: CentralContext): void {
  app.get('/healthz', async (_request, reply) => {
    await context.store.check()
    return reply.send({ status: 'ok' })
  })
  app.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(context.counters.renderText()),
  )
}

/** Idle connections end at once; whoever is in the middle of a request has two seconds to finish it. */
async function closeAll(app: FastifyInstance, store: CentralStore): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), closeGraceMs)
  try {
    await app.close()
  } finally {
    clearTimeout(cut)
    await store.close()
  }
}
