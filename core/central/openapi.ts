/** What the central service serves, as one OpenAPI 3.1 document at `GET /openapi.json`; each interface describes its own. */
import { z } from 'zod'
import { authDataRoutes } from './auth-data-openapi.ts'
import { cardRoutes } from './card-openapi.ts'
import type { CentralInterface } from './central-interface.ts'
import { clockRoutes } from './clock-openapi.ts'
import { described, failure, inJson, inText, type RouteDescription, toSchema } from './describe-route.ts'
import { presenceRoutes } from './presence-openapi.ts'
import { pullRoutes } from './pull-openapi.ts'
import { timeProfileRoutes } from './time-profiles-openapi.ts'

const ownRoutes: readonly RouteDescription[] = [
  {
    method: 'get',
    path: '/healthz',
    tag: 'service',
    summary: 'Whether the service can read its store',
    responses: { 200: described('It can', inJson(toSchema(z.strictObject({ status: z.literal('ok') })))), ...failure },
  },
  {
    method: 'get',
    path: '/metrics',
    tag: 'service',
    summary: 'Counters in the text format of Prometheus',
    responses: { 200: described('The counters', inText()), ...failure },
  },
  {
    method: 'get',
    path: '/openapi.json',
    tag: 'service',
    summary: 'This description',
    responses: {
      200: described('OpenAPI 3.1', inJson({ type: 'object', required: ['openapi', 'info', 'paths'] })),
      ...failure,
    },
  },
]

/** All that is served. */
export const routeDescriptions: readonly RouteDescription[] = [
  ...presenceRoutes,
  ...clockRoutes,
  ...authDataRoutes,
  ...timeProfileRoutes,
  ...cardRoutes,
  ...pullRoutes,
  ...ownRoutes,
]

const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', description: 'The secret of the service.' },
  token: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'The secret of the service, and nothing else.',
  },
  authorize: {
    type: 'http',
    scheme: 'bearer',
    description: 'The token of POST /authorize/token, or the secret of the service (ours).',
  },
  login: { type: 'http', scheme: 'bearer', description: 'The token of GET /api/v1/login.' },
}

export const serveOpenApi: CentralInterface = (app) => {
  const text = JSON.stringify(composeOpenApi())
  app.get('/openapi.json', async (_request, reply) => reply.type('application/json; charset=utf-8').send(text))
}

export function composeOpenApi(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { method, path, tag, security, ...operation } of routeDescriptions) {
    paths[path] = {
      ...paths[path],
      [method]: {
        tags: [tag],
        operationId: nameOperation(method, path),
        ...operation,
        ...(security !== undefined && { security: [{ [security]: [] }] }),
      },
    }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Foyer, reference central service',
      version: '1',
      description:
        'The interfaces of five vendors from the other end. What no page of a vendor says is marked as ours.',
    },
    paths,
    components: { securitySchemes },
  }
}

/** Unique, and what a generator of clients can make a name of: `postGeneralClockInOut`. */
function nameOperation(method: string, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}
