import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { replayedReading } from '../../core/station/clock.ts'
import { removePeriod } from '../../core/station/supervise.ts'
import { undoTap } from '../../core/station/undo.ts'
import { done, hour, makeFolder, minute, monday, open, openDesk, why } from './attendance-desk.ts'

type Desk = ReturnType<typeof openDesk>

const waiting = (desk: Desk) => desk.clockRows().flatMap(([want, state]) => (state === 'waiting' ? [String(want)] : []))

test('an undone in takes its settled out along, which would clock in', (t) => {
  for (const how of ['undo', 'remove'] as const) {
    const desk = open(t)
    const first = desk.tap(1, monday).eventId ?? ''
    done(desk.settle(first, monday + hour, monday + 2 * hour))
    done(desk[how](first, monday + 3 * hour))
    assert.deepEqual(desk.periods(), [])
    assert.deepEqual(
      desk.clockRows().map(([want, state]) => [want, state]),
      [
        ['in', 'withdrawn'],
        ['out', 'withdrawn'],
      ],
    )
  }
})

test('an out that is taken back takes the presence along that its settled beginning made', (t) => {
  for (const how of ['undo', 'remove'] as const) {
    const desk = open(t)
    const out = desk.tap(1, monday + 8 * hour, 'gate-out').eventId ?? ''
    done(desk.settle(out, monday, monday + 9 * hour))
    assert.equal(desk.rows('SELECT * FROM presence_entry').length, 1)
    done(desk[how](out, monday + 10 * hour))
    assert.deepEqual(desk.rows('SELECT * FROM presence_entry'), [])
    assert.deepEqual(desk.rows(`SELECT state FROM outbox WHERE upstream = 'presence'`), [{ state: 'withdrawn' }])
  }
})

test('an in that finds somebody in once the out between is taken back is forced', (t) => {
  const desk = open(t)
  desk.tap(1, monday)
  const out = desk.tap(1, monday + hour).eventId ?? ''
  desk.tap(1, monday + 2 * hour)
  done(desk.undo(out, monday + 3 * hour))
  assert.deepEqual(waiting(desk), ['in', 'force-in'])
})

test('an out that was kept back is told once an undo gives it the in that it ends', (t) => {
  const desk = open(t)
  desk.tap(1, monday)
  const wrong = desk.tap(1, monday + 4 * hour, 'gate-out').eventId ?? ''
  desk.tap(1, monday + 9 * hour, 'gate-out')
  done(desk.undo(wrong, monday + 10 * hour))
  assert.deepEqual(desk.periods(), [[0, 9, 'closed']])
  assert.deepEqual(waiting(desk), ['in', 'out'])
})

test('an in is forced while the service holds a missed clock-out open, whatever came between', (t) => {
  const between = {
    'a settled out without an in': (desk: Desk) => {
      const out = desk.tap(1, monday + 17 * hour, 'gate-out').eventId ?? ''
      done(desk.settle(out, monday + 17 * hour - minute, monday + 17 * hour + minute))
    },
    'time added by hand': (desk: Desk) => {
      desk.tap(1, monday + 17 * hour, 'gate-out')
      done(desk.add(monday + 18 * hour, monday + 19 * hour, monday + 20 * hour))
    },
    'a fortnight': (desk: Desk) => {
      desk.tap(1, monday + 17 * hour, 'gate-out')
    },
  }
  for (const [name, happen] of Object.entries(between)) {
    const desk = open(t)
    desk.tap(1, monday)
    happen(desk)
    desk.tap(1, monday + (name === 'a fortnight' ? 14 * 24 * hour : 21 * hour))
    assert.deepEqual(waiting(desk), ['in', 'force-in'], name)
  }
})

test('the settled end of a missed clock-out is told though an out without an in was settled before it', (t) => {
  const desk = open(t)
  const first = desk.tap(1, monday).eventId ?? ''
  const out = desk.tap(1, monday + 17 * hour, 'gate-out').eventId ?? ''
  done(desk.settle(out, monday + 16 * hour, monday + 18 * hour))
  done(desk.settle(first, monday + 8 * hour, monday + 18 * hour))
  assert.deepEqual(waiting(desk), ['in', 'out'])
})

