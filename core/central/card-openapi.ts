/** Card check-in in OpenAPI (BluB0X BluSKY, “POST api/v1/Users/SP1CheckIn”); what is ours says so. */
import { z } from 'zod'
import { resultCodes, sp1CheckInRequest } from '../people/card-check-in.ts'
import { cardNamespace } from '../people/card-check-in-xml.ts'
import { formType, jsonTypes, xmlTypes } from './card-request.ts'
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

const codes = Object.values(resultCodes)

const result = {
  PreviousUserId: z.string().nullable().describe('Whoever held the card before.'),
  CurrentUserId: z.string().nullable(),
  ExternalCardNumber: z.string().nullable(),
  InternalCardNumber: z.int().nullable(),
  FacilityCode: z.int().nullable(),
  CardType: z.int().nullable(),
  Value: z.guid().nullable().describe('The key of the card, where one was created.'),
  ResultCode: z
    .literal(codes)
    .describe(
      'Ours: 0 assigned, 1 already theirs, 2 user not found, 3 ambiguous or contradicting match, 4 invalid card data, 5 not the system of the occupancy.',
    ),
  Description: z.string(),
}

/** The root element and its namespace; the order of the elements is that of the page's samples. */
function named(name: string, schema: Schema): Schema {
  return { ...schema, xml: { name, namespace: cardNamespace } }
}

function inEach(types: readonly string[], schema: Schema): Content {
  return Object.fromEntries(types.map((type) => [type, { schema }]))
}

const request = toSchema(sp1CheckInRequest)
const refused = described('No bearer token, or a wrong one (ours)', inText())

export const cardRoutes: readonly RouteDescription[] = [
  {
    method: 'post',
    path: '/api/v1/Users/SP1CheckIn',
    tag: 'cards',
    summary: 'Looks up a user and assigns a card; a card that does not exist is created',
    security: 'bearer',
    requestBody: {
      required: true,
      content: {
        ...inEach([...jsonTypes, formType], request),
        ...inEach(xmlTypes, named('SP1CheckInRequest', request)),
      },
    },
    responses: {
      200: described('What came of it, also where nothing was assigned', {
        ...inEach(jsonTypes, toSchema(z.strictObject(result))),
        ...inEach(
          xmlTypes,
          named('SP1CheckInResult', toSchema(z.strictObject({ ...result, HttpStatusCode: z.string() }))),
        ),
      }),
      400: described('The body cannot be read (ours)', inText()),
      401: refused,
      ...bodyRefusals,
      ...failure,
    },
  },
  {
    method: 'get',
    path: '/api/v1/Card/GetAllCardTypes',
    tag: 'cards',
    summary: 'Lists the types of cards (the answer is ours)',
    security: 'bearer',
    responses: {
      200: described('The types', inJson(toSchema(z.array(z.strictObject({ CardType: z.int(), Name: z.string() }))))),
      401: refused,
      ...failure,
    },
  },
]
