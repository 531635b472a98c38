/** What every store of the central service does with staged authentication data, whatever database it stands on. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { AuthDataRules } from '../../core/central/auth-data-store.ts'
import type { CentralStore } from '../../core/central/central-store.ts'
import { readStageRequest, type StageRequest } from '../../core/enrolment/stage-request.ts'
import type { CentralStorePlace } from './central-store-contract.ts'

const rules: AuthDataRules = { thresholds: {}, patterns: {} }
const guid = '8375fb13-cce4-4cf1-8280-7bad9e6cb16f'
const anna = { employeeId: 'A', employeeStatus: 'Active', authValue1: 'a1' }
const ben = { employeeId: 'B', employeeStatus: 'Active', authValue1: 'b1' }

function requestOf(employee: readonly unknown[], more: object = {}): StageRequest {
  const reading = readStageRequest({ ...more, employee })
  assert.ok(reading.type === 'read')
  return reading.request
}

async function stage(store: CentralStore, employee: readonly unknown[], more: object = {}, by = rules) {
  const staged = await store.stageAuthData(requestOf(employee, more), by, 1)
  assert.ok(staged.type === 'staged', JSON.stringify(staged))
  return staged.answer
}

export function testCentralAuthData(name: string, makePlace: (t: TestContext) => Promise<CentralStorePlace>): void {
  const open = async (t: TestContext): Promise<CentralStore> => (await makePlace(t)).open()

  test(`${name}: staged data is applied when its batch is processed, once`, async (t) => {
    const store = await open(t)
    const { fileLogId, totalNew } = await stage(store, [anna, ben])
    assert.equal(totalNew, 2)
    assert.equal((await stage(store, [anna])).totalNew, 1)
    assert.equal((await store.processAuthData(fileLogId, rules, 2)).type, 'approved')
    assert.equal((await stage(store, [anna, ben])).totalNoChange, 2)
    assert.deepEqual(await store.processAuthData(fileLogId, rules, 3), { type: 'not-open', state: 'approved' })
  })

  test(`${name}: a batch and what is known outlive reopening`, async (t) => {
    const place = await makePlace(t)
    const first = await place.open()
    await stage(first, [anna], { fileLogId: guid })
    await first.close()
    const second = await place.open()
    assert.equal((await stage(second, [anna, ben], { fileLogId: guid })).totalDuplicates, 1)
    assert.equal((await second.processAuthData(guid, rules, 2)).type, 'approved')
    await second.close()
    assert.equal((await stage(await place.open(), [anna, ben])).totalNoChange, 2)
  })

  test(`${name}: no batch is made up for an id that nobody has staged`, async (t) => {
    const store = await open(t)
    assert.deepEqual(await store.processAuthData(guid, rules, 1), { type: 'unknown-batch' })
    await stage(store, [anna], { fileLogId: guid, commit: false })
    assert.deepEqual(await store.processAuthData(guid, rules, 1), { type: 'unknown-batch' })
  })

  test(`${name}: an exceeded threshold cancels the batch when it is processed, and nothing of it is applied`, async (t) => {
    const store = await open(t)
    const strict: AuthDataRules = { ...rules, thresholds: { addedPercent: 10 } }
    const { fileLogId } = await stage(store, [anna], {}, strict)
    assert.equal((await store.processAuthData(fileLogId, strict, 2)).type, 'cancelled')
    assert.equal((await stage(store, [anna])).totalNew, 1)
    assert.deepEqual(await store.stageAuthData(requestOf([ben], { fileLogId }), rules, 3), {
      type: 'not-open',
      state: 'cancelled',
    })
  })

  test(`${name}: of two batches about one employee the second is judged again before it is applied`, async (t) => {
    const store = await open(t)
    const [one, other] = [await stage(store, [anna]), await stage(store, [{ ...anna, authValue1: 'a2' }])]
    assert.equal((await store.processAuthData(one.fileLogId, rules, 2)).type, 'approved')
    assert.equal((await store.processAuthData(other.fileLogId, rules, 2)).type, 'stale')
    assert.equal((await store.processAuthData(other.fileLogId, rules, 2)).type, 'approved')
  })

  test(`${name}: calls that come at once each get an answer of their own, and none loses a record`, async (t) => {
    const store = await open(t)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        stage(store, [{ ...anna, employeeId: `E${index}`, authValue1: `v${index}` }]),
      ),
    )
    assert.equal(new Set(answers.map(({ fileLogId }) => fileLogId)).size, 20)
    const processed = await Promise.all(answers.map(({ fileLogId }) => store.processAuthData(fileLogId, rules, 2)))
    assert.deepEqual(
      processed.map(({ type }) => type),
      Array.from({ length: 20 }, () => 'approved'),
    )
    const appended = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        stage(store, [{ ...anna, employeeId: `F${index}` }], { fileLogId: guid }),
      ),
    )
    assert.deepEqual(
      appended.map(({ totalRecords }) => totalRecords).sort((a, b) => a - b),
      [...Array(20).keys()].map((n) => n + 1),
    )
  })
}
