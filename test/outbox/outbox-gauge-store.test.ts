import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { createOutboxGauge } from '../../core/outbox/outbox-gauge-store.ts'
import { enqueue } from '../../core/outbox/outbox-store.ts'
import { settle } from '../../core/outbox/settle-store.ts'
import { takeBatch } from '../../core/outbox/take-batch-store.ts'
import { openTestStore, type TestStore, write } from '../fakes/station-store.ts'

let store: TestStore
let nextKey: number
beforeEach(() => {
  store = openTestStore(1)
  nextKey = 0
})
afterEach(() => store.discard())

function put(rows: number): void {
  write(store, (db) =>
    enqueue(
      db,
      Array.from({ length: rows }, () => {
        nextKey += 1
        const common = { upstream: 'clock' as const, personId: 1, payload: {}, enqueuedAtMs: nextKey, dueAtMs: 0 }
        return { ...common, fence: `f${nextKey}`, key: `k${nextKey}` }
      }),
    ),
  )
}

function deliver(rows: number): void {
  write(store, (db) => {
    const taken = takeBatch(db, 'clock', { rows, bytes: 1e9 }, 1)
    settle(
      db,
      taken.map(({ id }) => ({ rowId: id, outcome: { type: 'delivered', answer: 'yes' } })),
      1,
    )
  })
}

/** A gauge for which every look at its clock is so many milliseconds after the one before. */
function openGauge() {
  let atMs = 0
  let stepMs = 0
  const gauge = createOutboxGauge(() => {
    atMs += stepMs
    return atMs
  })
  return {
    look: (lookStepMs: number) => {
      stepMs = lookStepMs
      return gauge(store.read)
    },
    wait: (ms: number) => {
      atMs += ms
    },
  }
}

test('what waits is exact at every look while it is a few thousand', () => {
  const { look } = openGauge()
  put(4000)
  assert.deepEqual(look(200), { waiting: 4000, oldestWaitingAtMs: 1, refused: 0 })
  put(1)
  assert.equal(look(200).waiting, 4001)
  deliver(1)
  assert.deepEqual(look(200), { waiting: 4000, oldestWaitingAtMs: 2, refused: 0 })
})

test('a long backlog is counted again only after fifty times as long as counting took, and exactly once it is short', () => {
  const { look, wait } = openGauge()
  put(6000)
  assert.equal(look(200).waiting, 6000)
  put(1)
  wait(5000)
  assert.equal(look(200).waiting, 6000, 'counting took 200 ms, so the figure stands for ten seconds')
  wait(5000)
  assert.equal(look(200).waiting, 6001)
  deliver(6001)
  assert.deepEqual(look(200), { waiting: 0, oldestWaitingAtMs: null, refused: 0 })
})

test('however long counting takes, no figure is older than half a minute', () => {
  const { look, wait } = openGauge()
  put(6000)
  look(5000)
  put(1)
  wait(31_000)
  assert.equal(look(0).waiting, 6001)
})
