/**
 * The time profiles' interface in OpenAPI (BAS-IP, “Create/Update multiple Time Profile items by link_id”, “Delete multiple
 * Time Profile items by link_id”, “Create Time Profile Entity”); what is ours says so.
 */
import { z } from 'zod'
import { entityStates } from '../schedule/change-time-profiles.ts'
import { dayTypes, repeatTypes, timeProfileErrors, weekdays, weekOrders } from '../schedule/time-profile.ts'
import { described, failure, inJson, type RouteDescription, toSchema } from './describe-route.ts'

const linkId = z.guid()
const second = z.int().min(0).describe('Unix seconds, of the years 1970 to 2099.')
const day = z.object({ week_order: z.enum(weekOrders), day_type: z.enum(dayTypes) })
const looper = z.int().min(1).max(1000)

const custom = z.discriminatedUnion('repeat_point_type', [
  z.object({ repeat_point_type: z.literal('day'), repeat_looper: looper }),
  z.object({
    repeat_point_type: z.literal('week'),
    repeat_looper: looper,
    repeat_options: z.array(z.enum(weekdays)).min(1),
  }),
  z.object({
    repeat_point_type: z.literal('month'),
    repeat_looper: looper,
    repeat_options: z.discriminatedUnion('format', [
      z.object({ format: z.literal('dayNumbers'), range: z.array(z.int().min(1).max(31)).min(1) }),
      z.object({ format: z.literal('parameterizedDay'), range: day }),
    ]),
  }),
  z.object({
    repeat_point_type: z.literal('year'),
    repeat_looper: looper,
    repeat_options: z.object({ months: z.array(z.int().min(1).max(12)).min(1), range: day }),
  }),
])

const repeatFormat = z.object({
  repeat_type: z.enum(repeatTypes),
  repeat_end: z.discriminatedUnion('format', [
    z.object({ format: z.literal('never') }),
    z.object({ format: z.literal('date'), date: second }),
  ]),
  repeat_custom: custom.optional().describe('For the repeat_type custom alone, and needed there.'),
})

/** Unknown fields are let through: they are neither looked at nor kept. */
const item = z.object({
  link_id: linkId,
  name: z.string().max(256),
  time_options: z.object({ is_all_day: z.boolean(), date_from: second, date_to: second }),
  repeat_options: z.object({ repeat_enable: z.boolean(), repeat_format: repeatFormat.optional() }),
})

const result = z.strictObject({
  result: z.array(z.strictObject({ link_id: linkId, success: z.boolean(), extended_info: z.enum(entityStates) })),
})

const errorOf = (error: z.ZodType) => inJson(toSchema(z.strictObject({ error })))

const logIn = described('No token, or one that is not good any more', errorOf(z.literal('Log In')))
const answers = {
  200: described('One result per item, in order', inJson(toSchema(result))),
  400: described('The whole request is refused', errorOf(z.enum([...timeProfileErrors, 'Wrong JSON body']))),
  401: logIn,
  413: described('The body, or the list in it, is too large (ours)', errorOf(z.string())),
  415: described('The content type of the body is not taken (ours)', errorOf(z.string())),
  ...failure,
}

const deleteBody = {
  required: true,
  content: inJson(toSchema(z.object({ link_ids: z.array(linkId).max(5000) }))),
}

const deletions = (
  [
    ['post', '/access/timeprofile/link/delete', 'as the page names it'],
    ['post', '/api/v1/access/timeprofile/link/delete', 'with the beginning of the other paths (ours)'],
    ['delete', '/api/v1/access/timeprofile/items/link', 'by method (ours)'],
  ] as const
).map(
  ([method, path, how]): RouteDescription => ({
    method,
    path,
    tag: 'timeProfiles',
    summary: `Deletes time profiles by link id, ${how}`,
    security: 'login',
    requestBody: deleteBody,
    responses: answers,
  }),
)

export const timeProfileRoutes: readonly RouteDescription[] = [
  {
    method: 'get',
    path: '/api/v1/login',
    tag: 'timeProfiles',
    summary: 'Gives a token that is good for two hours',
    parameters: [
      { in: 'query', name: 'username', required: true, schema: { type: 'string', minLength: 1 } },
      {
        in: 'query',
        name: 'password',
        required: true,
        description: 'MD5 hash of the password in hex, of either case.',
        schema: { type: 'string' },
      },
    ],
    responses: {
      200: described('The token', inJson(toSchema(z.strictObject({ token: z.string() })))),
      401: logIn,
      ...failure,
    },
  },
  {
    method: 'post',
    path: '/api/v1/access/timeprofile/items/link',
    tag: 'timeProfiles',
    summary: 'Creates or updates time profiles by link id',
    security: 'login',
    requestBody: { required: true, content: inJson(toSchema(z.object({ list_items: z.array(item).max(5000) }))) },
    responses: answers,
  },
  ...deletions,
]
