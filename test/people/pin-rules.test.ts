import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { delayAfter, judgeTurn, mostFailures } from '../../core/people/pin-rules.ts'

test('each wrong PIN costs twice as long as the one before, and the eighth locks', () => {
  assert.deepEqual([0, 1, 2, 3, 4].map(delayAfter), [0, 1000, 2000, 4000, 8000])
  assert.deepEqual(judgeTurn({ failures: mostFailures, lastAtMs: 0 }, 1e12), { type: 'locked' })
})

test('whoever waits as long as they are told may try then, and not a millisecond sooner', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: mostFailures - 1 }),
      fc.nat({ max: 1e12 }),
      fc.integer({ min: -1e9, max: 1e9 }),
      (failures, lastAtMs, laterMs) => {
        const turn = judgeTurn({ failures, lastAtMs }, lastAtMs + laterMs)
        if (turn.type !== 'must-wait') {
          assert.ok(laterMs >= delayAfter(failures))
          return
        }
        assert.ok(laterMs < delayAfter(failures))
        const waitMs = turn.untilMs - (lastAtMs + laterMs)
        assert.ok(waitMs > 0 && waitMs <= delayAfter(failures), 'a clock that was set back makes nobody wait longer')
        if (laterMs >= 0) assert.equal(judgeTurn({ failures, lastAtMs }, turn.untilMs).type, 'may-try')
      },
    ),
  )
})
