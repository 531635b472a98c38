/** The checks against our own service, and against services that are wrong altogether. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { areas } from '../../core/conformance/check.ts'
import { listChecks } from '../../core/conformance/run-checks.ts'
import { openParrot, type Passed } from './changing-proxy.ts'
import { namesOf, openExpectedCentral, tryAll } from './open-service.ts'
import { served } from './served-areas.ts'

const everything = { areas: [], isVendorOnly: false }

test('our own service passes every check, and passes it again', async (t) => {
  const url = await openExpectedCentral(t)
  for (const round of ['first', 'second']) {
    const results = await tryAll(url, { areas: served })
    assert.deepEqual(
      results.filter(({ result }) => result !== 'passed'),
      [],
      round,
    )
    assert.ok(results.length > 0)
  }
})

test('every check fails against some service that says the same to everything', async (t) => {
  const remaining = new Set(listChecks(everything).map(({ area, name }) => `${area}: ${name}`))
  for (const answer of parrots) {
    const results = await tryAll(await openParrot(t, answer))
    for (const name of namesOf(results, 'failed')) remaining.delete(name)
  }
  assert.deepEqual([...remaining], [])
})

test('no check passes at a service that refuses everything in one and the same way', async (t) => {
  const notLinked = 'API ID NOT LINKED TO AN ACCOUNT IN THIS COMMUNITY'
  const words: [number, string][] = [400, 401, 404, 409, 413, 415, 422, 500].map((status) => [status, 'No'])
  for (const [status, body] of [...words, [400, 'INVALID API KEY'], [404, notLinked]] as const) {
    const results = await tryAll(await openParrot(t, { status, headers: { 'content-type': 'text/plain' }, body }))
    assert.deepEqual(namesOf(results, 'passed'), [], `${status} ${body}`)
  }
})

const json = { 'content-type': 'application/json' }
const parrots: Passed[] = [
  { status: 200, headers: json, body: '{"token":"the same"}' },
  { status: 400, headers: { 'content-type': 'text/plain' }, body: 'No' },
]

test('what cannot be seen from outside is skipped with what would be needed, and nothing else is', async (t) => {
  const url = await openExpectedCentral(t)
  const results = await tryAll(url, { areas: served, location: null, zone: null, errorThreshold: null })
  const skipped = results.filter(({ result }) => result === 'skipped')
  for (const result of skipped)
    assert.match('reason' in result ? result.reason : '', /--(location|zone|error-threshold)$/)
  const expected = [
    'presence: a location that is not known is an entry without a match',
    'presence: a Unix stamp is read in the zone of the service, from the first to the last second of a date',
    'authData: a share that equals the threshold does not exceed it',
    'authData: an exceeded threshold is told in thresholdExceptions, in the words of the page',
    'authData: an exceeded threshold cancels the entire batch when it is processed: nothing is applied',
    'authData: appending can bring a batch back within its threshold',
  ]
  assert.deepEqual(
    namesOf(results, 'skipped').sort(),
    expected.filter((name) => served.some((area) => name.startsWith(`${area}: `))).sort(),
  )
})

test('no answer is a failed check with its reason, and after five in a row the others are not tried', async (t) => {
  const results = await tryAll(await openClosedPort(t), { areas: ['clock'] })
  assert.equal(results.length, listChecks({ areas: ['clock'], isVendorOnly: false }).length)
  const reasons = results.map((result) => (result.result === 'failed' && 'reason' in result ? result.reason : 'none'))
  for (const reason of reasons.slice(0, 5)) {
    assert.match(reason, /^no answer to POST \/general\/clock_in_out: ECONNREFUSED/)
  }
  assert.deepEqual([...new Set(reasons.slice(5))], ['not tried, after 5 checks without an answer'])
})

test('each area can be tried alone, and what is ours can be left out', () => {
  const all = listChecks(everything)
  const apart = areas.flatMap((area) => listChecks({ areas: [area], isVendorOnly: false }))
  assert.deepEqual(apart, all)
  const vendors = listChecks({ areas: [], isVendorOnly: true })
  assert.deepEqual(
    vendors,
    all.filter(({ source }) => source !== 'ours'),
  )
  assert.ok(vendors.length > 0 && vendors.length < all.length)
})

test('each check has a name of its own in its area', () => {
  const names = listChecks(everything).map(({ area, name }) => `${area}: ${name}`)
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  )
})

/** An address at which nobody listens. */
async function openClosedPort(t: TestContext): Promise<string> {
  const { createServer } = await import('node:net')
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  assert.ok(typeof address === 'object' && address !== null, t.name)
  return `http://127.0.0.1:${address.port}`
}
