import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { findHeldUp } from '../../core/outbox/outbox-report-store.ts'
import { enqueue } from '../../core/outbox/outbox-store.ts'
import { isInForce, readPause, type UpstreamPause, writePause } from '../../core/outbox/upstream-pause-store.ts'
import { openTestStore, type TestStore, write } from '../fakes/station-store.ts'

let store: TestStore
beforeEach(() => {
  store = openTestStore(1)
  write(store, (db) => {
    const row = { upstream: 'clock', fence: 'f', personId: 1, payload: {}, enqueuedAtMs: 1, dueAtMs: 0 } as const
    enqueue(db, [{ ...row, key: 'k' }])
    db.prepare(`UPDATE outbox SET reason = 'INVALID API KEY', due_at_ms = 1001, scheduled_at_ms = 1000`).run()
  })
})
afterEach(() => store.discard())

const pause: UpstreamPause = {
  cause: 'configuration',
  why: 'INVALID API KEY',
  isLogin: false,
  failures: 3,
  setAtMs: 1000,
  untilMs: 9000,
}

test('an upstream is tried again when its pause is over, not when its rows are due', () => {
  assert.equal(findHeldUp(store.read, 'clock', 1500)?.nextTryAtMs, 1001)
  write(store, (db) => writePause(db, 'clock', pause))
  assert.deepEqual(readPause(store.read, 'clock'), pause)
  const held = findHeldUp(store.read, 'clock', 1500)
  assert.deepEqual([held?.nextTryAtMs, held?.cause], [9000, 'configuration'])
  assert.equal(findHeldUp(store.read, 'clock', 9000)?.nextTryAtMs, 1001, 'the pause is over')
  assert.equal(readPause(store.read, 'cards'), null)
})

test('a pause of a clock that was set back since holds up nobody', () => {
  assert.deepEqual(
    [999, 1000, 8999, 9000].map((nowMs) => isInForce(pause, nowMs)),
    [false, true, true, false],
  )
})
