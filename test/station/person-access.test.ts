import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { iterateAudit, verifyAudit } from '../../core/audit/audit-store.ts'
import { findPersonByEmployeeNumber, upsertPerson } from '../../core/people/people-store.ts'
import { readPinHash, readRole } from '../../core/people/role-store.ts'
import { changePin, changeRole, isPinOf } from '../../core/station/person-access.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

const owner = { type: 'owner' } as const

function openPeople(t: TestContext) {
  const { store, change } = openTemporaryStore(t)
  const put = (employeeNumber: string, isActive = true) =>
    change((db) => {
      const names = { email: null, userId: null, apiId: null, username: null, accId: null, discord: null }
      const more = { uniqueId: null, isActive, occupancySystemId: null, timeProfiles: [] }
      return upsertPerson(db, { employeeNumber, displayName: employeeNumber, ...names, ...more }, 0)
    })
  return { store, put, ids: ['E1', 'E2'].map((number) => put(number)) }
}

test('a PIN is stored as an Argon2id hash alone, and known again', async (t) => {
  const { store, ids } = openPeople(t)
  const [id = 0, other = 0] = ids
  const set = (pin: string | null) => changePin({ store }, { employeeNumber: 'E1', pin, by: owner, nowMs: 1 })
  assert.equal((await set('4711')).type, 'changed')
  assert.match(readPinHash(store.read, id) ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.equal(await isPinOf({ store }, id, '4711'), true)
  assert.equal(await isPinOf({ store }, id, '4712'), false)
  assert.equal(await isPinOf({ store }, other, '4711'), false)
  assert.equal((await set(null)).type, 'changed')
  assert.equal((await set(null)).type, 'unchanged')
  assert.equal(await isPinOf({ store }, id, '4711'), false)
  const trail = JSON.stringify([...iterateAudit(store.read)])
  assert.doesNotMatch(trail, /4711|argon2/)
  assert.equal(verifyAudit(store.read).type, 'intact')
})

test('a PIN has four to twelve digits, not all the same, and belongs to somebody who is known', async (t) => {
  const { store } = openPeople(t)
  const set = async (pin: string, employeeNumber = 'E1') =>
    (await changePin({ store }, { employeeNumber, pin, by: owner, nowMs: 1 })).type
  for (const pin of ['', '123', '1234567890123', '12a4', ' 1234', '٤٧١١', '0000'])
    assert.equal(await set(pin), 'no-pin', pin)
  assert.equal(await set('1234', 'e1'), 'unknown-person')
})

test('the owner names a supervisor, who may name others, and nobody else may', (t) => {
  const { store, put, ids } = openPeople(t)
  const give = (employeeNumber: string, role: 'none' | 'scan' | 'supervisor', by: string | null) =>
    changeRole(
      { store },
      { employeeNumber, role, by: by === null ? owner : { type: 'supervisor', employeeNumber: by }, nowMs: 1 },
    )
  assert.deepEqual(give('E2', 'scan', 'E1'), { type: 'not-allowed', why: 'not-a-supervisor' })
  assert.deepEqual(give('E1', 'supervisor', null), { type: 'changed', supervisors: 1 })
  assert.deepEqual(give('E2', 'scan', 'E1'), { type: 'changed', supervisors: 1 })
  assert.deepEqual(give('E2', 'scan', 'E1'), { type: 'unchanged', supervisors: 1 })
  assert.deepEqual(give('E1', 'none', 'E2'), { type: 'not-allowed', why: 'not-a-supervisor' })
  put('E1', false)
  assert.deepEqual(give('E2', 'none', 'E1'), { type: 'not-allowed', why: 'inactive-supervisor' })
  assert.deepEqual(
    give('E2', 'supervisor', null),
    { type: 'changed', supervisors: 1 },
    'the last one left: the owner names another',
  )
  assert.equal(readRole(store.read, ids[1] ?? 0), 'supervisor')
  assert.equal(readRole(store.read, findPersonByEmployeeNumber(store.read, 'E1')?.personId ?? 0), 'supervisor')
  assert.deepEqual(
    [...iterateAudit(store.read)].map(({ actorNumber, subject, content }) => [
      actorNumber,
      subject,
      JSON.parse(content),
    ]),
    [
      [null, 'E1', { before: 'none', role: 'supervisor' }],
      ['E1', 'E2', { before: 'none', role: 'scan' }],
      [null, 'E2', { before: 'scan', role: 'supervisor' }],
    ],
  )
})
