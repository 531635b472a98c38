/** The clock interface in OpenAPI (Sonoran CMS, “Clock In Out”, “Get Current Clock In”); what is ours says so. */
import { z } from 'zod'
import { communityId } from './clock-interface.ts'
import { clockObject, identifierObject } from './clock-request.ts'
import { punchAnswer, punchKinds } from './clock-rules.ts'
import {
  bodyRefusals,
  type Content,
  described,
  failure,
  inJson,
  inText,
  type RouteDescription,
  type Schema,
  toSchema,
} from './describe-route.ts'

const texts = punchKinds.map(punchAnswer)
const notClockedIn = 'Not Clocked In'

const row = z.strictObject({
  id: z.int(),
  startTime: z.string().describe('Like 2025-02-22 20:28:40.000 -0800, in the zone of the service.'),
  endTime: z.null(),
  completed: z.literal(false),
  notes: z.array(z.never()),
})

const results = z
  .array(z.strictObject({ index: z.int(), status: z.int(), result: z.union([z.string(), row]) }))
  .describe('For several objects in one call, in their order (ours).')

function envelope(type: string, data: Schema): { required: boolean; content: Content } {
  const properties = {
    id: { type: 'string', description: `Community ID; of this service ${communityId}.` },
    key: { type: 'string', description: 'API key.' },
    type: { const: type },
    data,
  }
  return { required: true, content: inJson({ type: 'object', properties, required: ['id', 'key', 'type', 'data'] }) }
}

const refusals = {
  400: described(
    'INVALID API KEY, INVALID COMMUNITY ID, an account that is not clear, or what cannot be read',
    inText(),
  ),
  404: described('No such account', inText('API ID NOT LINKED TO AN ACCOUNT IN THIS COMMUNITY')),
  ...bodyRefusals,
  ...failure,
}

const identifiers = toSchema(identifierObject)

export const clockRoutes: readonly RouteDescription[] = [
  {
    method: 'post',
    path: '/general/clock_in_out',
    tag: 'clock',
    summary: 'Clocks accounts in or out; without forceClockIn a toggle',
    parameters: [
      {
        in: 'header',
        name: 'Idempotency-Key',
        description: 'Ours: one key per object, separated by commas. A known one gets its first answer.',
        schema: { type: 'string' },
      },
    ],
    requestBody: envelope('CLOCK_IN_OUT', { type: 'array', items: toSchema(clockObject), minItems: 1, maxItems: 5000 }),
    responses: {
      200: described('What was done', { ...inText(...texts), ...inJson(toSchema(results)) }),
      422: described('An Idempotency-Key that stands for something else (ours)', inText()),
      ...refusals,
    },
  },
  {
    method: 'post',
    path: '/general/get_current_clock_in',
    tag: 'clock',
    summary: 'Reads back the current clock in',
    requestBody: envelope('GET_CURRENT_CLOCK_IN', {
      anyOf: [identifiers, { type: 'array', items: identifiers, minItems: 1, maxItems: 5000 }],
    }),
    responses: {
      200: described('The open row, or that there is none', {
        ...inText(notClockedIn),
        ...inJson({ anyOf: [toSchema(row), toSchema(results)] }),
      }),
      ...refusals,
    },
  },
]
