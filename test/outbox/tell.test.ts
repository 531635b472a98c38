import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type AttendanceFact, type TellRules, tellAttendance, tellPresence, tellUndo } from '../../core/outbox/tell.ts'
import { tellCardCheckIn } from '../../core/outbox/tell-card.ts'

const both: TellRules = { undoSeconds: 10, upstreams: { clock: true, presence: true } }

function fact(more: Partial<AttendanceFact> = {}): AttendanceFact {
  return { eventId: 'e1', personId: 7, kind: 'in', atMs: 5000, startedBy: null, firstPresence: null, ...more }
}

const today = { localDate: '2026-03-02', location: 'HQ' }

describe('what the station tells whom', () => {
  it('tells the clock of an in, due when it can no longer be undone', () => {
    assert.deepEqual(tellAttendance(fact(), both), [
      {
        upstream: 'clock',
        fence: 'person:7',
        key: 'e1',
        personId: 7,
        payload: { want: 'in', occurredAtMs: 5000 },
        enqueuedAtMs: 5000,
        dueAtMs: 15_000,
      },
    ])
  })

  it('forces the clock-in after a missed clock-out', () => {
    const [row] = tellAttendance(fact({ kind: 'force-in' }), both)
    assert.deepEqual(row?.payload, { want: 'force-in', occurredAtMs: 5000 })
  })

  it('ties an out to the in that it ends', () => {
    const [row] = tellAttendance(fact({ kind: 'out', startedBy: 'e0' }), both)
    assert.deepEqual(row?.payload, { want: 'out', occurredAtMs: 5000 })
    assert.equal(row?.follows, 'e0')
    assert.equal('follows' in (tellAttendance(fact({ kind: 'out' }), both)[0] ?? {}), false)
  })

  it('never sends an out without a period, because a toggle would clock in', () => {
    const [row] = tellAttendance(fact({ kind: 'out-without-period' }), both)
    assert.match(row?.refusedBecause ?? '', /^missed clock-in: /)
  })

  it('tells presence of the first in of a date at a location', () => {
    const rows = tellAttendance(fact({ firstPresence: today }), both)
    assert.deepEqual(
      rows.map(({ upstream, payload, fence, dueAtMs }) => ({ upstream, payload, fence, dueAtMs })),
      [
        { upstream: 'clock', payload: { want: 'in', occurredAtMs: 5000 }, fence: 'person:7', dueAtMs: 15_000 },
        { upstream: 'presence', payload: { ...today, state: 'at_location' }, fence: 'person:7', dueAtMs: 15_000 },
      ],
    )
  })

  it('tells only what is configured', () => {
    const told = (clock: boolean, presence: boolean): string[] =>
      tellAttendance(fact({ firstPresence: today }), { undoSeconds: 10, upstreams: { clock, presence } }).map(
        ({ upstream }) => upstream,
      )
    assert.deepEqual(told(false, false), [])
    assert.deepEqual(told(true, false), ['clock'])
    assert.deepEqual(told(false, true), ['presence'])
  })

  it('takes back an in by an out, and an out by an in, where the row has gone', () => {
    const instead = (kind: AttendanceFact['kind']): unknown => {
      const [step] = tellUndo({ eventId: 'u1', atMs: 9000, undone: fact({ kind }) }, both)
      assert.equal(step?.key, 'e1')
      return step?.instead?.payload
    }
    assert.deepEqual(instead('in'), { want: 'out', occurredAtMs: 9000 })
    assert.deepEqual(instead('force-in'), { want: 'out', occurredAtMs: 9000 })
    assert.deepEqual(instead('out'), { want: 'in', occurredAtMs: 9000 })
  })

  it('makes the opposite wish follow what it takes back, due at once', () => {
    const [step] = tellUndo({ eventId: 'u1', atMs: 9000, undone: fact() }, both)
    assert.equal(step?.instead?.follows, 'e1')
    assert.equal(step?.instead?.key, 'u1')
    assert.equal(step?.instead?.dueAtMs, 9000)
    assert.equal(step?.instead?.fence, 'person:7')
  })

  it('has nothing to send for the undo of an out that was never sent', () => {
    const steps = tellUndo({ eventId: 'u1', atMs: 9000, undone: fact({ kind: 'out-without-period' }) }, both)
    assert.deepEqual(steps, [{ upstream: 'clock', key: 'e1', instead: null }])
  })

  it('leaves a presence entry that has gone to a person', () => {
    const steps = tellUndo({ eventId: 'u1', atMs: 9000, undone: fact({ firstPresence: today }) }, both)
    const step = steps.find(({ upstream }) => upstream === 'presence')
    assert.match(step?.instead?.refusedBecause ?? '', /^take back by hand/)
    assert.deepEqual(step?.instead?.payload, { ...today, state: 'at_location' })
  })

  it('leaves to a person what was sent of an undo that changes nobody’s state', () => {
    const [step] = tellUndo({ eventId: 'u1', atMs: 9000, undone: fact(), isStateKept: true }, both)
    assert.match(step?.instead?.refusedBecause ?? '', /^take back by hand/)
    assert.deepEqual(step?.instead?.payload, { want: 'in', occurredAtMs: 5000 })
    assert.equal(step?.instead && 'follows' in step.instead, false)
  })

  it('keeps the true time of what is written down later, and makes it due from then on', () => {
    const [row] = tellAttendance(fact({ kind: 'out', recordedAtMs: 60_000 }), both)
    assert.deepEqual(row?.payload, { want: 'out', occurredAtMs: 5000 })
    assert.deepEqual([row?.enqueuedAtMs, row?.dueAtMs], [60_000, 70_000])
  })

  it('tells presence alone of time that was added afterwards', () => {
    const rows = tellPresence(fact({ firstPresence: today, recordedAtMs: 60_000 }), both)
    assert.deepEqual(
      rows.map(({ upstream }) => upstream),
      ['presence'],
    )
  })

  it('tells of a card in the words of its interface, one card at a time', () => {
    const row = tellCardCheckIn({
      key: 'k',
      cardId: 4,
      personId: 7,
      atMs: 5000,
      card: { systemId: 's', facilityCode: 1, internalNumber: 2, externalNumber: null, cardType: 3 },
      isSystemEnforced: false,
    })
    assert.deepEqual([row.upstream, row.fence, row.key, row.personId, row.dueAtMs], ['cards', 'card:4', 'k', 7, 5000])
  })
})
