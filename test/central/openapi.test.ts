/** The description at /openapi.json against the handlers: what is routed, and what is answered when everything is tried. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:http'
import { type TestContext, test } from 'node:test'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { RouteDescription, Schema } from '../../core/central/describe-route.ts'
import { composeOpenApi, routeDescriptions } from '../../core/central/openapi.ts'
import { openProxy } from '../conformance/changing-proxy.ts'
import { openExpectedCentral, tryAll } from '../conformance/open-service.ts'
import { served } from '../conformance/served-areas.ts'
import { openCentral, secret } from './open-central.ts'

type Exchange = { route: RouteDescription; status: string; mediaType: string; asked: string; answered: string }

test('every route is described, and every described route is there', async (t) => {
  const { routes } = await openCentral(t)
  const routed = routes
    // Fastify adds it to each GET.
    .filter(({ method }) => method !== 'HEAD')
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
  const described = routeDescriptions.map(({ method, path }) => `${method.toUpperCase()} ${path}`)
  assert.deepEqual(described.sort(), routed.sort())
})

test('it is served as OpenAPI 3.1, with a name for each operation and a description of each parameter in a path', async (t) => {
  const { url } = await openCentral(t)
  const answer = await fetch(`${url}/openapi.json`)
  assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8')
  const document = await answer.json()
  assert.deepEqual(document, JSON.parse(JSON.stringify(composeOpenApi())))
  assert.match(document.openapi, /^3\.1\.\d+$/)
  const names = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap((operations) =>
    Object.values(operations).map(({ operationId }) => operationId),
  )
  assert.equal(names.length, routeDescriptions.length)
  assert.equal(new Set(names).size, names.length)
  for (const { path, parameters = [], security } of routeDescriptions) {
    const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `{${name}}`)
    assert.deepEqual(path.match(/\{\w+\}/g) ?? [], inPath)
    if (security !== undefined) assert.ok(security in document.components.securitySchemes, security)
  }
})

test('when everything is tried', async (t) => {
  const exchanges = await tryEverything(t)
  const validate = createValidator()

  await t.test('whatever is answered is described by status, content type and schema', () => {
    for (const { route, status, mediaType, answered } of exchanges) {
      const where = `${route.method} ${route.path} ${status} ${mediaType}`
      if (mediaType === 'none') {
        assert.deepEqual([route.responses[status]?.content, answered], [{}, ''], where)
        continue
      }
      const schema = route.responses[status]?.content[mediaType]?.schema
      assert.ok(schema, `${where} is not described: ${answered.slice(0, 200)}`)
      if (mediaType.endsWith('xml')) continue
      const content = mediaType.endsWith('json') ? JSON.parse(answered) : answered
      assert.equal(validate(schema, content), null, `${where}: ${answered.slice(0, 500)}`)
    }
  })

  await t.test('whatever is described is answered', () => {
    const seen = new Set(
      exchanges.map(({ route, status, mediaType }) => `${route.method} ${route.path} ${status} ${mediaType}`),
    )
    // A fault of the service cannot be brought about from outside.
    const described = routeDescriptions.flatMap(({ method, path, responses }) =>
      Object.entries(responses)
        .filter(([status]) => status !== '500')
        .flatMap(([status, { content }]) => Object.keys(content).map((type) => `${method} ${path} ${status} ${type}`)),
    )
    assert.deepEqual(
      described.filter((where) => !seen.has(where)),
      [],
    )
  })

  await t.test('whatever is taken as JSON is described', () => {
    const taken = exchanges.filter(({ route, status, asked }) => route.requestBody && status === '200' && isJson(asked))
    assert.ok(taken.length > 100)
    for (const { route, asked } of taken) {
      const schema = route.requestBody?.content['application/json']?.schema
      assert.ok(schema, `${route.method} ${route.path}`)
      assert.equal(validate(schema, JSON.parse(asked)), null, `${route.method} ${route.path}: ${asked.slice(0, 500)}`)
    }
  })
})

/** The conformance suite, and what it does not ask: bodies that are too large or of no known type, and our own routes. */
async function tryEverything(t: TestContext): Promise<Exchange[]> {
  const exchanges: Exchange[] = []
  const url = await openProxy(t, await openExpectedCentral(t), {
    answer: ({ status, headers, body }, { method, path, body: asked }) => {
      const route = findRoute(method, path)
      const mediaType = headers['content-type']?.split(';')[0] ?? 'none'
      if (route) exchanges.push({ route, status: String(status), mediaType, asked, answered: body })
    },
  })
  await tryAll(url, { areas: served })
  for (const path of ['/healthz', '/metrics', '/openapi.json']) await (await fetch(url + path)).text()
  const direct = await openExpectedCentral(t)
  const authorizations = await readAuthorizations(direct)
  for (const route of routeDescriptions) {
    const authorization = authorizations[route.security ?? 'none']
    const given: Record<string, string> = authorization === undefined ? {} : { authorization }
    for (const { body, headers } of route.requestBody ? oddRequests : []) {
      exchanges.push(await askRaw(direct, route, { ...headers, ...given }, body))
    }
    if (!route.requestBody) exchanges.push(await askRaw(direct, route, given))
    if (route.security !== undefined) exchanges.push(await askRaw(direct, route, {}))
    if (route.tag === 'pull') {
      const astray = { ...route, path: `${route.path}?after=nonsense` }
      exchanges.push({ ...(await askRaw(direct, astray, given)), route })
    }
  }
  return exchanges
}

