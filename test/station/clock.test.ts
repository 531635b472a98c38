import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createStationClock } from '../../core/station/clock.ts'

function clockAt(wallMs: number, newestEventAtMs: number | null = null) {
  const time = { wallMs, monotonicMs: 1000 }
  const clock = createStationClock({
    wallMs: () => time.wallMs,
    monotonicMs: () => time.monotonicMs,
    newestEventAtMs,
  })
  const pass = (ms: number): void => {
    time.wallMs += ms
    time.monotonicMs += ms
  }
  return { clock, time, pass }
}

describe('the trusted clock', () => {
  it('is trusted while both clocks go at the same pace', () => {
    const { clock, pass } = clockAt(1_000_000)
    pass(86_400_000)
    assert.deepEqual(clock.read(), { atMs: 87_400_000, monotonicMs: 86_401_000, isTrusted: true })
  })

  it('is not trusted once somebody moved the wall clock, until a source that is right confirms it', () => {
    const { clock, time } = clockAt(1_000_000)
    time.wallMs -= 86_400_000
    assert.equal(clock.read().isTrusted, false)
    clock.confirm(1_000_000)
    assert.equal(clock.read().isTrusted, false, 'the source says that the wall clock is wrong')
    time.wallMs += 86_400_000
    clock.confirm(1_000_000)
    assert.equal(clock.read().isTrusted, true)
  })

  it('is not trusted when it starts out earlier than the newest event', () => {
    assert.equal(clockAt(1_000_000, 2_000_000).clock.read().isTrusted, false)
    assert.equal(clockAt(1_000_000, 999_000).clock.read().isTrusted, true)
  })
})