test('a change that is refused leaves the repeat guard as it was', (t) => {
  const desk = open(t)
  const out = (() => {
    desk.tap(1, monday)
    return desk.tap(1, monday + hour).eventId ?? ''
  })()
  done(desk.add(monday + 2 * hour, monday + 3 * hour, monday + 4 * hour))
  const guarded = [...desk.context.countedByCard.keys()]
  assert.equal(guarded.length, 1)
  assert.equal(why(desk.undo(out, monday + 4 * hour)), 'overlaps')
  assert.deepEqual([...desk.context.countedByCard.keys()], guarded)
  const nobody = { ...desk.ask(monday + 4 * hour), reason: ' ' }
  assert.equal(why(removePeriod(desk.context, { ...nobody, eventId: out })), 'no-reason')
  assert.deepEqual([...desk.context.countedByCard.keys()], guarded)
  done(desk.remove(out, monday + 4 * hour))
  assert.deepEqual([...desk.context.countedByCard.keys()], [])
})

/** Plays what waits, in order, against a clock that toggles; gives whether each person is in at the end. */
function playWaiting(desk: Desk): Map<number, boolean> {
  const isInByPerson = new Map<number, boolean>()
  const rows = desk.rows(
    `SELECT person_id, payload FROM outbox WHERE upstream = 'clock' AND state = 'waiting' ORDER BY id`,
  )
  for (const { person_id, payload } of rows) {
    const person = Number(person_id)
    const { want } = JSON.parse(String(payload))
    const isIn = isInByPerson.get(person) === true
    if (want === 'out') assert.ok(isIn, 'an out that finds nobody in would clock in')
    if (want === 'in') assert.ok(!isIn, 'an in that finds somebody in would clock out')
    isInByPerson.set(person, want !== 'out')
  }
  return isInByPerson
}

function checkWaiting(desk: Desk): void {
  const isInByPerson = playWaiting(desk)
  for (const { id } of desk.rows('SELECT id FROM person')) {
    const periods = desk.rows(`SELECT state FROM period WHERE person_id = ${id} AND touched_by > 0 ORDER BY touched_by`)
    const isOpen = periods.some(({ state }) => state === 'open')
    // Nobody knows when a missed clock-out was: the service holds it open until the next clock-in replaces it.
    const mayBeHeld = periods.some(({ state }) => state === 'missed-out')
    const isIn = isInByPerson.get(Number(id)) === true
    if (isOpen) assert.ok(isIn, 'whoever is in is told to be in')
    else if (!mayBeHeld) assert.ok(!isIn, 'whoever is out is told to be out')
  }
  const entries = desk.rows('SELECT event_id FROM presence_entry ORDER BY 1')
  const rows = desk.rows(
    `SELECT key AS event_id FROM outbox WHERE upstream = 'presence' AND state = 'waiting' ORDER BY 1`,
  )
  assert.deepEqual(rows, entries, 'what waits for presence is what is kept of presence')
}

test('whatever is tapped, settled, corrected, undone and removed, what waits leads to where people stand', () => {
  const pick = fc.nat({ max: 30 })
  const ago = fc.integer({ min: 0, max: 20 * 60 }).map((minutes) => minutes * minute)
  const action = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('tap' as const),
        reader: fc.constantFrom('front', 'front', 'gate-in', 'gate-out'),
      }),
    },
    fc.record({ do: fc.constant('undo-own' as const), pick }),
    { weight: 2, arbitrary: fc.record({ do: fc.constant('undo' as const), pick }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('settle' as const), pick, ago }) },
    fc.record({ do: fc.constant('correct' as const), pick, ago }),
    fc.record({ do: fc.constant('remove' as const), pick }),
  )
  const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 * 60 }), action), { maxLength: 14 })
  fc.assert(
    fc.property(steps, (sequence) => {
      const folder = makeFolder()
      const desk = openDesk(folder)
      try {
        let now = monday
        for (const [minutes, step] of sequence) {
          now += minutes * minute
          const events = desk
            .rows(`SELECT id FROM event WHERE kind <> 'undo' ORDER BY sequence`)
            .map(({ id }) => String(id))
          const picked = (index: number) => events.at(-1 - (index % Math.max(1, events.length))) ?? 'none'
          switch (step.do) {
            case 'tap':
              desk.tap(1, now, step.reader)
              break
            case 'undo-own': {
              const clock = replayedReading(now)
              undoTap(desk.context, { eventId: picked(step.pick), clock, undoUntilMs: now, cause: 'screen' })
              break
            }
            case 'undo':
              desk.undo(picked(step.pick), now)
              break
            case 'settle':
              desk.settle(picked(step.pick), now - step.ago, now)
              break
            case 'correct':
              desk.correct(picked(step.pick), now - step.ago, now)
              break
            case 'remove':
              desk.remove(picked(step.pick), now)
              break
          }
          checkWaiting(desk)
        }
      } finally {
        desk.store.close()
        folder.discard()
      }
    }),
    { numRuns: 100 },
  )
})
