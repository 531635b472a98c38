import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { iterateAudit } from '../../core/audit/audit-store.ts'
import { stationSettings } from '../../core/contract/settings.ts'
import { readStoredPerson, upsertPerson } from '../../core/people/people-store.ts'
import { setRole } from '../../core/people/role-store.ts'
import { answerAddPerson, answerCorrectPerson } from '../../core/station/answer-person-calls.ts'
import { importRoster } from '../../core/station/import-roster.ts'
import { createTapContext } from '../../core/station/station.ts'
import { decidePinTap } from '../../core/station/tap.ts'
import { somebody } from '../people/somebody.ts'
import { openTemporaryStore } from '../people/temporary-store.ts'

const atMs = Date.parse('2026-03-02T08:00:00+01:00')

/** E1 is a supervisor, E2 is not, E3 has left; all of them have an address. */
function openDesk(t: TestContext) {
  const { store, change, write } = openTemporaryStore(t)
  change((db) => {
    for (const number of ['E1', 'E2', 'E3']) {
      const person = somebody(number, {
        email: `${number}@example.com`,
        isActive: number !== 'E3',
        userId: `u-${number}`,
      })
      const personId = upsertPerson(db, person, 0)
      if (number === 'E1') setRole(db, personId, 'supervisor', 0)
    }
  })
  const add = (employeeNumber: string, displayName: string, email: string | null = null, by = 'E1') =>
    answerAddPerson(store, { employeeNumber, displayName, email, by }, atMs)
  const correct = (employeeNumber: string, displayName: string, email?: string | null, by = 'E1') =>
    answerCorrectPerson(store, { employeeNumber, displayName, ...(email !== undefined && { email }), by }, atMs)
  return {
    store,
    write,
    add,
    correct,
    person: (number: string) => readStoredPerson(store.read, number)?.person ?? null,
    trail: () =>
      [...iterateAudit(store.read)].map(({ action, subject, actorNumber, content }) => ({
        action,
        subject,
        by: actorNumber,
        content: JSON.parse(content),
      })),
    countOutbox: () => store.read.prepare<{ n: number }>('SELECT count(*) AS n FROM outbox').get()?.n,
  }
}

const codeOf = (answer: { type: string; reason?: { code: string } | undefined }) => answer.reason?.code ?? answer.type

test('whoever is added is somebody as a roster would have brought them, who may badge at once', async (t) => {
  const desk = openDesk(t)
  assert.deepEqual(desk.add(' E9 ', ' Petra Neumann ', ' petra@example.com '), { type: 'added', employeeNumber: 'E9' })
  const beside = openDesk(t)
  const file = beside.write('roster.csv', 'employeeNumber,displayName,email\nE9,Petra Neumann,petra@example.com\n')
  await importRoster({ store: beside.store, file, isApproved: true, nowMs: atMs })
  assert.deepEqual(desk.person('E9'), beside.person('E9'))
  assert.deepEqual([desk.countOutbox(), beside.countOutbox()], [0, 0], 'nobody is told of either')
  assert.deepEqual(desk.trail(), [
    {
      action: 'person.add',
      subject: 'E9',
      by: 'E1',
      content: { displayName: 'Petra Neumann', email: 'petra@example.com' },
    },
  ])
  const settings = stationSettings.parse({ station: { id: 'front-door', zone: 'Europe/Berlin' } })
  const stored = readStoredPerson(desk.store.read, 'E9')
  const petra = {
    personId: stored?.personId ?? 0,
    employeeNumber: 'E9',
    displayName: '',
    isActive: true,
    language: null,
  }
  const clock = { atMs, monotonicMs: 0, isTrusted: true }
  assert.equal(decidePinTap(createTapContext(desk.store, settings), petra, clock).decision.outcome, 'in')
})

