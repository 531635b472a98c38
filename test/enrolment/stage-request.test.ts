import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noFileLogId, readStageRequest } from '../../core/enrolment/stage-request.ts'

const guid = '8375fb13-cce4-4cf1-8280-7bad9e6cb16f'

test('the page’s example is read', () => {
  const employee = [
    {
      employeeId: 'string',
      employeeStatus: 'string',
      authValue1: 'string',
      authValue2: 'string',
      authValue3: 'string',
    },
  ]
  const body = { fileLogId: guid, validate: true, allowNoAuth: false, commit: true, employee }
  assert.deepEqual(readStageRequest(body), { type: 'read', request: body })
})

test('what is absent is as in the page’s example, without a fileLogId', () => {
  assert.deepEqual(readStageRequest({ employee: [] }), {
    type: 'read',
    request: { fileLogId: null, validate: true, allowNoAuth: false, commit: true, employee: [] },
  })
})

test('a fileLogId that is absent, null, blank or all zeros means a new batch', () => {
  for (const fileLogId of [undefined, null, '', ' ', noFileLogId]) {
    const reading = readStageRequest({ fileLogId, employee: [] })
    assert.ok(reading.type === 'read')
    assert.equal(reading.request.fileLogId, null)
  }
})

test('a GUID is read in either case, and anything else is no batch', () => {
  const reading = readStageRequest({ fileLogId: ` ${guid.toUpperCase()} `, employee: [] })
  assert.ok(reading.type === 'read')
  assert.equal(reading.request.fileLogId, guid)
  for (const fileLogId of ['x', guid.slice(1), `{${guid}}`, `${guid}0`, guid.replaceAll('-', '')]) {
    assert.deepEqual(readStageRequest({ fileLogId, employee: [] }), { type: 'unknown-batch' }, fileLogId)
  }
})

test('employee is required and an array', () => {
  for (const body of [{}, { employee: null }, { employee: {} }, { employee: 'x' }, null, [], 'x', 7]) {
    assert.equal(readStageRequest(body).type, 'malformed', JSON.stringify(body))
  }
})

test('validate, allowNoAuth and commit are true or false and nothing else', () => {
  for (const field of ['validate', 'allowNoAuth', 'commit']) {
    for (const value of ['true', 1, null]) {
      const reading = readStageRequest({ [field]: value, employee: [] })
      assert.ok(reading.type === 'malformed')
      assert.match(reading.message, new RegExp(`^${field}: `))
    }
  }
})

test('a field that the page does not have is refused, and no message quotes a value', () => {
  const reading = readStageRequest({ comit: false, employee: [{ authValue1: 's3cret' }] })
  assert.ok(reading.type === 'malformed')
  assert.match(reading.message, /comit/)
  for (const body of [{ employee: 's3cret' }, 's3cret', { fileLogId: { s: 's3cret' }, employee: [] }]) {
    assert.ok(!JSON.stringify(readStageRequest(body)).includes('s3cret'))
  }
})

test('a body without a list of records is refused in a sentence', () => {
  const message = 'employee: the list of records is missing, or is no list'
  assert.deepEqual(readStageRequest({ employee: 'x' }), { type: 'malformed', message })
  assert.deepEqual(readStageRequest({}), { type: 'malformed', message })
})
