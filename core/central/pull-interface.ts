/**
 * What stations need from a service and no vendor has (all of it ours): the people, time profiles and clock events that the
 * service knows, as they changed. Each answer is a page `{"items", "cursor", "hasMore", "isFromStart"}`; the cursor is
 * opaque, and whoever keeps it misses nothing however much changes between two pages. What went is said by a tombstone,
 * never by being absent. An answer is the same as long as nothing changed, and says so by its `ETag`. Whoever names its station
 * and the run of its process (`Foyer-Station`, `Foyer-Run`) is told by `Foyer-Warning` if another run uses the same station id.
 */
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { CentralInterface } from './central-interface.ts'
import type { PulledPage } from './pull-store.ts'
import { readBearer } from './read-bearer.ts'
import { createStationRuns } from './station-runs.ts'

const mostItems = 5000
const usualItems = 500

const query = z.object({
  after: z.string().max(200).optional(),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,4}$/)
    .optional(),
})

const cursorContent = z.tuple([z.string(), z.string(), z.int().min(0)])

const runHeaders = z.object({
  'foyer-station': z.string().min(1).max(64),
  'foyer-run': z.string().min(1).max(64),
})

export const servePull: CentralInterface = (app, { store, isSecret, nowMs }) => {
  const runs = createStationRuns()
  const warn = (request: FastifyRequest, reply: FastifyReply): void => {
    const named = runHeaders.safeParse(request.headers)
    if (!named.success) return
    const { 'foyer-station': stationId, 'foyer-run': runId } = named.data
    if (!runs.hear(stationId, runId, nowMs())) return
    reply.header('foyer-warning', 'station-id-in-use-twice')
    request.log.warn({ stationId }, 'two data folders use one station id')
  }
  const serve = (topic: string, read: (after: number, limit: number) => Promise<PulledPage<unknown>>): void => {
    app.get(`/foyer/v1/${topic}`, async (request, reply) => {
      const token = readBearer(request.headers.authorization)
      if (token === null || !isSecret(token)) {
        return reply.code(401).header('www-authenticate', 'Bearer').send({ error: 'A bearer token is needed' })
      }
      warn(request, reply)
      const asked = query.safeParse(request.query)
      if (!asked.success) return reply.code(400).send({ error: 'after or limit cannot be read' })
      const epoch = await store.readPullEpoch()
      const after = readCursor(asked.data.after, topic)
      if (after === 'malformed') return reply.code(400).send({ error: 'after is no cursor of this interface' })
      const limit = Math.min(Number(asked.data.limit ?? usualItems), mostItems)
      const page = await readFrom(after?.epoch === epoch ? after.sequence : 0, limit, read)
      return sendPage(request, reply, {
        items: page.items,
        cursor: writeCursor(epoch, topic, page.until),
        hasMore: page.until < page.newest,
        isFromStart: page.isFromStart,
      })
    })
  }
  serve('people', store.readChangedPeople)
  serve('time-profiles', store.readChangedTimeProfiles)
  serve('clock', async (after, limit) => {
    const page = await store.readSharedPunches(after, limit)
    const items = page.items.map(({ occurredAtMs, ...punch }) => ({
      ...punch,
      occurredAt: new Date(occurredAtMs).toISOString(),
    }))
    return { ...page, items }
  })
}

/** A number that was never given out is of a file that is gone, or of one that an older backup replaced: start over. */
async function readFrom(
  after: number,
  limit: number,
  read: (after: number, limit: number) => Promise<PulledPage<unknown>>,
): Promise<PulledPage<unknown> & { isFromStart: boolean }> {
  const page = await read(after, limit)
  if (after > page.newest) return { ...(await read(0, limit)), isFromStart: true }
  return { ...page, isFromStart: after === 0 }
}

function writeCursor(epoch: string, topic: string, sequence: number): string {
  return Buffer.from(JSON.stringify([epoch, topic, sequence])).toString('base64url')
}

function readCursor(text: string | undefined, topic: string): { epoch: string; sequence: number } | null | 'malformed' {
  if (text === undefined || text === '') return null
  try {
    const parsed = cursorContent.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
    if (!parsed.success || parsed.data[1] !== topic) return 'malformed'
    return { epoch: parsed.data[0], sequence: parsed.data[2] }
  } catch {
    return 'malformed'
  }
}

function sendPage(request: FastifyRequest, reply: FastifyReply, page: unknown): FastifyReply {
  const body = JSON.stringify(page)
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`
  reply.header('etag', etag).header('cache-control', 'no-store')
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  return reply.type('application/json; charset=utf-8').send(body)
}