/** A body that holds nothing, one that is no JSON, one that says that it is too large, and one of a type that nobody takes. */
const oddRequests = [
  { body: '{}', headers: { 'content-type': 'application/json' } },
  { body: '{"', headers: { 'content-type': 'application/json' } },
  { body: '{}', headers: { 'content-type': 'application/json', 'content-length': String(1024 ** 3) } },
  { body: '{}', headers: { 'content-type': 'image/png' } },
]

/** By the name of the security scheme. */
async function readAuthorizations(url: string): Promise<Record<string, string>> {
  const hash = createHash('md5').update(secret).digest('hex')
  const login = await fetch(`${url}/api/v1/login?username=x&password=${hash}`)
  const { token } = (await login.json()) as { token: string }
  return { login: `Bearer ${token}`, authorize: `bearer ${secret}`, bearer: `Bearer ${secret}`, token: secret }
}

/** Sends a body, whatever length the headers say that it has, and takes the answer. */
async function askRaw(
  url: string,
  route: RouteDescription,
  headers: Record<string, string>,
  body = '',
): Promise<Exchange> {
  const path = route.path.replace(/\{\w+\}/g, 'x')
  const length = { 'content-length': String(body.length) }
  const asking = request(url + path, { method: route.method.toUpperCase(), headers: { ...length, ...headers } })
  // A server that has answered need not take the rest.
  asking.on('error', () => {})
  asking.write(body)
  const [answer] = await once(asking, 'response')
  let answered = ''
  for await (const part of answer) answered += String(part)
  asking.destroy()
  const mediaType = String(answer.headers['content-type']).split(';')[0] ?? 'none'
  return { route, status: String(answer.statusCode), mediaType, asked: '', answered }
}

function findRoute(method: string, path: string): RouteDescription | undefined {
  const [pathname = ''] = path.split('?')
  const candidates = routeDescriptions.filter((route) => route.method.toUpperCase() === method)
  // A path without parameters goes before one with.
  return (
    candidates.find((route) => route.path === pathname) ??
    candidates.find((route) => new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname))
  )
}

/** Null where the content fits, else what is wrong with it. */
function createValidator(): (schema: Schema, content: unknown) => string | null {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    validateFormats: false,
    keywords: ['xml'],
  })
  const known = new Map<Schema, ValidateFunction>()
  return (schema, content) => {
    const check = known.get(schema) ?? ajv.compile(schema)
    known.set(schema, check)
    return check(content) ? null : ajv.errorsText(check.errors)
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
