import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decideDirection } from '../../core/attendance/direction.ts'

const hour = 3_600_000
const longestShiftMs = 16 * hour
const open = { startedMs: 0, inEvent: 'e' }

describe('direction of a tap', () => {
  it('toggles between in and out', () => {
    const tap = { use: 'toggle', longestShiftMs } as const
    assert.deepEqual(decideDirection({ ...tap, open: null, atMs: 0 }), { outcome: 'in', reason: null, open: 'none' })
    assert.deepEqual(decideDirection({ ...tap, open, atMs: hour }), { outcome: 'out', reason: null, open: 'closed' })
  })

  it('closes a period of exactly the longest shift and gives up one that is older', () => {
    const tap = { use: 'toggle', open, longestShiftMs } as const
    assert.equal(decideDirection({ ...tap, atMs: 16 * hour }).outcome, 'out')
    assert.deepEqual(decideDirection({ ...tap, atMs: 16 * hour + 1 }), {
      outcome: 'in',
      reason: 'missed-clock-out',
      open: 'missed',
    })
  })

  it('starts anew at an in reader when the person is in already', () => {
    assert.deepEqual(decideDirection({ use: 'in', open, atMs: hour, longestShiftMs }), {
      outcome: 'in',
      reason: 'missed-clock-out',
      open: 'missed',
    })
  })

  it('keeps an out without a period at an out reader as a missed clock-in', () => {
    assert.deepEqual(decideDirection({ use: 'out', open: null, atMs: hour, longestShiftMs }), {
      outcome: 'out',
      reason: 'missed-clock-in',
      open: 'none',
    })
    assert.deepEqual(decideDirection({ use: 'out', open, atMs: 17 * hour, longestShiftMs }), {
      outcome: 'out',
      reason: 'missed-clock-in',
      open: 'missed',
    })
  })
})
