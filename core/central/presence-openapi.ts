/**
 * Presence entries in OpenAPI (Maptician, “Set Multiple Maptician Presence Entries (date only)”). The page shows neither the
 * parameters' names nor an answer: all of these are ours.
 */
import { z } from 'zod'
import { presenceFaultReasons } from '../presence/presence-bulk.ts'
import { presenceRequest } from '../presence/presence-request.ts'
import { bodyRefusals, described, failure, inJson, inText, type RouteDescription, toSchema } from './describe-route.ts'

const faults = z.array(
  z.strictObject({
    index: z.int().min(0).describe('The place of the entry in the request.'),
    reason: z.enum(presenceFaultReasons).describe('The first that applies.'),
    message: z.string(),
  }),
)

const body = toSchema(presenceRequest)

/** Entries are judged one by one, so that a wrong one is skipped where the request says so: no schema refuses them. */
const entries = {
  type: 'array',
  items: {
    description: 'Needs the field that is matched by, date, state, and location where the state is at_location.',
    examples: [{ email: 'ada@example.com', date: '2021-05-31', state: 'at_location', location: 'HQ' }],
  },
}

export const presenceRoutes: readonly RouteDescription[] = [
  {
    method: 'post',
    path: '/ext/v1/presence/dates_only',
    tag: 'presence',
    summary: 'Creates presence entries that have a date alone',
    security: 'token',
    requestBody: {
      required: true,
      content: inJson({ ...body, properties: { ...(body.properties as object), data: entries } }),
    },
    responses: {
      200: described(
        'All that could be created was',
        inJson(toSchema(z.strictObject({ created: z.int().min(0), skipped: faults }))),
      ),
      400: described('The body cannot be read', inText()),
      401: described('The token is missing or wrong', inText()),
      422: described(
        'The request was cancelled, and nothing was created',
        inJson(toSchema(z.strictObject({ created: z.literal(0), errors: faults }))),
      ),
      ...bodyRefusals,
      ...failure,
    },
  },
]
