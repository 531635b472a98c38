/** Staging authentication data at the reference service: every call, field, status and sentence. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { pino } from 'pino'
import type { CentralOptions } from '../../core/central/central.ts'
import { compilePatterns } from '../../core/enrolment/auth-record.ts'
import { type Answer, openCentral, post, secret } from './open-central.ts'

const guid = '8375fb13-cce4-4cf1-8280-7bad9e6cb16f'
const zeros = '00000000-0000-0000-0000-000000000000'
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const bearer = { authorization: `bearer ${secret}` }
const anna = { employeeId: 'A', employeeStatus: 'Active', authValue1: 'anna-secret' }
const ben = { employeeId: 'B', employeeStatus: 'Active', authValue1: 'ben-secret' }

async function open(t: TestContext, options: Partial<CentralOptions> = {}) {
  const central = await openCentral(t, options)
  const call = (path: string, body: unknown, headers: Record<string, string> = bearer) =>
    post(central.url, path, body, headers)
  const process = async (id: string, headers: Record<string, string> = bearer): Promise<Answer> => {
    const answer = await fetch(`${central.url}/api/admin/authdata/${id}`, { method: 'POST', headers })
    return { status: answer.status, contentType: answer.headers.get('content-type'), body: await answer.text() }
  }
  const stageRaw = (body: unknown, headers?: Record<string, string>) => call('/api/admin/authdata/stage', body, headers)
  return {
    ...central,
    call,
    process,
    stageRaw,
    stage: async (employee: readonly unknown[], more: object = {}) => {
      const answer = await stageRaw({ ...more, employee })
      assert.equal(answer.status, 200, answer.body)
      assert.equal(answer.contentType, 'application/json; charset=utf-8')
      return JSON.parse(answer.body)
    },
  }
}

test('the page’s example is staged and answered with the page’s fourteen fields', async (t) => {
  const { stage, process } = await open(t)
  const first = await stage([{ employeeId: 'tft1636662465', employeeStatus: 'Active', authValue1: 'x' }])
  assert.equal((await process(first.fileLogId)).status, 200)
  const employee = [
    { employeeId: 'tft1636662465', employeeStatus: 'string', authValue1: 'y', authValue2: 'z', authValue3: '' },
  ]
  assert.deepEqual(await stage(employee, { fileLogId: guid, validate: true, allowNoAuth: false, commit: true }), {
    fileLogId: guid,
    totalNew: 0,
    totalRecords: 1,
    totalUpdates: 1,
    totalErrors: 0,
    totalNoChange: 0,
    totalEmpIdUpdate: 0,
    totalAuthValueChange: 1,
    totalStatusChange: 1,
    totalDuplicates: 0,
    duplicateAuthValues: [],
    thresholdExceptions: [],
    errorDetails: [],
    employeeDetails: [{ Key: 'tft1636662465', Value: 'Auth Value Updated' }],
  })
})

test('without a bearer token, or with a wrong one, every call is answered 401 and nothing is staged', async (t) => {
  const { stageRaw, process, stage } = await open(t)
  const id = (await stage([anna])).fileLogId
  for (const authorization of ['', 'bearer', 'bearer wrong', `basic ${secret}`, secret]) {
    const headers: Record<string, string> = authorization === '' ? {} : { authorization }
    assert.equal((await stageRaw({ fileLogId: guid, employee: [ben] }, headers)).status, 401)
    assert.equal((await process(id, headers)).status, 401)
  }
  assert.equal((await process(guid)).status, 404)
  assert.equal((await process(id)).status, 200)
})

test('the scheme is read in either case', async (t) => {
  const { stageRaw } = await open(t)
  for (const scheme of ['bearer', 'Bearer', 'BEARER']) {
    assert.equal((await stageRaw({ employee: [] }, { authorization: `${scheme} ${secret}` })).status, 200)
  }
})

test('a token is asked for with username, password and companyUrlSuffix, and is a JSON text', async (t) => {
  const { call, stageRaw } = await open(t)
  const answer = await call('/authorize/token', { username: 'station', password: secret, companyUrlSuffix: 'acme' }, {})
  assert.deepEqual([answer.status, answer.contentType], [200, 'application/json; charset=utf-8'])
  const token = JSON.parse(answer.body)
  assert.equal(typeof token, 'string')
  assert.equal((await stageRaw({ employee: [] }, { authorization: `bearer ${token}` })).status, 200)
  assert.equal((await stageRaw({ employee: [] }, { authorization: `bearer ${token}x` })).status, 401)
})

test('a wrong password gets no token, and a body without one is no request', async (t) => {
  const { call } = await open(t)
  assert.equal((await call('/authorize/token', { username: 'station', password: 'wrong' }, {})).status, 401)
  assert.equal((await call('/authorize/token', { username: 'station' }, {})).status, 400)
  assert.equal((await call('/authorize/token', [], {})).status, 400)
})

test('a token is good for an hour', async (t) => {
  let nowMs = 1_000_000
  const { call, stageRaw } = await open(t, { nowMs: () => nowMs })
  const answer = await call('/authorize/token', { username: 'station', password: secret }, {})
  const headers = { authorization: `bearer ${JSON.parse(answer.body)}` }
  nowMs += 59 * 60_000
  assert.equal((await stageRaw({ employee: [] }, headers)).status, 200)
  nowMs += 60_000
  assert.equal((await stageRaw({ employee: [] }, headers)).status, 401)
})

test('nothing is applied until a batch is processed, and then all of it is', async (t) => {
  const { stage, process } = await open(t)
  const { fileLogId } = await stage([anna, ben])
  assert.match(fileLogId, uuid)
  assert.equal((await stage([anna], { commit: false })).totalNew, 1)
  const processed = await process(fileLogId)
  assert.equal(processed.status, 200)
  const { totalRecords, totalNew, thresholdExceptions, ...rest } = JSON.parse(processed.body)
  assert.deepEqual([totalRecords, totalNew, thresholdExceptions, rest.fileLogId], [2, 2, [], fileLogId])
  assert.equal((await stage([anna, ben])).totalNoChange, 2)
})

test('calling again with a fileLogId appends to its batch, which is judged again as one set', async (t) => {
  const { stage } = await open(t)
  await stage([anna], { fileLogId: guid.toUpperCase() })
  const answer = await stage([{ ...anna, employeeStatus: null }, ben], { fileLogId: guid })
  assert.deepEqual([answer.fileLogId, answer.totalRecords, answer.totalNew, answer.totalDuplicates], [guid, 3, 2, 1])
  assert.deepEqual(answer.duplicateAuthValues, [
    { line: 2, employeeId: 'A', authValue1: 'anna-secret', authValue2: null, authValue3: null },
  ])
})

test('of duplicates the last that has the most data is processed, and the values of an earlier call are null', async (t) => {
  const { stage } = await open(t)
  await stage([anna], { fileLogId: guid })
  const { duplicateAuthValues, employeeDetails } = await stage([{ ...anna, authValue2: 'more' }], { fileLogId: guid })
  assert.deepEqual(duplicateAuthValues, [
    { line: 1, employeeId: 'A', authValue1: null, authValue2: null, authValue3: null },
  ])
  assert.deepEqual(employeeDetails, [{ Key: 'A', Value: 'New Record' }])
})

test('errors are told by line, are skipped, and all five totals add up', async (t) => {
  const { stage, process } = await open(t)
  await process((await stage([anna])).fileLogId)
  const answer = await stage([{}, anna, ben, ben, { employeeId: 'C' }, { ...anna, employeeId: 'A2' }])
  const { totalRecords, totalNew, totalUpdates, totalErrors, totalNoChange, totalDuplicates } = answer
  assert.equal(totalNew + totalUpdates + totalErrors + totalNoChange + totalDuplicates, totalRecords)
  assert.deepEqual(answer.errorDetails, [{ line: 5, value: 'no auth value is given' }])
  assert.equal((await process(answer.fileLogId)).status, 200)
  assert.equal((await stage([{ employeeId: 'C', authValue1: 'c' }], { commit: false })).totalNew, 1)
})

test('allowNoAuth, validate and commit do as they say', async (t) => {
  const patterns = compilePatterns({ employeeId: '[A-Z]' })
  const { stage, process } = await open(t, { authData: { thresholds: {}, patterns } })
  assert.equal((await stage([{ employeeId: 'A' }])).totalErrors, 1)
  assert.equal((await stage([{ employeeId: 'A' }], { allowNoAuth: true })).totalErrors, 0)
  assert.equal((await stage([{ ...anna, employeeId: '12' }])).totalErrors, 1)
  assert.equal((await stage([{ ...anna, employeeId: '12' }], { validate: false })).totalErrors, 0)
  const tried = await stage([anna], { commit: false })
  assert.equal(tried.fileLogId, zeros)
  assert.equal((await stage([anna], { commit: false, fileLogId: guid })).fileLogId, guid)
  for (const id of [zeros, guid]) assert.equal((await process(id)).status, 404)
})

test('a tripped threshold is told while staging; processing cancels the whole batch with 409', async (t) => {
  const { stage, process } = await open(t, { authData: { thresholds: { addedPercent: 50 }, patterns: {} } })
  const { fileLogId, thresholdExceptions } = await stage([anna, ben])
  const sentence = 'Number of added employees exceeds threshold: 50%. Processing has stopped.'
  assert.deepEqual(thresholdExceptions, [sentence])
  const processed = await process(fileLogId)
  assert.equal(processed.status, 409)
  assert.deepEqual(JSON.parse(processed.body), {
    fileLogId,
    reason: 'threshold',
    message: 'The batch was cancelled',
    thresholdExceptions: [sentence],
  })
  assert.equal((await stage([anna, ben], { commit: false })).totalNew, 2)
})

test('appending can bring a batch back within its thresholds', async (t) => {
  const { stage, process } = await open(t, { authData: { thresholds: { errorPercent: 50 }, patterns: {} } })
  const { fileLogId, thresholdExceptions } = await stage([{ employeeId: 'X' }])
  assert.equal(thresholdExceptions.length, 1)
  assert.deepEqual((await stage([anna], { fileLogId })).thresholdExceptions, [])
  assert.equal((await process(fileLogId)).status, 200)
})

test('processing twice is answered 409, and so is appending to what was processed', async (t) => {
  const { stage, stageRaw, process } = await open(t)
  const { fileLogId } = await stage([anna])
  assert.equal((await process(fileLogId)).status, 200)
  const again = await process(fileLogId)
  assert.equal(again.status, 409)
  assert.equal(JSON.parse(again.body).reason, 'settled')
  assert.equal((await stageRaw({ fileLogId, employee: [ben] })).status, 409)
})

test('an unknown or malformed batch id is answered 404', async (t) => {
  const { stageRaw, process } = await open(t)
  for (const id of [guid, zeros, 'x', `${guid}0`, '%20', '%00', '..%2Fstage']) {
    assert.equal((await process(id)).status, 404, id)
  }
  assert.equal((await stageRaw({ fileLogId: 'x', employee: [anna] })).status, 404)
})

test('what was staged before something else was processed is judged again instead of applied', async (t) => {
  const { stage, process } = await open(t)
  const early = await stage([{ ...anna, authValue1: 'old' }])
  await process((await stage([anna])).fileLogId)
  const refused = await process(early.fileLogId)
  assert.equal(refused.status, 409)
  const { reason, totalUpdates } = JSON.parse(refused.body)
  assert.deepEqual([reason, totalUpdates], ['stale', 1])
  assert.equal((await stage([anna], { commit: false })).totalNoChange, 1)
  assert.equal((await process(early.fileLogId)).status, 200)
})

test('a body that is not the page’s is answered 400 without quoting it', async (t) => {
  const { stageRaw } = await open(t)
  const bodies = [
    {},
    [],
    'x',
    { employee: 'anna-secret' },
    { employee: [], comit: true },
    { employee: [], commit: 'no' },
  ]
  for (const body of bodies) {
    const answer = await stageRaw(body)
    assert.equal(answer.status, 400)
    assert.doesNotMatch(answer.body, /anna-secret/)
  }
  assert.equal((await stageRaw('{"employee": [')).status, 400)
})

test('too many records, and too large a body, are answered 413', async (t) => {
  const { stageRaw } = await open(t)
  assert.equal((await stageRaw({ employee: Array.from({ length: 100_001 }, () => ({})) })).status, 413)
  assert.equal((await stageRaw({ employee: ['x'.repeat(17 * 1024 * 1024)] })).status, 413)
})

test('authentication values are in no log and nowhere in the service’s files', async (t) => {
  const lines: string[] = []
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk))
      done()
    },
  })
  const { stage, stageRaw, process, call, close, dataDir } = await open(t, { log: pino({ level: 'trace' }, sink) })
  const { fileLogId } = await stage([anna, anna, { ...ben, employeeId: 7 }])
  await process(fileLogId)
  await stageRaw('{"employee": [{"authValue1": "anna-secret"')
  await call('/authorize/token', { username: 'station', password: secret }, {})
  await close()
  assert.ok(lines.length > 0)
  const files = ['central.sqlite', 'central.sqlite-wal'].map((name) => {
    try {
      return readFileSync(join(dataDir, name), 'latin1')
    } catch {
      return ''
    }
  })
  for (const text of [...lines, ...files]) assert.doesNotMatch(text, /anna-secret|ben-secret|a secret of the tests/)
})
