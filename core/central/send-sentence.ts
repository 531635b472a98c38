import type { FastifyReply } from 'fastify'

/** What a caller sent may be named in a sentence, and has no end. */
const longestSentence = 300

/** A refusal or an answer in words: what a vendor's server sends as plain text. */
export function sendSentence(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(text.slice(0, longestSentence))
}
