/** The service around its interfaces: health, figures, limits, logs, starting and stopping. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { pino } from 'pino'
import { startCentral } from '../../core/central/central.ts'
import { openDatabase } from '../../core/store/database.ts'
import {
  ada,
  bob,
  clock,
  clockBody,
  openCentral,
  post,
  readBack,
  said,
  secret,
  temporaryFolder,
} from './open-central.ts'

const path = '/general/clock_in_out'

test('a service is healthy once it serves, and says so', async (t) => {
  const central = await openCentral(t)
  const answer = await fetch(`${central.url}/healthz`)
  assert.equal(answer.status, 200)
  assert.deepEqual(await answer.json(), { status: 'ok' })
})

test('the figures count requests, events, repeats and refusals', async (t) => {
  const central = await openCentral(t)
  await clock(central, [{ username: 'ada' }], 'a')
  await clock(central, [{ username: 'ada' }], 'a')
  await clock(central, [{ username: 'ada', forceClockIn: true }, { username: 'nobody' }])
  const answer = await fetch(`${central.url}/metrics`)
  assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
  const lines = (await answer.text()).split('\n')
  for (const line of [
    'foyer_central_requests_total{route="/general/clock_in_out",status="200"} 3',
    'foyer_central_clock_events_total{kind="in"} 1',
    'foyer_central_clock_events_total{kind="force-in"} 1',
    'foyer_central_clock_repeats_total 1',
    'foyer_central_clock_refusals_total{status="404"} 1',
  ]) {
    assert.ok(lines.includes(line), line)
  }
  for (const line of lines) assert.match(line, /^(#.*|[a-z_]+(\{[^}]*\})? \S+|)$/)
})

test('a body that is no JSON object is refused in plain words', async (t) => {
  const central = await openCentral(t)
  for (const body of ['', '{', '{"id":"foyer",', 'null', '[]', '"text"', '{"__proto__":{"key":1}}', '\u0000']) {
    const answer = await post(central.url, path, body)
    assert.equal(answer.status, 400, JSON.stringify(body))
    assert.equal(answer.contentType, 'text/plain; charset=utf-8')
    assert.doesNotMatch(answer.body, /Unexpected|at |FST_/)
  }
  assert.equal(said(await clock(central, [{ username: 'ada' }])), '200 CLOCKED IN')
})

test('a body of another content type is answered 415', async (t) => {
  const central = await openCentral(t)
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
    const answer = await post(central.url, path, clockBody([{ username: 'ada' }]), { 'content-type': type })
    assert.equal(said(answer), '415 Content-Type must be application/json')
  }
})

test('a body beyond the limit is answered 413 without being read to its end', async (t) => {
  const central = await openCentral(t)
  const socket = connect(central.port, '127.0.0.1')
  t.after(() => socket.destroy())
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${1024 ** 3}\r\n\r\n{`,
  )
  const [data] = await once(socket, 'data')
  assert.match(String(data), /^HTTP\/1\.1 413 /)
  assert.equal(said(await clock(central, [{ username: 'ada' }])), '200 CLOCKED IN')
})

test('a body that is deep, wide or long is refused and the service lives on', async (t) => {
  const central = await openCentral(t)
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
  const answers = [
    await post(central.url, path, `{"id":"foyer","key":"${secret}","type":"CLOCK_IN_OUT","data":[{"apiId":${deep}}]}`),
    await clock(central, [Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`field${i}`, i]))]),
    await clock(central, [{ username: 'x'.repeat(8_000_000) }]),
    await clock(central, [{ ['x'.repeat(8_000_000)]: 1 }]),
  ]
  for (const answer of answers) {
    assert.equal(answer.status, 400)
    assert.ok(answer.body.length <= 200)
  }
  assert.equal(said(await clock(central, [{ username: 'ada' }])), '200 CLOCKED IN')
})

test('bytes that are no HTTP end that connection alone', async (t) => {
  const central = await openCentral(t)
  const socket = connect(central.port, '127.0.0.1')
  t.after(() => socket.destroy())
  socket.write('\u0000\u0001 no http\r\n\r\n')
  const [data] = await once(socket, 'data')
  assert.match(String(data), /^HTTP\/1\.1 400 /)
  assert.equal((await fetch(`${central.url}/healthz`)).status, 200)
})

test('a path that is not served is answered 404 in plain words', async (t) => {
  const central = await openCentral(t)
  assert.equal(said(await post(central.url, '/general/other', {})), '404 There is no such interface')
})

test('every answer has a request id, the caller’s own where it is short and plain', async (t) => {
  const central = await openCentral(t)
  const idOf = async (given?: string): Promise<string> => {
    const answer = await fetch(`${central.url}/healthz`, given ? { headers: { 'x-request-id': given } } : {})
    return answer.headers.get('x-request-id') ?? ''
  }
  assert.equal(await idOf('station-1.42'), 'station-1.42')
  assert.match(await idOf(), /^[0-9a-f-]{36}$/)
  assert.match(await idOf('{"level":60}'), /^[0-9a-f-]{36}$/)
  assert.match(await idOf('x'.repeat(65)), /^[0-9a-f-]{36}$/)
})

test('neither the secret nor who was clocked is ever logged, whatever goes wrong', async (t) => {
  const lines: string[] = []
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk))
      done()
    },
  })
  const central = await openCentral(t, { log: pino({ level: 'trace' }, stream) })
  await clock(central, [{ username: 'ada' }], 'a-key-of-a-call')
  await post(central.url, path, clockBody([{ username: 'ada' }], { id: 'x' }))
  await post(central.url, path, `{"key":"${secret}",`)
  await post(central.url, `${path}?key=${encodeURIComponent(secret)}`, clockBody([{ username: 'ada' }]), {
    authorization: `Bearer ${secret}`,
  })
  await post(central.url, `/nowhere?password=${encodeURIComponent(secret)}`, {})
  const hash = createHash('md5').update(secret).digest('hex')
  const tokens: string[] = []
  for (const password of [hash, secret]) {
    const login = await fetch(`${central.url}/api/v1/login?${new URLSearchParams({ username: 'door', password })}`)
    if (login.ok) tokens.push(JSON.parse(await login.text()).token)
  }
  const authorized = await post(central.url, '/authorize/token', {
    username: 'door',
    password: secret,
    companyUrlSuffix: 'x',
  })
  tokens.push(String(JSON.parse(authorized.body)))
  assert.equal(tokens.length, 2)
  for (const authorization of [...tokens, secret].flatMap((one) => [one, `Bearer ${one}`, `bearer ${one}`])) {
    for (const at of [
      '/api/v1/Users/SP1CheckIn',
      '/api/admin/authdata/stage',
      '/api/v1/access/timeprofile/items/link',
    ]) {
      await post(central.url, at, `{"key":"${secret}"`, { authorization })
      await post(central.url, at, { key: secret }, { authorization })
    }
    await fetch(`${central.url}/foyer/v1/people?after=${encodeURIComponent(secret)}`, { headers: { authorization } })
  }
  await central.close()
  assert.ok(lines.length >= 5)
  const text = decodeURIComponent(lines.join(''))
  for (const word of [secret, hash, ...tokens, 'Bearer', '"ada"', 'a-key-of-a-call'])
    assert.ok(!text.includes(word), word)
  const requestIds = lines.map((line) => JSON.parse(line).reqId).filter(Boolean)
  assert.ok(requestIds.length >= 5)
})

test('a failing store is answered 500 with the request id, healthz fails, and no detail gets out', async (t) => {
  const central = await openCentral(t)
  // The file is damaged under the running service's hands: its tables are gone.
  const saboteur = openDatabase(join(central.dataDir, 'central.sqlite'), 'write')
  saboteur.raw.exec('PRAGMA foreign_keys = OFF; DROP TABLE clock_row; DROP TABLE clock_event; DROP TABLE person')
  saboteur.close()
  const answer = await post(central.url, path, clockBody([{ username: 'ada' }]), { 'x-request-id': 'the-id' })
  assert.equal(said(answer), '500 The request could not be handled; the log says more under the-id')
  assert.equal((await fetch(`${central.url}/healthz`)).status, 500)
})

test('the service listens on this machine only', async (t) => {
  const central = await openCentral(t)
  assert.equal(new URL(central.url).hostname, '127.0.0.1')
  // All of 127/8 is this machine: a service that listened on every address would answer here too.
  const socket = connect(central.port, '127.0.0.2')
  t.after(() => socket.destroy())
  const [error] = await once(socket, 'error')
  assert.equal(error.code, 'ECONNREFUSED')
})

test('closing lets a client go that stopped in the middle of a request', { timeout: 20_000 }, async (t) => {
  const central = await openCentral(t)
  const socket = connect(central.port, '127.0.0.1')
  t.after(() => socket.destroy())
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  socket.on('error', () => {}) // Cut off is what it should be; how the system calls it does not matter.
  const head = ['Host: x', 'Content-Type: application/json', 'Content-Length: 99', 'Expect: 100-continue']
  socket.write(`POST ${path} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`)
  const [data] = await once(socket, 'data')
  assert.match(String(data), /^HTTP\/1\.1 100 /)
  await central.close()
  await closed
})

test('people are renewed by employee number at every start, and nobody is removed', async (t) => {
  const first = await openCentral(t)
  await clock(first, [{ username: 'ada' }])
  await first.close()
  const second = await openCentral(t, {
    dataDir: first.dataDir,
    people: [{ ...ada, apiId: 'api-new', username: null }],
  })
  assert.equal((await readBack(second, { apiId: 'api-ada' })).status, 404)
  assert.match((await readBack(second, { apiId: 'api-new' })).body, /"completed":false/)
  assert.match((await readBack(second, { username: 'E-1' })).body, /"completed":false/)
  assert.equal(said(await readBack(second, { username: 'E-2' })), '200 Not Clocked In')
})

test('a start that cannot succeed says why and leaves no port and no file open', async (t) => {
  const running = await openCentral(t)
  const base = { dataDir: temporaryFolder(t), port: 0, secret, zone: 'Europe/Berlin', locations: [] }
  const log = pino({ level: 'silent' })
  await assert.rejects(startCentral({ ...base, log, secret: '' }), /needs a secret/)
  await assert.rejects(startCentral({ ...base, log, zone: 'Mars/Olympus' }), /Mars\/Olympus is not a time zone/)
  await assert.rejects(startCentral({ ...base, log, port: running.port }), /EADDRINUSE/)
  await assert.rejects(startCentral({ ...base, log, people: [{ ...bob, employeeNumber: '' }] }), /CHECK constraint/)

  const broken = join(temporaryFolder(t), 'broken')
  mkdirSync(broken)
  writeFileSync(join(broken, 'central.sqlite'), 'this is no database, but it is long enough to look at'.repeat(20))
  await assert.rejects(startCentral({ ...base, log, dataDir: broken }), /not a database/)
})

test('a file of a newer version is refused and left as it is', async (t) => {
  const central = await openCentral(t)
  await central.close()
  const file = join(central.dataDir, 'central.sqlite')
  const database = openDatabase(file, 'write')
  database.raw.pragma('user_version = 990')
  database.close()
  const sizeBefore = statSync(file).size
  const options = {
    dataDir: central.dataDir,
    port: 0,
    secret,
    zone: 'UTC',
    locations: [],
    log: pino({ level: 'silent' }),
  }
  await assert.rejects(startCentral(options), /written by a newer version \(schema 990; this one knows \d+\)/)
  assert.equal(statSync(file).size, sizeBefore)
})

test('the data folder is made where it is missing, for its owner alone', async (t) => {
  const dataDir = join(temporaryFolder(t), 'a', 'b')
  const central = await openCentral(t, { dataDir })
  assert.ok(existsSync(join(central.dataDir, 'central.sqlite')))
  assert.equal(statSync(dataDir).mode & 0o777, 0o700)
})
