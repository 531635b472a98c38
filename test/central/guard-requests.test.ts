/** What the central service answers to whatever comes to no interface, or to one in a form that it does not read. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { clock, clockBody, openCentral, post, readBack, said, secret } from './open-central.ts'

const plainText = 'text/plain; charset=utf-8'
const clockPath = '/general/clock_in_out'
const bearer = { authorization: `Bearer ${secret}` }

test('an address that cannot be decoded is answered 400 in plain words, with a request id', async (t) => {
  const { url } = await openCentral(t)
  const answer = await fetch(`${url}/general/%E0%A4%A`, { headers: { 'x-request-id': 'the-id' } })
  assert.equal(answer.status, 400)
  assert.equal(answer.headers.get('content-type'), plainText)
  assert.equal(answer.headers.get('x-request-id'), 'the-id')
  assert.equal(await answer.text(), 'The address cannot be decoded')
})

test('another method than those of a path is answered 405 with Allow, and an unknown path 404', async (t) => {
  const { url } = await openCentral(t)
  for (const [method, path, allow] of [
    ['GET', clockPath, 'POST'],
    ['PUT', `${clockPath}?a=b`, 'POST'],
    ['GET', '/api/admin/authdata/anything', 'POST'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['PUT', '/api/v1/access/timeprofile/items/link', 'DELETE, POST'],
  ] as const) {
    const answer = await fetch(`${url}${path}`, { method })
    assert.deepEqual([answer.status, answer.headers.get('allow')], [405, allow], `${method} ${path}`)
    assert.equal(await answer.text(), `This path takes ${allow}`)
  }
  for (const path of ['/', '/general', `${clockPath}/`, '/api/admin/authdata/a/b']) {
    const answer = await fetch(`${url}${path}`)
    assert.equal(
      said({ status: answer.status, contentType: null, body: await answer.text() }),
      '404 There is no such interface',
    )
  }
})

test('however long a part of a path is, who asks is looked at first', async (t) => {
  const { url } = await openCentral(t)
  const path = `/api/admin/authdata/${'x'.repeat(5000)}`
  assert.equal((await post(url, path, {})).status, 401)
  assert.equal((await post(url, path, {}, bearer)).status, 404)
})

test('a body in another charset or a packed one is answered 415 in words and changes nothing', async (t) => {
  const central = await openCentral(t)
  const send = async (path: string, body: string | Buffer, headers: Record<string, string>) => {
    const type = { 'content-type': 'application/json' }
    const answer = await fetch(`${central.url}${path}`, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(body)),
      headers: { ...type, ...headers },
    })
    return { status: answer.status, text: await answer.text() }
  }
  const punch = JSON.stringify(clockBody([{ username: 'ada' }]))
  const charset = 'The charset of the body must be UTF-8'
  const packed = 'The body must be sent without a Content-Encoding'
  const latin = { 'content-type': 'application/json; charset=ISO-8859-1' }
  const utf16 = { 'content-type': 'application/json;charset="utf-16le"' }
  assert.deepEqual(await send(clockPath, Buffer.from(punch, 'latin1'), latin), { status: 415, text: charset })
  assert.deepEqual(await send(clockPath, Buffer.from(punch, 'utf16le'), utf16), { status: 415, text: charset })
  assert.deepEqual(await send(clockPath, gzipSync(punch), { 'content-encoding': 'gzip' }), {
    status: 415,
    text: packed,
  })
  const card = '/api/v1/Users/SP1CheckIn'
  assert.deepEqual(await send(card, '{}', { ...bearer, ...utf16 }), { status: 415, text: charset })
  assert.equal((await send(card, '{}', utf16)).status, 401, 'who asks is looked at first')
  const login = await fetch(`${central.url}/api/v1/login?username=a&password=${md5(secret)}`)
  const { token } = (await login.json()) as { token: string }
  const profiles = await send('/api/v1/access/timeprofile/items/link', '{"list_items":[]}', {
    authorization: `Bearer ${token}`,
    ...utf16,
  })
  assert.deepEqual(profiles, { status: 415, text: JSON.stringify({ error: charset }) })
  assert.equal(said(await readBack(central, { username: 'ada' })), '200 Not Clocked In')
  const plain = { 'content-encoding': 'identity', 'content-type': 'application/json; charset="UTF-8"' }
  assert.deepEqual(await send(clockPath, punch, plain), { status: 200, text: 'CLOCKED IN' })
})

test('of a name that is twice in an object the last one counts', async (t) => {
  const { url } = await openCentral(t)
  const body = JSON.stringify(clockBody([{ username: 'ada' }])).replace('{', '{"key":"a wrong key",')
  assert.equal(said(await post(url, clockPath, body)), '200 CLOCKED IN')
})

test('headers without end are answered 431, and the connection alone is closed', { timeout: 20_000 }, async (t) => {
  const central = await openCentral(t)
  const socket = connect(central.port, '127.0.0.1')
  t.after(() => socket.destroy())
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  socket.write(`GET /healthz HTTP/1.1\r\nHost: x\r\n`)
  const flood = `X-Flood: ${'x'.repeat(8000)}\r\n`.repeat(32)
  for (let round = 0; round < 12; round += 1) socket.write(flood)
  socket.end()
  await once(socket, 'end')
  assert.match(text, /^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/)
  assert.equal(text.split('HTTP/1.1').length, 2, 'once')
  assert.equal(said(await clock(central, [{ username: 'ada' }])), '200 CLOCKED IN')
})

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}
