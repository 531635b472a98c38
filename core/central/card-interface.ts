/**
 * Card check-in as BluB0X BluSKY documents it (“POST api/v1/Users/SP1CheckIn”): JSON, XML or a form in, JSON or XML out.
 * What the page leaves open is ours: the bearer token, that every result code comes with 200, and what the call answers
 * that lists the card types.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readCheckIn, type SP1CheckInResult } from '../people/card-check-in.ts'
import { writeResultXml } from '../people/card-check-in-xml.ts'
import { formType, jsonTypes, readCardBody, xmlTypes } from './card-request.ts'
import type { CardType, CentralContext, CentralInterface } from './central-interface.ts'
import { UnfitBody } from './guard-requests.ts'
import { pickMediaType } from './pick-media-type.ts'
import { readBearer } from './read-bearer.ts'
import { sendSentence } from './send-sentence.ts'

/** Ours. A request has ten short values. */
const bodyLimitBytes = 64 * 1024

/** Ours: listed where the service was told of none, and any other is taken too then. */
const someCardTypes: readonly CardType[] = [
  { CardType: 0, Name: 'Not specified' },
  { CardType: 1, Name: 'Proximity card' },
  { CardType: 2, Name: 'Smart card' },
  { CardType: 3, Name: 'Mobile credential' },
]

/** The formats of bodies are known on these routes alone, so that no other interface ever reads XML or a form. */
export const serveCards: CentralInterface = (app, context) => {
  app.register(async (scope) => {
    guard(scope, context)
    takeBodies(scope)
    scope.post('/api/v1/Users/SP1CheckIn', { bodyLimit: bodyLimitBytes }, (request, reply) =>
      checkIn(request, reply, context),
    )
    scope.get('/api/v1/Card/GetAllCardTypes', async (_request, reply) => reply.send(context.cardTypes ?? someCardTypes))
  })
}

/** Before the body is read: a stranger's is not looked at. */
function guard(scope: FastifyInstance, { isSecret }: CentralContext): void {
  scope.addHook('onRequest', async (request, reply) => {
    const token = readBearer(request.headers.authorization)
    if (token !== null && isSecret(token)) return
    reply.header('www-authenticate', 'Bearer')
    return sendSentence(reply, 401, 'Authorization must be Bearer and the token of this service')
  })
}

/** Bodies come as bytes, so that what is wrong with one is said in this interface's own words. */
function takeBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser([...jsonTypes, ...xmlTypes, formType], { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )
  scope.setErrorHandler((error: unknown, _request, reply) => {
    if ((error as { statusCode?: unknown }).statusCode !== 415) throw error
    if (error instanceof UnfitBody) return sendSentence(reply, 415, error.message)
    return sendSentence(reply, 415, `Content-Type must be one of ${[...jsonTypes, ...xmlTypes, formType].join(', ')}`)
  })
}

async function checkIn(request: FastifyRequest, reply: FastifyReply, context: CentralContext): Promise<FastifyReply> {
  const bytes = request.body instanceof Uint8Array ? request.body : new Uint8Array()
  const body = readCardBody(request.headers['content-type'] ?? jsonTypes[0], bytes)
  if (body.type === 'unreadable') return sendSentence(reply, 400, body.message)
  const reading = readCheckIn(body.body)
  if (reading.type === 'unreadable') return sendSentence(reply, 400, `The body cannot be read: ${reading.message}`)
  const cardTypes = context.cardTypes?.map(({ CardType }) => CardType) ?? null
  const result = await context.store.checkInCard(reading.checkIn, context.nowMs(), cardTypes)
  context.counters.add('foyer_central_card_check_ins_total', { result: String(result.ResultCode) })
  return sendResult(reply, result, request.headers.accept)
}

function sendResult(reply: FastifyReply, result: SP1CheckInResult, accept: string | undefined): FastifyReply {
  const type = pickMediaType(accept, [...jsonTypes, ...xmlTypes])
  const isXml = xmlTypes.some((xml) => xml === type)
  return reply
    .code(200)
    .type(`${type}; charset=utf-8`)
    .send(isXml ? writeResultXml(result, 'OK') : JSON.stringify(result))
}
