import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { nobody } from '../../core/enrolment/judge-roster.ts'
import type { Thresholds } from '../../core/enrolment/thresholds.ts'
import { readWaiting } from '../../core/outbox/outbox-report-store.ts'
import type { NewOutboxRow } from '../../core/outbox/outbox-row.ts'
import { enqueue } from '../../core/outbox/outbox-store.ts'
import { settle } from '../../core/outbox/settle-store.ts'
import { resetInFlight, takeBatch } from '../../core/outbox/take-batch-store.ts'
import { authDataKey, employeeFence, valuesNotKept } from '../../core/outbox/tell-auth-data.ts'
import { upsertPerson } from '../../core/people/people-store.ts'
import { approveBatch, rejectBatch } from '../../core/staging/batches.ts'
import { stageAuthData } from '../../core/staging/stage-auth-data.ts'
import { tellAuthBatch } from '../../core/station/tell-auth-batch-store.ts'
import { approvedAtMs, openAuthDataStation } from '../fakes/auth-data-station.ts'
import { readRefused } from '../fakes/read-refused.ts'
import { write } from '../fakes/station-store.ts'

const anna = { employeeId: 'A', employeeStatus: 'Active', authValue1: 'anna-secret' }
const ben = { employeeId: 'B', employeeStatus: 'Active', authValue1: 'ben-secret' }

function openStation(t: TestContext) {
  const station = openAuthDataStation(t)
  const { store } = station
  return {
    ...station,
    waiting: () => [...readWaiting(store.read, 'authData', approvedAtMs)],
    /** Every table's content as text. */
    dump: () => {
      const tables = store.read.prepare<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
      return JSON.stringify(tables.map(({ name }) => store.read.prepare(`SELECT * FROM "${name}"`).all()))
    },
    stageOnly: async (employee: readonly unknown[], isTold = true, thresholds: Thresholds = {}) => {
      const staged = await stageAuthData({ store, thresholds, patterns: {}, nowMs: 0, isTold }, { employee })
      assert.ok(staged.type === 'staged')
      return staged.answer.fileLogId
    },
    deliverAll: () =>
      write(store, (db) => {
        const rows = takeBatch(db, 'authData', { rows: 99, bytes: 1e6 }, approvedAtMs)
        const delivered = { type: 'delivered', answer: 'New Record' } as const
        settle(
          db,
          rows.map(({ id }) => ({ rowId: id, outcome: delivered })),
          approvedAtMs,
        )
        return rows.length
      }),
  }
}

test('each record that was applied is told once, in the fence of its employee, and nothing else is', async (t) => {
  const { approve, waiting, deliverAll } = openStation(t)
  await approve([ben])
  deliverAll()
  const id = await approve([ben, anna, {}, anna, { authValue1: 'nobody’s' }, { ...ben, employeeStatus: 'Gone' }])
  assert.deepEqual(
    waiting().map(({ fence, key, dueAtMs, payload }) => {
      const { sealed, ...said } = payload as { sealed: string }
      return [fence, key, dueAtMs, said, typeof sealed]
    }),
    [
      [employeeFence('A'), authDataKey(id, 4), approvedAtMs, { employeeId: 'A', employeeStatus: 'Active' }, 'string'],
      [employeeFence('B'), authDataKey(id, 6), approvedAtMs, { employeeId: 'B', employeeStatus: 'Gone' }, 'string'],
    ],
  )
})

test('whoever has no authentication values is told without any', async (t) => {
  const { approve, waiting } = openStation(t)
  await approve([{ employeeId: 'A', employeeStatus: 'Active' }])
  assert.deepEqual(
    waiting().map(({ payload }) => payload),
    [{ employeeId: 'A', employeeStatus: 'Active', sealed: null }],
  )
})

test('rows are like those that are enqueued one by one', async (t) => {
  const [station, other] = [openStation(t), openStation(t)]
  const rowsOf = (store: typeof station.store) =>
    store.read.prepare<Record<string, unknown>>('SELECT * FROM outbox').all()
  await station.approve([anna, ben])
  const lost = await station.stageOnly([{ ...anna, employeeId: 'C', authValue1: 'c' }], false)
  const onApplied: Parameters<typeof approveBatch>[2]['onApplied'] = (db, batch) =>
    tellAuthBatch(db, batch, approvedAtMs)
  await approveBatch(station.store, lost, { nowMs: approvedAtMs, thresholds: {}, onApplied })
  const told = rowsOf(station.store)
  assert.equal(told.length, 3)
  const rows = told.map(({ key, payload }): NewOutboxRow => {
    const said = JSON.parse(String(payload))
    return {
      upstream: 'authData',
      fence: employeeFence(said.employeeId),
      key: String(key),
      personId: null,
      payload: said,
      enqueuedAtMs: approvedAtMs,
      dueAtMs: approvedAtMs,
      ...(said.employeeId === 'C' && { refusedBecause: valuesNotKept }),
    }
  })
  write(other.store, (db) => enqueue(db, rows))
  assert.deepEqual(rowsOf(other.store), told)
})

test('whom a row is about is found by the employee number', async (t) => {
  const { approve, waiting, store } = openStation(t)
  write(store, (db) => upsertPerson(db, { ...nobody, employeeNumber: 'B', displayName: 'Ben', isActive: true }, 0))
  await approve([anna, ben])
  assert.deepEqual(
    waiting().map(({ personId }) => personId),
    [null, 1],
  )
})

