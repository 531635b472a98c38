import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { tryUpstream } from '../../core/station/try-upstream.ts'
import { openCentral } from '../central/open-central.ts'

async function serve(t: TestContext, status: number) {
  const asked: IncomingMessage[] = []
  const server = createServer((request, response) => {
    asked.push(request)
    response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`, asked }
}

test('any answer counts, also a refusal, and nothing is sent that somebody could keep', async (t) => {
  for (const status of [200, 302, 401, 404, 500]) {
    const { url, asked } = await serve(t, status)
    assert.deepEqual(await tryUpstream(url), { type: 'answers', status, isFoyer: false })
    for (const { method, headers } of asked) {
      assert.equal(method, 'GET')
      assert.equal(headers.authorization, undefined)
    }
  }
})

test('where nobody answers the reason is given', async () => {
  const answer = await tryUpstream('http://127.0.0.1:1')
  assert.ok(answer.type === 'silent')
  assert.match(answer.why, /ECONNREFUSED/)
})

test('a central service of our own is known', async (t) => {
  const { url } = await openCentral(t)
  const answer = await tryUpstream(url)
  assert.ok(answer.type === 'answers' && answer.isFoyer)
})
