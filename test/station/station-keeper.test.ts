import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { OrderToStation } from '../../core/station/process-protocol.ts'
import { countFailure, healthyRunMs, restartDelayMs } from '../../core/station/restart-delay.ts'
import { keepStation, type StationKeeper, type StationState, startLimitMs } from '../../core/station/station-keeper.ts'

/** A station's process that does what the test says, and a clock that stands until it is moved. */
function makeKeeper() {
  let nowMs = 1_000_000
  const timers = new Map<() => void, number>()
  const started: { say: (word: unknown) => void; end: () => void; orders: OrderToStation[]; isKilled: boolean }[] = []
  const states: StationState[] = []
  const keeper: StationKeeper<string> = keepStation<string>(
    ({ onWord, onExit }) => {
      const child = { say: onWord, end: () => onExit(1), orders: [] as OrderToStation[], isKilled: false }
      started.push(child)
      return {
        send: (order) => child.orders.push(order),
        kill: () => {
          child.isKilled = true
        },
      }
    },
    {
      now: () => nowMs,
      wait: (delayMs, callback) => {
        timers.set(callback, nowMs + delayMs)
        return () => timers.delete(callback)
      },
    },
    (state) => states.push(state),
  )
  const pass = (ms: number): void => {
    nowMs += ms
    for (const [callback, atMs] of [...timers]) {
      if (atMs > nowMs) continue
      timers.delete(callback)
      callback()
    }
  }
  const last = () => {
    const child = started.at(-1)
    assert.ok(child)
    return child
  }
  return { keeper, states, started, last, pass, now: () => nowMs }
}

const ready = { type: 'ready', url: null }

test('a door is opened at a station that is ready, and at no other', () => {
  const { keeper, last } = makeKeeper()
  assert.equal(keeper.openDoor('port'), null)
  last().say(ready)
  assert.equal(keeper.openDoor('port'), 1)
  assert.deepEqual(last().orders, [{ type: 'open-door', door: 1 }])
  last().end()
  assert.equal(keeper.openDoor('port'), null)
})

test('a station that dies is started again after a delay that grows, until it has run well for a while', () => {
  const { states, last, pass, started, now } = makeKeeper()
  const delays: number[] = []
  const die = (): void => {
    last().end()
    const state = states.at(-1)
    assert.equal(state?.type, 'down')
    const delayMs = state?.type === 'down' ? state.retryAtMs - now() : Number.NaN
    delays.push(delayMs)
    pass(delayMs - 1)
    assert.equal(states.at(-1)?.type, 'down', 'not a moment early')
    pass(1)
    assert.equal(states.at(-1)?.type, 'starting')
  }
  for (let round = 0; round < 8; round += 1) die()
  assert.deepEqual(delays, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  last().say(ready)
  pass(healthyRunMs)
  die()
  assert.equal(delays.at(-1), 500)
  assert.equal(started.length, 10)
})

test('the reason that a station gave is kept for whoever looks', () => {
  const { states, last } = makeKeeper()
  last().say({ type: 'cannot-start', why: 'the folder is taken' })
  last().end()
  const state = states.at(-1)
  assert.equal(state?.type === 'down' && state.why, 'the folder is taken')
})

test('one end that is told twice, and words that make no sense, change nothing', () => {
  const { states, last, pass, started } = makeKeeper()
  last().say('ready')
  last().say({ type: 'ready' })
  assert.deepEqual(states, [{ type: 'starting' }])
  const first = last()
  first.end()
  first.end()
  first.say(ready)
  pass(500)
  assert.equal(started.length, 2)
  assert.equal(states.at(-1)?.type, 'starting')
})

test('a station that never says that it serves is ended, and so started again', () => {
  const { last, pass, started } = makeKeeper()
  pass(startLimitMs)
  assert.equal(last().isKilled, true)
  last().end()
  pass(500)
  assert.equal(started.length, 2)
  last().say(ready)
  pass(startLimitMs * 2)
  assert.equal(last().isKilled, false, 'one that serves has no such limit')
})

test('a station that has been set up and never serves is ended as well', () => {
  const { last, pass, started } = makeKeeper()
  last().say({ ...ready, isSetup: true })
  pass(startLimitMs * 100)
  assert.equal(last().isKilled, false, 'nobody has to hurry with a setup')
  last().say({ type: 'set-up' })
  pass(startLimitMs - 1)
  assert.equal(last().isKilled, false)
  pass(1)
  assert.equal(last().isKilled, true)
  last().end()
  pass(500)
  last().say({ ...ready, isSetup: true })
  last().say({ type: 'set-up' })
  last().say(ready)
  pass(startLimitMs)
  assert.equal(started.length, 2)
  assert.equal(last().isKilled, false)
})

test('a station that was set up and needs a new process is started again at once, and is never down', () => {
  const { keeper, states, last, started } = makeKeeper()
  last().say({ ...ready, isSetup: true })
  last().say({ type: 'set-up' })
  assert.equal(keeper.openDoor('port'), null, 'its process has no station now')
  last().end()
  assert.equal(started.length, 2)
  assert.deepEqual(
    states.map(({ type }) => type),
    ['starting', 'ready', 'starting', 'starting'],
  )
  last().end()
  assert.equal(states.at(-1)?.type, 'down', 'once only')
})

test('closing asks, waits, and starts nothing again', async () => {
  const { keeper, last, pass, started, states } = makeKeeper()
  last().say(ready)
  let isClosed = false
  const closing = keeper.close(5000).then(() => {
    isClosed = true
  })
  assert.deepEqual(last().orders, [{ type: 'close' }])
  await Promise.resolve()
  assert.equal(isClosed, false)
  last().end()
  await closing
  pass(60_000)
  assert.equal(started.length, 1)
  assert.deepEqual(states.at(-1), { type: 'closed' })
})

test('a station that does not close in time is ended', async () => {
  const { keeper, last, pass } = makeKeeper()
  last().say(ready)
  const closing = keeper.close(5000)
  pass(5000)
  await closing
  assert.equal(last().isKilled, true)
})

test('closing while nothing runs is done at once', async () => {
  const { keeper, last, pass, started } = makeKeeper()
  last().end()
  await keeper.close(5000)
  pass(60_000)
  assert.equal(started.length, 1)
})

test('the delay grows from half a second to half a minute, whatever the count', () => {
  fc.assert(
    fc.property(fc.nat(), (failures) => {
      const delayMs = restartDelayMs(failures)
      assert.ok(delayMs >= 500 && delayMs <= 30_000)
      assert.ok(restartDelayMs(failures + 1) >= delayMs)
    }),
  )
  assert.equal(countFailure(7, healthyRunMs - 1), 8)
  assert.equal(countFailure(7, healthyRunMs), 1)
})
