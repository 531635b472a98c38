/**
 * Presence entries in bulk as Maptician documents them (“Set Multiple Maptician Presence Entries (date only)”). The page
 * names the header `Authorization` and the status 500; the address is the page's public one, and what is answered
 * otherwise is ours: 200 `{created, skipped}`, 422 `{created: 0, errors}`, 400, 401 and 413 with a sentence.
 */
import type { PresenceResult } from '../presence/presence-bulk.ts'
import { readPresenceRequest } from '../presence/presence-request.ts'
import type { CentralInterface } from './central-interface.ts'
import { sendSentence } from './send-sentence.ts'

/** Ours. Judging as many takes a fraction of a second, and the answer may have to name each of them. */
const maxEntries = 50_000
const bodyLimitBytes = 16 * 1024 * 1024

export const servePresence: CentralInterface = (app, context) => {
  const { zone, states, locations, dayWindow: window } = context
  const rules = { zone, states, locations, window }

  app.post('/ext/v1/presence/dates_only', {
    bodyLimit: bodyLimitBytes,
    // Before the body is read: a stranger may not make the service read sixteen megabytes.
    onRequest: async (request, reply) => {
      const token = request.headers.authorization
      if (token === undefined || !context.isSecret(token)) {
        return sendSentence(reply, 401, 'The Authorization header does not hold the token')
      }
    },
    handler: async (request, reply) => {
      const reading = readPresenceRequest(request.body)
      if (reading.type === 'malformed')
        return sendSentence(reply, 400, `The request cannot be read: ${reading.message}`)
      const entries = reading.request.data.length
      if (entries > maxEntries) return sendSentence(reply, 413, `data holds more than ${maxEntries} entries`)
      const result = await context.store.putPresence(reading.request, rules)
      count(context.counters.add, result)
      if (result.type === 'cancelled') return reply.code(422).send({ created: 0, errors: result.errors })
      return reply.code(200).send({ created: result.created, skipped: result.skipped })
    },
  })
}

function count(add: Parameters<CentralInterface>[1]['counters']['add'], result: PresenceResult): void {
  if (result.type === 'created') add('foyer_central_presence_entries_total', {}, result.created)
  const faults = result.type === 'created' ? result.skipped : result.errors
  for (const reason of ['invalid', 'no-match', 'conflict'] as const) {
    const found = faults.filter((fault) => fault.reason === reason).length
    if (found > 0) add('foyer_central_presence_faults_total', { reason }, found)
  }
}
