/** What BAS-IP documents (“Create/Update multiple Time Profile items by link_id” and its siblings), fact by fact. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { pino } from 'pino'
import { listProfiles } from '../../core/schedule/schedule-store.ts'
import { type TimeProfileItem, timeProfileErrors } from '../../core/schedule/time-profile.ts'
import { openDatabase } from '../../core/store/database.ts'
import { linkId, makeProfile, repeatEvery } from '../schedule/make-profile.ts'
import { bodyOf, faultsBySentence } from '../schedule/profile-body.ts'
import { type Answer, type OpenCentral, openCentral, post, said, secret } from './open-central.ts'

const putPath = '/api/v1/access/timeprofile/items/link'
const json = 'application/json; charset=utf-8'
const otherId = '0e5a9f60-0000-4000-8000-000000000002'
const day = makeProfile('2026-03-02T08:00', '2026-03-02T17:00', repeatEvery('day'))
const night = makeProfile('2026-03-02T22:00', '2026-03-03T06:00', repeatEvery('day'), {
  linkId: otherId,
  name: 'Night',
})
const hash = createHash('md5').update(secret).digest('hex')

async function logIn(central: { url: string }, password = hash, username = 'anybody'): Promise<Answer> {
  const answer = await fetch(`${central.url}/api/v1/login?${new URLSearchParams({ username, password })}`)
  return { status: answer.status, contentType: answer.headers.get('content-type'), body: await answer.text() }
}

async function tokenOf(central: { url: string }): Promise<string> {
  return JSON.parse((await logIn(central)).body).token
}

type Client = {
  token: string
  put: (items: unknown) => Promise<Answer>
  remove: (linkIds: unknown, call?: (typeof deleteCalls)[number]) => Promise<Answer>
  send: (method: string, path: string, body: unknown) => Promise<Answer>
}

const deleteCalls = [
  ['POST', '/access/timeprofile/link/delete'],
  ['POST', '/api/v1/access/timeprofile/link/delete'],
  ['DELETE', '/api/v1/access/timeprofile/items/link'],
] as const

async function enter(central: { url: string }): Promise<Client> {
  const token = await tokenOf(central)
  const send: Client['send'] = async (method, path, body) => {
    const answer = await fetch(central.url + path, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    return { status: answer.status, contentType: answer.headers.get('content-type'), body: await answer.text() }
  }
  return {
    token,
    send,
    put: (items) => send('POST', putPath, { list_items: items }),
    remove: (linkIds, [method, path] = deleteCalls[0]) => send(method, path, { link_ids: linkIds }),
  }
}

function stored({ dataDir }: OpenCentral): TimeProfileItem[] {
  const database = openDatabase(join(dataDir, 'central.sqlite'), 'read')
  try {
    return listProfiles(database.read).map(({ item }) => item)
  } finally {
    database.close()
  }
}

const wordsOf = ({ body }: Answer): [string, boolean, string][] =>
  JSON.parse(body).result.map((item: { link_id: string; success: boolean; extended_info: string }) => [
    item.link_id,
    item.success,
    item.extended_info,
  ])

test('a login by GET with any user name and the MD5 hash of the secret, in either case, gives a token', async (t) => {
  const central = await openCentral(t)
  for (const [password, username] of [
    [hash, 'anybody'],
    [hash.toUpperCase(), 'Ünal & Söhne'],
  ] as const) {
    const answer = await logIn(central, password, username)
    assert.equal(answer.status, 200)
    assert.equal(answer.contentType, json)
    const { token, ...rest } = JSON.parse(answer.body)
    assert.deepEqual(rest, {})
    assert.match(token, /^[\x21-\x7e]+$/)
  }
})

test('a login with anything else is answered 401 Log In', async (t) => {
  const central = await openCentral(t)
  const answers = [
    await logIn(central, secret),
    await logIn(central, hash.slice(1)),
    await logIn(central, ''),
    await logIn(central, hash, ''),
  ]
  for (const query of ['', `?username=a`, `?password=${hash}`, `?username=a&password=${hash}&password=${hash}`]) {
    const answer = await fetch(`${central.url}/api/v1/login${query}`)
    answers.push({ status: answer.status, contentType: answer.headers.get('content-type'), body: await answer.text() })
  }
  for (const answer of answers) assert.deepEqual(answer, { status: 401, contentType: json, body: '{"error":"Log In"}' })
})

test('a token is good for two hours and no longer, and each login gives another', async (t) => {
  let nowMs = Date.parse('2026-03-02T07:00:00Z')
  const central = await openCentral(t, { nowMs: () => nowMs })
  const { put, token } = await enter(central)
  assert.notEqual(await tokenOf(central), token)
  nowMs += 2 * 60 * 60_000 - 1
  assert.equal((await put([day])).status, 200)
  nowMs += 1
  assert.equal(said(await put([night])), '401 {"error":"Log In"}')
  assert.deepEqual(stored(central), [day])
  assert.equal((await (await enter(central)).put([night])).status, 200)
})

test('without a good token every call is answered 401 Log In, and nothing is applied', async (t) => {
  const central = await openCentral(t)
  const { put, token } = await enter(central)
  await put([day])
  const [until, nonce, seal] = token.split('.')
  const later = `${Number(until) + 1}.${nonce}.${seal}`
  const wrong = [undefined, '', 'Bearer', `Basic ${token}`, token, 'Bearer x', `Bearer ${secret}`, `Bearer ${later}`]
  for (const authorization of wrong) {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
    for (const [path, body] of [
      [putPath, { list_items: [night] }],
      [putPath, '{'],
      ['/access/timeprofile/link/delete', { link_ids: [linkId] }],
      ['/api/v1/access/timeprofile/link/delete', { link_ids: [linkId] }],
    ] as const) {
      const answer = await post(central.url, path, body, headers)
      assert.deepEqual(answer, { status: 401, contentType: json, body: '{"error":"Log In"}' }, String(authorization))
    }
  }
  assert.deepEqual(stored(central), [day])
})

test('a token of another service, or of the run before, is answered 401', async (t) => {
  const first = await openCentral(t)
  const second = await openCentral(t)
  const answer = await post(
    second.url,
    putPath,
    { list_items: [day] },
    { authorization: `bearer ${await tokenOf(first)}` },
  )
  assert.equal(said(answer), '401 {"error":"Log In"}')
})

test('items are created and updated by link id, and each is answered in order', async (t) => {
  const central = await openCentral(t)
  const { put } = await enter(central)
  const answer = await put([day])
  assert.equal(answer.contentType, json)
  assert.deepEqual(JSON.parse(answer.body), { result: [{ link_id: linkId, success: true, extended_info: 'created' }] })
  assert.deepEqual(wordsOf(await put([night, { ...day, name: 'Day' }])), [
    [otherId, true, 'created'],
    [linkId, true, 'updated'],
  ])
  assert.deepEqual(stored(central), [{ ...day, name: 'Day' }, night])
})

test('the scheme of the token is written in either case', async (t) => {
  const central = await openCentral(t)
  const authorization = `bearer ${await tokenOf(central)}`
  assert.equal((await post(central.url, putPath, { list_items: [day] }, { authorization })).status, 200)
})

test('of one link id that comes twice in a request the last wins, and both are answered', async (t) => {
  const central = await openCentral(t)
  const { put, remove } = await enter(central)
  assert.deepEqual(wordsOf(await put([day, { ...day, link_id: linkId.toUpperCase(), name: 'Last' }])), [
    [linkId, true, 'created'],
    [linkId, true, 'updated'],
  ])
  assert.deepEqual(stored(central), [{ ...day, name: 'Last' }])
  assert.deepEqual(wordsOf(await remove([linkId, linkId])), [
    [linkId, true, 'deleted'],
    [linkId, false, 'entity_not_found'],
  ])
})

test('profiles are deleted by link id under each of the three addresses', async (t) => {
  const central = await openCentral(t)
  const { put, remove } = await enter(central)
  for (const call of deleteCalls) {
    await put([day])
    const answer = await remove([linkId, otherId], call)
    assert.equal(answer.status, 200, call.join(' '))
    assert.deepEqual(wordsOf(answer), [
      [linkId, true, 'deleted'],
      [otherId, false, 'entity_not_found'],
    ])
    assert.deepEqual(stored(central), [])
  }
})

test('every documented sentence comes out of the running service for its fault, and nothing is applied', async (t) => {
  const central = await openCentral(t)
  const { send } = await enter(central)
  for (const [sentence, parts] of faultsBySentence) {
    const { list_items: faulty } = bodyOf(parts) as { list_items: unknown[] }
    const answer = await send('POST', putPath, { list_items: [day, ...faulty, night] })
    assert.deepEqual(answer, { status: 400, contentType: json, body: JSON.stringify({ error: sentence }) })
  }
  assert.deepEqual(faultsBySentence.map(([sentence]) => sentence).sort(), [...timeProfileErrors].sort())
  assert.deepEqual(stored(central), [])
})

test('a link id to delete that is none refuses the whole request', async (t) => {
  const central = await openCentral(t)
  const { put, remove } = await enter(central)
  await put([day])
  assert.equal(said(await remove([linkId, 'front-door'])), '400 {"error":"Wrong Time Profile Uid"}')
  assert.deepEqual(stored(central), [day])
})

test('whatever else cannot be read is answered Wrong JSON body', async (t) => {
  const central = await openCentral(t)
  const { send } = await enter(central)
  for (const body of ['', '{', 'null', '[]', '"x"', '{}', '{"__proto__":{}}', '{"list_items":{},"link_ids":{}}']) {
    for (const [method, path] of [['POST', putPath], ...deleteCalls] as const) {
      assert.equal(said(await send(method, path, body)), '400 {"error":"Wrong JSON body"}', `${method} ${path} ${body}`)
    }
  }
})

test('a body of another type, too large a body and too long a list have a status of their own', async (t) => {
  const central = await openCentral(t)
  const { token, put, remove } = await enter(central)
  const form = await fetch(central.url + putPath, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams({ list_items: '[]' }),
  })
  assert.equal(form.status, 415)
  assert.deepEqual(await form.json(), { error: 'Content-Type must be application/json' })
  assert.equal((await put(['x'.repeat(17 * 1024 * 1024)])).status, 413)
  const many = Array.from({ length: 5001 }, () => linkId)
  assert.equal(said(await remove(many)), '413 {"error":"The list holds more than 5000 items"}')
  assert.equal((await remove(many.slice(1))).status, 200)
  assert.equal((await put(many.map(() => day))).status, 413)
  assert.deepEqual(stored(central), [])
})

test('an empty list is answered with an empty result', async (t) => {
  const central = await openCentral(t)
  const { put, remove } = await enter(central)
  assert.equal(said(await put([])), '200 {"result":[]}')
  assert.equal(said(await remove([])), '200 {"result":[]}')
})

test('a store that fails is answered 500 without a detail', async (t) => {
  const central = await openCentral(t)
  const { put } = await enter(central)
  const database = openDatabase(join(central.dataDir, 'central.sqlite'), 'write')
  database.raw.exec('DROP TABLE time_profile')
  database.close()
  const answer = await put([day])
  assert.equal(answer.status, 500)
  assert.doesNotMatch(answer.body, /time_profile|SQL/i)
})

test('neither the password, its hash nor a token is ever logged', async (t) => {
  let logged = ''
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      logged += chunk
      done()
    },
  })
  const central = await openCentral(t, { log: pino({ level: 'trace' }, stream) })
  const { token, put, send, remove } = await enter(central)
  await logIn(central, 'a wrong password')
  await put([day])
  await send('POST', putPath, `{"token":"${token}"`)
  await remove(['x'])
  await central.close()
  assert.match(logged, /"route":"\/api\/v1\/login"/)
  for (const word of [secret, hash, token, 'anybody', 'a wrong password', 'a+wrong+password']) {
    assert.equal(logged.includes(word), false, word)
  }
})

test('the figures count what items were answered', async (t) => {
  const central = await openCentral(t)
  const { put, remove } = await enter(central)
  await put([day, night])
  await remove([linkId, linkId])
  const figures = await (await fetch(`${central.url}/metrics`)).text()
  for (const [word, count] of [
    ['created', 2],
    ['deleted', 1],
    ['entity_not_found', 1],
  ]) {
    assert.ok(figures.includes(`foyer_central_time_profiles_total{extended_info="${word}"} ${count}\n`), String(word))
  }
})
