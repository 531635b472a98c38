/** The pull interface in OpenAPI; all of it is ours. */
import { z } from 'zod'
import { described, failure, inJson, type RouteDescription, toSchema } from './describe-route.ts'

const punch = z.strictObject({
  eventId: z.string().describe('The idempotency key, where there was one.'),
  stationId: z.string().describe('Empty: no station said it.'),
  sequence: z.int(),
  employeeNumber: z.string(),
  kind: z.enum(['in', 'out', 'force-in']),
  occurredAt: z.iso.datetime(),
})
const person = z.looseObject({ employeeNumber: z.string(), isGone: z.boolean().describe('A tombstone.') })
const profile = z.looseObject({ linkId: z.guid(), isGone: z.boolean().describe('A tombstone.') })

const refusal = inJson(toSchema(z.strictObject({ error: z.string() })))

const routeOf = (topic: string, summary: string, item: z.ZodType): RouteDescription => ({
  method: 'get',
  path: `/foyer/v1/${topic}`,
  tag: 'pull',
  summary,
  security: 'bearer',
  parameters: [
    {
      name: 'after',
      in: 'query',
      required: false,
      description: 'The cursor of the last page; absent: from the start.',
      schema: { type: 'string', maxLength: 200 },
    },
    {
      name: 'limit',
      in: 'query',
      required: false,
      description: 'Items of a page; 500 where it is absent, and never more than 5000.',
      schema: { type: 'integer', minimum: 1 },
    },
    {
      name: 'Foyer-Station',
      in: 'header',
      required: false,
      description: 'The id of the station that asks.',
      schema: { type: 'string', maxLength: 64 },
    },
    {
      name: 'Foyer-Run',
      in: 'header',
      required: false,
      description:
        'Names the run of its process. Where two runs take turns under one station id, the answers have the header `Foyer-Warning: station-id-in-use-twice`.',
      schema: { type: 'string', maxLength: 64 },
    },
  ],
  responses: {
    200: described(
      'What has changed, oldest change first',
      inJson(
        toSchema(
          z.strictObject({ items: z.array(item), cursor: z.string(), hasMore: z.boolean(), isFromStart: z.boolean() }),
        ),
      ),
    ),
    304: described('Nothing has changed since the answer of the given ETag; no body', {}),
    400: described('A cursor or a limit that cannot be read', refusal),
    401: described('No bearer token, or a wrong one', refusal),
    ...failure,
  },
})

export const pullRoutes: readonly RouteDescription[] = [
  routeOf('people', 'People with cards and profile links, as they changed (ours)', person),
  routeOf('time-profiles', 'Time profiles, as they changed (ours)', profile),
  routeOf('clock', 'Every clock event that was accepted (ours)', punch),
]
