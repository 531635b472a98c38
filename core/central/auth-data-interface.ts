/**
 * Staging authentication data as Paperless Employee documents it (“Stage Authentication Data”, “Authorization”). What is
 * marked ours is not the vendor's: above all how a staged batch is processed, of which the pages only name the path.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { readFileLogId, readStageRequest } from '../enrolment/stage-request.ts'
import { createAccessTokens } from './access-tokens.ts'
import type { AuthDataProcessed } from './auth-data-store.ts'
import type { CentralContext, CentralInterface } from './central-interface.ts'
import { readBearer } from './read-bearer.ts'

/** Ours. */
const bodyLimitBytes = 16 * 1024 * 1024
const loginLimitBytes = 16 * 1024
const maxRecords = 100_000
const tokenGoodForMs = 60 * 60 * 1000

/** Unknown fields are of no harm here. Any name and any company is taken with the service's secret (ours). */
const login = z.object({ username: z.string(), password: z.string(), companyUrlSuffix: z.string().nullish() })

export const serveAuthData: CentralInterface = (app, context) => {
  const tokens = createAccessTokens(tokenGoodForMs)
  const isKnown = (token: string): boolean => context.isSecret(token) || tokens.isGood(token, context.nowMs())
  /** Before the body is read: a stranger's is not looked at. */
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const bearer = readBearer(request.headers.authorization)
    if (bearer !== null && isKnown(bearer)) return undefined
    return sendMessage(reply.header('www-authenticate', 'bearer'), 401, 'A bearer token is needed')
  }

  app.post('/authorize/token', { bodyLimit: loginLimitBytes }, async (request, reply) => {
    const given = login.safeParse(request.body)
    if (!given.success) return sendMessage(reply, 400, 'username and password are needed')
    if (!context.isSecret(given.data.password)) return sendMessage(reply, 401, 'Wrong username or password')
    // A text by itself is JSON too.
    return reply
      .code(200)
      .type(json)
      .send(JSON.stringify(tokens.issue(context.nowMs())))
  })

  app.post('/api/admin/authdata/stage', { bodyLimit: bodyLimitBytes, onRequest }, async (request, reply) => {
    const reading = readStageRequest(request.body)
    if (reading.type === 'malformed') return sendMessage(reply, 400, reading.message)
    if (reading.type === 'unknown-batch') return sendMessage(reply, 404, unknownBatch)
    if (reading.request.employee.length > maxRecords) {
      return sendMessage(reply, 413, `employee holds more than ${maxRecords} records`)
    }
    const staged = await context.store.stageAuthData(reading.request, context.authData, context.nowMs())
    switch (staged.type) {
      case 'staged':
        return reply.code(200).send(staged.answer)
      case 'unknown-batch':
        return sendMessage(reply, 404, unknownBatch)
      case 'not-open':
        return sendMessage(reply, 409, `The batch was ${staged.state} and takes no more records`)
    }
  })

  app.post<{ Params: { fileLogId: string } }>(
    '/api/admin/authdata/:fileLogId',
    { bodyLimit: loginLimitBytes, onRequest },
    async (request, reply) => {
      const fileLogId = readFileLogId(request.params.fileLogId)
      if (fileLogId === null || fileLogId === 'malformed') return sendMessage(reply, 404, unknownBatch)
      const processed = await context.store.processAuthData(fileLogId, context.authData, context.nowMs())
      countProcessed(context, processed)
      return answerProcessed(reply, fileLogId, processed)
    },
  )
}

const json = 'application/json; charset=utf-8'
const unknownBatch = 'There is no batch with this fileLogId'

/** All of this answer is ours: `reason` says in a word why nothing was applied. */
function answerProcessed(reply: FastifyReply, fileLogId: string, processed: AuthDataProcessed): FastifyReply {
  switch (processed.type) {
    case 'approved':
      return reply.code(200).send({ fileLogId, ...processed.totals, thresholdExceptions: [] })
    case 'cancelled': {
      const { thresholdExceptions } = processed
      return reply
        .code(409)
        .send({ fileLogId, reason: 'threshold', message: 'The batch was cancelled', thresholdExceptions })
    }
    case 'stale': {
      const message = 'What is stored has changed since the batch was staged; it was judged again'
      return reply.code(409).send({ fileLogId, reason: 'stale', message, ...processed.totals })
    }
    case 'not-open': {
      const message = `The batch was ${processed.state} before`
      return reply.code(409).send({ fileLogId, reason: 'settled', message })
    }
    case 'unknown-batch':
      return sendMessage(reply, 404, unknownBatch)
  }
}

function countProcessed(context: CentralContext, { type }: AuthDataProcessed): void {
  context.counters.add('foyer_central_auth_batches_total', { outcome: type })
}

function sendMessage(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).send({ message })
}
