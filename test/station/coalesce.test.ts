import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { coalesce } from '../../core/station/coalesce.ts'

function start(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let runs = 0
  const call = coalesce(() => {
    runs += 1
  }, 250)
  return { call, runs: () => runs, pass: () => t.mock.timers.tick(250) }
}

test('many calls come to one, and a later one to another', (t) => {
  const { call, runs, pass } = start(t)
  call()
  call()
  assert.equal(runs(), 0)
  pass()
  assert.equal(runs(), 1)
  call()
  pass()
  assert.equal(runs(), 2)
})

test('nothing runs once it is stopped, not even for a call that comes afterwards', (t) => {
  const { call, runs, pass } = start(t)
  call()
  call.stop()
  pass()
  call()
  pass()
  assert.equal(runs(), 0)
})