test('a roster that does not name whoever was added leaves them, and one that does says what they are called', async (t) => {
  const desk = openDesk(t)
  desk.add('E9', 'Petra Neumann')
  const read = async (content: string) => {
    const file = desk.write('roster.csv', content)
    await importRoster({ store: desk.store, file, isApproved: true, nowMs: atMs })
    return desk.person('E9')
  }
  const left = await read('employeeNumber,displayName\nE1,Ada\n')
  assert.deepEqual([left?.displayName, left?.isActive], ['Petra Neumann', true])
  const named = await read('employeeNumber,displayName\nE9,Petra Roth\n')
  assert.equal(named?.displayName, 'Petra Roth')
})

test('a number and an address that somebody has are refused with whose they are, however they are written', (t) => {
  const desk = openDesk(t)
  const taken = desk.add('e2', 'Petra Neumann')
  assert.ok(taken.type === 'refused')
  assert.equal(taken.message, 'E2 is the employee number of Person E2 already.')
  const alike = desk.add('E9', 'Petra Neumann', 'e3@EXAMPLE.com')
  assert.ok(alike.type === 'refused')
  assert.equal(alike.message, 'The e-mail address e3@EXAMPLE.com is that of Person E3 (E3) already.')
  assert.equal(desk.person('E9'), null)
  assert.deepEqual(desk.trail(), [])
})

test('what cannot be a name, a number or an address is refused in words', (t) => {
  const desk = openDesk(t)
  const refused = [
    desk.add('E9', '  '),
    desk.add('', 'Petra'),
    desk.add('E9', 'Pe\u0007tra'),
    desk.add('E\n9', 'Petra'),
    desk.add('E9', 'Petra \u202Eartep'),
    desk.add('E9', 'P'.repeat(201)),
    desk.add('E'.repeat(65), 'Petra'),
    desk.add('E9', 'Petra', 'petra at home'),
  ].map(codeOf)
  assert.deepEqual(refused, [
    'person-text-missing',
    'person-text-missing',
    'person-text-unwritable',
    'person-text-unwritable',
    'person-text-unwritable',
    'person-text-too-long',
    'person-text-too-long',
    'email-form',
  ])
})

test('only a supervisor adds and corrects', (t) => {
  const desk = openDesk(t)
  assert.equal(codeOf(desk.add('E9', 'Petra', null, 'E2')), 'not-a-supervisor')
  assert.equal(codeOf(desk.add('E9', 'Petra', null, 'X')), 'unknown-supervisor')
  assert.equal(codeOf(desk.correct('E3', 'Petra', null, 'E2')), 'not-a-supervisor')
  assert.deepEqual([desk.person('E9'), desk.person('E3')?.displayName], [null, 'Person E3'])
})

test('name and address are corrected, all else stays, and the trail has what they were', (t) => {
  const desk = openDesk(t)
  assert.deepEqual(desk.correct('E3', 'Petra'), { type: 'changed' })
  assert.deepEqual(desk.person('E3'), {
    ...somebody('E3', { userId: 'u-E3', isActive: false, language: null }),
    displayName: 'Petra',
    email: 'E3@example.com',
  })
  assert.deepEqual(desk.correct('E3', 'Petra', ''), { type: 'changed' })
  assert.equal(desk.person('E3')?.email, null)
  assert.equal(codeOf(desk.correct('E3', ' Petra ', null)), 'unchanged')
  assert.equal(codeOf(desk.correct('E3', 'Petra', 'e1@example.com')), 'email-taken')
  assert.equal(codeOf(desk.correct('X', 'Petra')), 'nobody-has-number')
  assert.deepEqual(desk.correct('E2', 'Emile', 'e2@example.com'), { type: 'changed' }, 'their own')
  assert.deepEqual(desk.trail()[0], {
    action: 'person.correct',
    subject: 'E3',
    by: 'E1',
    content: {
      before: { displayName: 'Person E3', email: 'E3@example.com' },
      after: { displayName: 'Petra', email: 'E3@example.com' },
    },
  })
})
