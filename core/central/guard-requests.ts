/** What is answered before any interface has its say: to what is no HTTP, no such call, or a body in a form that nobody reads here. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendSentence } from './send-sentence.ts'

/** `path` as Fastify has it, with parameters after a colon. */
export type ServedRoute = { method: string; path: string }

/** A body whose bytes are not what its reader takes them for. Its message is for the caller. */
export class UnfitBody extends Error {
  readonly statusCode = 415
}

/** Guessing at another encoding would turn one name into another; nothing is unpacked, so that what is small stays so. */
export function refuseUnfitBodies(app: FastifyInstance): void {
  app.addHook('preParsing', async ({ headers }) => {
    const fault = findFormFault(headers)
    if (fault !== null) throw new UnfitBody(fault)
  })
}

const takenCharsets = ['utf-8', 'utf8', 'us-ascii']

function findFormFault(headers: IncomingHttpHeaders): string | null {
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? ''
  if (coding !== '' && coding !== 'identity') return 'The body must be sent without a Content-Encoding'
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase()
  return charset === undefined || takenCharsets.includes(charset) ? null : 'The charset of the body must be UTF-8'
}

/** A path that is served by other methods is answered 405 with their names (RFC 9110, “405 Method Not Allowed”), else 404. */
export function answerNotServed(
  request: FastifyRequest,
  reply: FastifyReply,
  routes: readonly ServedRoute[],
): FastifyReply {
  const path = request.url.split('?')[0] ?? ''
  const methods = new Set(routes.filter((route) => isAt(route.path, path)).map(({ method }) => method))
  if (methods.size === 0 || methods.has(request.method)) return sendSentence(reply, 404, 'There is no such interface')
  const allowed = [...methods].sort().join(', ')
  return sendSentence(reply.header('allow', allowed), 405, `This path takes ${allowed}`)
}

function isAt(route: string, path: string): boolean {
  const [wanted, given] = [route.split('/'), path.split('/')]
  return wanted.length === given.length && wanted.every((part, index) => part.startsWith(':') || part === given[index])
}

/** An address that cannot be decoded is known to nobody: it never comes to an interface. */
export function answerUndecodable(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  request.log.info('an address could not be decoded')
  sendSentence(reply.header('x-request-id', request.id), 400, 'The address cannot be decoded')
}

const statusByCode: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/**
 * Answers bytes that are no request. What still comes is read and thrown away for `graceMs`: a connection that is closed
 * on unread bytes is reset, and with it goes the answer.
 */
export function createUnreadableAnswer(graceMs: number): (error: Error & { code?: string }, socket: Socket) => void {
  const answered = new WeakSet<Socket>()
  return (error, socket) => {
    // The parser fails again at every further piece.
    if (answered.has(socket)) return
    answered.add(socket)
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    const status = statusByCode[error.code ?? ''] ?? '400 Bad Request'
    const body = `${status.slice(4)}\n`
    const head = ['connection: close', 'content-type: text/plain; charset=utf-8', `content-length: ${body.length}`]
    socket.end(`HTTP/1.1 ${status}\r\n${head.join('\r\n')}\r\n\r\n${body}`)
    const cut = setTimeout(() => socket.destroy(), graceMs)
    socket.on('close', () => clearTimeout(cut))
    socket.resume()
  }
}
