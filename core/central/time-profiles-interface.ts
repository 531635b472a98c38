/**
 * Time profiles by link id as BAS-IP documents them (“Create/Update multiple Time Profile items by link_id”, “Delete
 * multiple Time Profile items by link_id”), with the vendor's public login. Of the answers' words those arise that speak
 * of profiles; the five that speak of identifiers do not.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { ItemResult } from '../schedule/change-time-profiles.ts'
import { readLinkIds, readTimeProfileItems } from '../schedule/time-profile.ts'
import { createAccessTokens } from './access-tokens.ts'
import type { CentralContext, CentralInterface } from './central-interface.ts'
import { UnfitBody } from './guard-requests.ts'
import { readBearer } from './read-bearer.ts'

/** Two hours, without a way to renew. */
const tokenGoodForMs = 2 * 60 * 60_000
/** Ours, as is every answer to a body beyond it. */
const bodyLimitBytes = 16 * 1024 * 1024
const mostItems = 5000

const apiPath = '/api/v1'

export const serveTimeProfiles: CentralInterface = (app, context) => {
  const tokens = createAccessTokens(tokenGoodForMs)

  app.get(`${apiPath}/login`, async (request, reply) => {
    if (!isLogin(request.query, context)) return sendError(reply, 401, logIn)
    return reply.header('cache-control', 'no-store').send({ token: tokens.issue(context.nowMs()) })
  })

  const deleteItems = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const reading = readLinkIds(request.body)
    if (reading.type === 'refused') return sendError(reply, 400, reading.error)
    if (reading.linkIds.length > mostItems) return sendError(reply, 413, tooMany)
    return sendResult(reply, context, await context.store.deleteTimeProfiles(reading.linkIds))
  }

  app.register(async (scope) => {
    // Before the body is read: a stranger's is not worth it.
    scope.addHook('onRequest', async (request, reply) => {
      const token = readBearer(request.headers.authorization)
      if (token === null || !tokens.isGood(token, context.nowMs())) return sendError(reply, 401, logIn)
    })
    scope.setErrorHandler<FastifyError>((error, _request, reply) => {
      const { statusCode: status = 500 } = error
      if (status >= 500) throw error
      if (status === 413) return sendError(reply, 413, 'The body is too large')
      if (error instanceof UnfitBody) return sendError(reply, 415, error.message)
      if (status === 415) return sendError(reply, 415, 'Content-Type must be application/json')
      return sendError(reply, 400, 'Wrong JSON body')
    })
    const options = { bodyLimit: bodyLimitBytes }
    scope.post(`${apiPath}/access/timeprofile/items/link`, options, async (request, reply) => {
      const reading = readTimeProfileItems(request.body)
      if (reading.type === 'refused') return sendError(reply, 400, reading.error)
      if (reading.items.length > mostItems) return sendError(reply, 413, tooMany)
      return sendResult(reply, context, await context.store.putTimeProfiles(reading.items, context.nowMs()))
    })
    // The page names the path without its beginning, so both are served.
    scope.post('/access/timeprofile/link/delete', options, deleteItems)
    scope.post(`${apiPath}/access/timeprofile/link/delete`, options, deleteItems)
    scope.delete(`${apiPath}/access/timeprofile/items/link`, options, deleteItems)
  })
}

const logIn = 'Log In'
const tooMany = `The list holds more than ${mostItems} items`

/** Any user name is taken (ours): the service has one secret and no accounts of its own. */
function isLogin(query: unknown, { isSecretHash }: CentralContext): boolean {
  const { username, password } = query as Record<string, unknown>
  return typeof username === 'string' && username !== '' && typeof password === 'string' && isSecretHash(password)
}

function sendResult(reply: FastifyReply, { counters }: CentralContext, result: ItemResult[]): FastifyReply {
  for (const { extended_info: word } of result) {
    counters.add('foyer_central_time_profiles_total', { extended_info: word })
  }
  return reply.send({ result })
}

function sendError(reply: FastifyReply, status: number, error: string): FastifyReply {
  return reply.code(status).send({ error })
}
