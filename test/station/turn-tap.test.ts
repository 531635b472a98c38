import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { replayedReading } from '../../core/station/clock.ts'
import { turnTap } from '../../core/station/turn-tap.ts'
import { hour, makeFolder, monday, open, openDesk } from './attendance-desk.ts'

const second = 1000

type Desk = ReturnType<typeof openDesk>

const turn = (desk: Desk, eventId: string | null, atMs: number) => {
  const outcome = turnTap(desk.context, { eventId: eventId ?? '', clock: replayedReading(atMs) })
  return outcome.type === 'turned' ? outcome.decided.decision : outcome.why
}
const told = (desk: Desk) => desk.clockRows().map(([want, state]) => [want, state])

test('an in that was meant as an out leaves an out to be settled, and the service hears of neither', (t) => {
  const desk = open(t)
  const tapped = desk.tap(1, monday)
  const turned = turn(desk, tapped.eventId, monday + 5 * second)
  assert.ok(typeof turned === 'object')
  assert.deepEqual([turned.outcome, turned.reason, turned.reader], ['out', 'missed-clock-in', 'front'])
  assert.deepEqual(turned.badge, tapped.badge)
  assert.equal(turned.person?.employeeNumber, 'E1')
  assert.deepEqual(desk.rows('SELECT state FROM period'), [{ state: 'missed-in' }])
  assert.deepEqual(told(desk), [
    ['in', 'withdrawn'],
    ['out', 'refused'],
  ])
  assert.deepEqual(desk.rows('SELECT * FROM presence_entry'), [])
})

const untilNow = (desk: Desk) => desk.periods().map(([start, end, state]) => [Math.round(Number(start)), end, state])

test('an out that was meant as an in is undone, and the period goes on as if nobody had tapped', (t) => {
  const desk = open(t)
  desk.tap(1, monday)
  desk.deliver(monday + 60 * second)
  const tapped = desk.tap(1, monday + 8 * hour)
  assert.equal(tapped.outcome, 'out')
  const turned = turn(desk, tapped.eventId, monday + 8 * hour + 5 * second)
  assert.ok(typeof turned === 'object')
  assert.deepEqual([turned.outcome, turned.reason, turned.eventId], ['in', null, null])
  assert.deepEqual(turned.counted, { atMs: monday, outcome: 'in' })
  assert.deepEqual(turned.hours, { todayMs: 8 * hour, weekMs: 8 * hour })
  assert.equal(turned.undoUntilMs, null)
  assert.deepEqual(untilNow(desk), [[0, null, 'open']])
  assert.deepEqual(told(desk), [
    ['in', 'delivered'],
    ['out', 'withdrawn'],
  ])
  const later = desk.tap(1, monday + 8 * hour + 8 * second)
  assert.deepEqual([later.outcome, later.reason], ['out', null], 'what was undone guards nothing')
  assert.deepEqual(
    desk.rows('SELECT state FROM period').map(({ state }) => state),
    ['closed'],
  )
})

test('an out that was told already is answered by an in, and the period goes on', (t) => {
  const desk = open(t)
  desk.tap(1, monday)
  const tapped = desk.tap(1, monday + 8 * hour)
  desk.deliver(monday + 9 * hour)
  const turned = turn(desk, tapped.eventId, monday + 8 * hour + 5 * second)
  assert.ok(typeof turned === 'object')
  assert.deepEqual(untilNow(desk), [[0, null, 'open']])
  assert.deepEqual(told(desk), [
    ['in', 'delivered'],
    ['out', 'delivered'],
    ['in', 'waiting'],
  ])
})

test('an out that ended nothing, because the period was too old, starts anew when it is turned', (t) => {
  const desk = open(t)
  desk.tap(1, monday)
  const tapped = desk.tap(1, monday + 20 * hour, 'gate-out')
  assert.equal(tapped.reason, 'missed-clock-in')
  const turned = turn(desk, tapped.eventId, monday + 20 * hour + 5 * second)
  assert.ok(typeof turned === 'object')
  assert.deepEqual([turned.outcome, turned.reason], ['in', 'missed-clock-out'])
  assert.deepEqual(untilNow(desk), [
    [0, null, 'missed-out'],
    [20, null, 'open'],
  ])
})

test('at a reader of the wrong direction the turned tap ends the period after all', (t) => {
  const desk = open(t)
  desk.tap(1, monday, 'gate-in')
  const wrong = desk.tap(1, monday + hour, 'gate-in')
  assert.equal(wrong.reason, 'missed-clock-out')
  const turned = turn(desk, wrong.eventId, monday + hour + second)
  assert.ok(typeof turned === 'object')
  assert.deepEqual([turned.outcome, turned.reason], ['out', null])
  assert.equal(turned.hours?.todayMs, hour)
  assert.deepEqual(desk.rows('SELECT state FROM period'), [{ state: 'closed' }])
})