test('rows of one employee leave in the order of the approvals', async (t) => {
  const { approve, waiting, deliverAll } = openStation(t)
  await approve([anna])
  await approve([{ ...anna, authValue1: 'new' }])
  assert.equal(waiting().length, 2)
  assert.deepEqual([deliverAll(), deliverAll(), deliverAll()], [1, 1, 0])
})

test('a new id goes in the order of the former one, and so does what follows until it is told', async (t) => {
  const { approve, waiting, deliverAll } = openStation(t)
  await approve([anna])
  await approve([{ ...anna, employeeId: 'A2' }])
  await approve([{ ...anna, employeeId: 'A2', employeeStatus: 'Gone' }])
  await approve([{ ...anna, employeeId: 'A3', employeeStatus: 'Gone' }])
  await approve([{ employeeId: 'A', authValue1: 'somebody new' }])
  assert.deepEqual(
    waiting().map(({ fence, payload }) => {
      const { employeeId, formerId } = payload as { employeeId: string; formerId?: string }
      return [fence, employeeId, formerId]
    }),
    [
      [employeeFence('A'), 'A', undefined],
      [employeeFence('A'), 'A2', 'A'],
      [employeeFence('A'), 'A2', undefined],
      [employeeFence('A'), 'A3', 'A2'],
      [employeeFence('A'), 'A', undefined],
    ],
  )
  for (let row = 0; row < 5; row += 1) assert.equal(deliverAll(), 1)
  await approve([{ ...anna, employeeId: 'A3', employeeStatus: 'Back' }])
  assert.equal(waiting()[0]?.fence, employeeFence('A3'))
})

test('of two records of one approval that come into one fence only the first may leave', async (t) => {
  const { approve, deliverAll } = openStation(t)
  await approve([anna])
  deliverAll()
  await approve([{ ...anna, employeeId: 'A2' }])
  await approve([
    { ...anna, employeeId: 'A2', employeeStatus: 'Gone' },
    { employeeId: 'A', authValue1: 'somebody new' },
  ])
  assert.deepEqual([deliverAll(), deliverAll(), deliverAll(), deliverAll()], [1, 1, 1, 0])
})

test('authentication values are nowhere in the folder’s database but encrypted, and gone when they are delivered', async (t) => {
  const { approve, stageOnly, dump, deliverAll, store } = openStation(t)
  await stageOnly([ben])
  await approve([anna])
  await store.backUp(join(store.folder, 'copy.sqlite'))
  for (const text of [dump(), readFileSync(join(store.folder, 'copy.sqlite'), 'latin1')]) {
    assert.match(text, /sealed/)
    assert.doesNotMatch(text, /anna-secret|ben-secret/)
  }
  const before = dump()
  assert.equal(deliverAll(), 1)
  assert.equal(before.match(/sealed/g)?.length, 2, 'one that is staged, one that waits')
  assert.equal(dump().match(/sealed/g)?.length, 1)
})

test('a row that is tried again keeps what it has to say', async (t) => {
  const { approve, waiting, store } = openStation(t)
  await approve([anna])
  write(store, (db) => takeBatch(db, 'authData', { rows: 9, bytes: 1e6 }, approvedAtMs))
  write(store, resetInFlight)
  assert.match(JSON.stringify(waiting()[0]?.payload), /sealed/)
})

test('the encrypted copies of a batch that is rejected or cancelled are erased', async (t) => {
  const { stageOnly, dump, store } = openStation(t)
  const rejected = await stageOnly([anna])
  assert.match(dump(), /sealed/)
  assert.equal((await rejectBatch(store, rejected, approvedAtMs)).type, 'rejected')
  assert.doesNotMatch(dump(), /sealed/)
  const cancelled = await stageOnly([anna, ben])
  assert.match(dump(), /sealed/)
  const thresholds = { addedPercent: 10 }
  assert.equal((await approveBatch(store, cancelled, { nowMs: approvedAtMs, thresholds })).type, 'cancelled')
  assert.doesNotMatch(dump(), /sealed/)
})

test('nothing is kept encrypted where nobody is told, nor where it is only tried', async (t) => {
  const { stageOnly, dump, store } = openStation(t)
  await stageOnly([anna], false)
  const desk = { store, thresholds: {}, patterns: {}, nowMs: 0, isTold: true }
  await stageAuthData(desk, { commit: false, employee: [ben] })
  assert.doesNotMatch(dump(), /sealed/)
})

test('values that nobody kept are refused at once, in words, and hold up nobody', async (t) => {
  const { stageOnly, approve, waiting, store } = openStation(t)
  const id = await stageOnly([anna], false)
  const onApplied: Parameters<typeof approveBatch>[2]['onApplied'] = (db, batch) => tellAuthBatch(db, batch, 5)
  assert.equal((await approveBatch(store, id, { nowMs: 5, thresholds: {}, onApplied })).type, 'approved')
  const [refused] = readRefused(store.read, 'authData')
  assert.deepEqual([refused?.reason, refused?.payload], [valuesNotKept, { employeeId: 'A', employeeStatus: 'Active' }])
  await approve([{ ...anna, authValue1: 'new' }])
  assert.equal(waiting().length, 1)
})
