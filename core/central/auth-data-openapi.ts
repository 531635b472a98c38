/**
 * Staging authentication data in OpenAPI (Paperless Employee, “Stage Authentication Data”, “Authorization”). How a batch is
 * processed and how a call is refused is ours.
 */
import { z } from 'zod'
import { stageRequest } from '../enrolment/stage-request.ts'
import {
  bodyRefusals,
  described,
  failure,
  inJson,
  inText,
  type RouteDescription,
  type Schema,
  toSchema,
} from './describe-route.ts'

const count = z.int().min(0)
const totals = {
  totalNew: count,
  totalRecords: count,
  totalUpdates: count,
  totalErrors: count,
  totalNoChange: count,
  totalEmpIdUpdate: count,
  totalAuthValueChange: count,
  totalStatusChange: count,
  totalDuplicates: count,
}
const authValue = z.string().nullable()
const changes = [
  'New Record',
  'Employee Id Updated',
  'Auth Value Updated',
  'Status Updated',
  'No Change',
  'Error',
] as const

const stageAnswer = z.strictObject({
  fileLogId: z.guid(),
  ...totals,
  duplicateAuthValues: z.array(
    z.strictObject({
      line: z.int().min(1),
      employeeId: z.string().nullable(),
      authValue1: authValue,
      authValue2: authValue,
      authValue3: authValue,
    }),
  ),
  thresholdExceptions: z.array(z.string()),
  errorDetails: z.array(z.strictObject({ line: z.int().min(1), value: z.string() })),
  employeeDetails: z.array(z.strictObject({ Key: z.string(), Value: z.enum(changes) })),
})

const processed = z.strictObject({ fileLogId: z.guid(), ...totals, thresholdExceptions: z.array(z.string()) })

const notProcessed = z.object({
  fileLogId: z.guid(),
  reason: z.enum(['threshold', 'stale', 'settled']),
  message: z.string(),
  thresholdExceptions: z.array(z.string()).optional(),
})

const message = inJson(toSchema(z.strictObject({ message: z.string() })))
const unread = described('The body cannot be read', { ...message, ...inText() })
const stranger = described('No bearer token, or a wrong one', message)
const unknownBatch = described('There is no such batch', message)

const body = toSchema(stageRequest)

/** Records are judged one by one: no schema refuses them. */
const employees: Schema = {
  type: 'array',
  items: {
    description: 'Texts: employeeId, employeeStatus, authValue1, authValue2, authValue3.',
    examples: [{ employeeId: '1001', employeeStatus: 'Active', authValue1: '1990-05-31' }],
  },
}

export const authDataRoutes: readonly RouteDescription[] = [
  {
    method: 'post',
    path: '/authorize/token',
    tag: 'authData',
    summary: 'Gives a token, as a text',
    requestBody: {
      required: true,
      content: inJson(
        toSchema(
          z.object({ username: z.string(), password: z.string(), companyUrlSuffix: z.string().nullable().optional() }),
        ),
      ),
    },
    responses: {
      200: described('The token', inJson({ type: 'string' })),
      400: unread,
      401: described('A wrong password', message),
      ...bodyRefusals,
      ...failure,
    },
  },
  {
    method: 'post',
    path: '/api/admin/authdata/stage',
    tag: 'authData',
    summary: 'Stages records in a batch, and says what they would change',
    security: 'authorize',
    requestBody: {
      required: true,
      content: inJson({ ...body, properties: { ...(body.properties as object), employee: employees } }),
    },
    responses: {
      200: described('The batch as it stands now', inJson(toSchema(stageAnswer))),
      400: unread,
      401: stranger,
      404: unknownBatch,
      409: described('The batch was processed before, and takes no more records', message),
      ...bodyRefusals,
      ...failure,
    },
  },
  {
    method: 'post',
    path: '/api/admin/authdata/{fileLogId}',
    tag: 'authData',
    summary: 'Processes a staged batch (the method is ours)',
    security: 'authorize',
    parameters: [{ in: 'path', name: 'fileLogId', required: true, schema: { type: 'string' } }],
    responses: {
      200: described('The batch was applied', inJson(toSchema(processed))),
      401: stranger,
      404: unknownBatch,
      409: described('Nothing was applied', inJson(toSchema(notProcessed))),
      ...failure,
    },
  },
]