test('what was written refers to the tap, which is undone by the same call', (t) => {
  const desk = open(t)
  const { eventId } = desk.tap(1, monday)
  turn(desk, eventId, monday + second)
  assert.deepEqual(
    desk.rows('SELECT kind, cause, refers_to, card_id FROM event ORDER BY sequence').map((row) => ({
      ...row,
      refers_to: row.refers_to === eventId,
    })),
    [
      { kind: 'in', cause: 'tap', refers_to: false, card_id: 1 },
      { kind: 'undo', cause: 'screen', refers_to: true, card_id: 1 },
      { kind: 'out', cause: 'screen', refers_to: true, card_id: 1 },
    ],
  )
})

test('a tap is turned only in time, once, and by nobody who tapped before the last tap', (t) => {
  const desk = open(t)
  const first = desk.tap(1, monday)
  assert.equal(turn(desk, first.eventId, monday + 11 * second), 'too-late')
  assert.equal(turn(desk, 'no-such-event', monday), 'not-a-tap')
  const second2 = desk.tap(1, monday + hour)
  assert.equal(turn(desk, first.eventId, monday + hour), 'too-late')
  const turned = turn(desk, second2.eventId, monday + hour + second)
  assert.ok(typeof turned === 'object')
  assert.equal(turn(desk, second2.eventId, monday + hour + 2 * second), 'already-undone')
  const wrong = desk.tap(1, monday + 2 * hour, 'gate-in')
  assert.equal(wrong.reason, 'missed-clock-out')
  const right = turn(desk, wrong.eventId, monday + 2 * hour + second)
  assert.ok(typeof right === 'object')
  const back = turn(desk, right.eventId, monday + 2 * hour + 2 * second)
  assert.ok(typeof back === 'object')
  assert.deepEqual([back.outcome, back.reason, back.counted?.atMs], ['in', null, monday], 'and back again')
})

test('the turned tap guards the card against a repeat as the tap did', (t) => {
  const desk = open(t)
  const { eventId } = desk.tap(1, monday)
  turn(desk, eventId, monday + 9 * second)
  const again = desk.tap(1, monday + 35 * second)
  assert.deepEqual([again.outcome, again.counted?.outcome], ['repeat', 'out'])
})

test('however taps, turns and deliveries follow one another, the service ends up where the person stands', () => {
  const step = fc.record({
    afterMs: fc.integer({ min: 40 * second, max: 9 * hour }),
    reader: fc.constantFrom('front', 'front', 'gate-in', 'gate-out'),
    turns: fc.nat({ max: 2 }),
    isDeliveredFirst: fc.boolean(),
    isDelivered: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
      const folder = makeFolder()
      const desk = openDesk(folder)
      try {
        let atMs = monday
        for (const { afterMs, reader, turns, isDeliveredFirst, isDelivered } of steps) {
          atMs += afterMs
          // Of a period that is longer the service hears no end until somebody settles it, turned or not.
          fc.pre(openSinceMs(desk) >= atMs - desk.context.settings.rules.longestShiftHours * hour)
          let { eventId } = desk.tap(1, atMs, reader)
          // Further on than a row waits: as if the sync had been too quick for the hand.
          if (isDeliveredFirst) desk.deliver(atMs + 3600 * second)
          for (let turned = 0; turned < turns; turned += 1) {
            atMs += second
            const decision = turn(desk, eventId, atMs)
            if (typeof decision === 'object') eventId = decision.eventId
          }
          if (isDelivered) desk.deliver(atMs + 3600 * second)
        }
        desk.deliver(atMs + 24 * hour)
        const isIn = desk.rows(`SELECT * FROM period WHERE state = 'open'`).length === 1
        assert.equal(playDelivered(desk), isIn)
      } finally {
        desk.store.close()
        folder.discard()
      }
    }),
    { numRuns: 150, seed: 20260302 },
  )
})

/** Later than any instant where nothing is open. */
function openSinceMs(desk: Desk): number {
  const [open] = desk.rows(`SELECT started_ms AS startedMs FROM period WHERE state = 'open'`)
  return Number(open?.startedMs ?? Number.POSITIVE_INFINITY)
}

/** Plays all that went out, in order, against a clock that toggles; a forced in replaces what is open. */
function playDelivered(desk: Desk): boolean {
  let isIn = false
  for (const [want, state] of desk.clockRows()) {
    if (state !== 'delivered') continue
    isIn = want === 'force-in' ? true : !isIn
  }
  return isIn
}
