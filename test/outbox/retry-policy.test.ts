import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { retryAfterMs, retryDelayMs } from '../../core/outbox/retry-policy.ts'

const nowMs = Date.parse('2026-03-02T08:00:00Z')

describe('the retry policy', () => {
  it('doubles the longest wait with every attempt, up to a minute', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 8, 1000].map((attempts) => retryDelayMs(attempts, () => 0.999_999))
    assert.deepEqual(longest, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000])
  })

  it('spreads the wait over all of it, and always waits', () => {
    assert.equal(
      retryDelayMs(7, () => 0),
      1,
    )
    assert.equal(
      retryDelayMs(7, () => 0.5),
      30_001,
    )
    fc.assert(
      fc.property(fc.nat(5000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempts, chance) => {
        const delayMs = retryDelayMs(attempts, () => chance)
        assert.ok(delayMs >= 1 && delayMs <= 60_000 && Number.isInteger(delayMs))
      }),
    )
  })

  it('obeys Retry-After in seconds and as an HTTP date', () => {
    assert.equal(retryAfterMs('120', nowMs), 120_000)
    assert.equal(retryAfterMs(' 0 ', nowMs), 0)
    assert.equal(retryAfterMs('Mon, 02 Mar 2026 08:00:30 GMT', nowMs), 30_000)
    assert.equal(retryAfterMs('Monday, 02-Mar-26 08:00:30 GMT', nowMs), 30_000)
    assert.equal(retryAfterMs('Mon, 02 Mar 2026 07:59:30 GMT', nowMs), 0)
  })

  it('does not let a mistyped Retry-After silence a station for a year', () => {
    assert.equal(retryAfterMs('99999999', nowMs), 3_600_000)
    assert.equal(retryAfterMs('Tue, 02 Mar 2027 08:00:00 GMT', nowMs), 3_600_000)
  })

  it('takes no notice of a Retry-After that says nothing', () => {
    for (const header of [undefined, '', 'soon', '-5', '1.5', '1 apple', 'Mon, 99 Foo 2026 08:00:00 GMT']) {
      assert.equal(retryAfterMs(header, nowMs), null, String(header))
    }
  })
})
