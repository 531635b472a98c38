import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { verifyAudit } from '../../core/audit/audit-store.ts'
import { earliestMs } from '../../core/contract/earliest-instant.ts'
import { replayedReading } from '../../core/station/clock.ts'
import { correctEvent, undoEvent } from '../../core/station/supervise.ts'
import type { SuperviseOutcome } from '../../core/station/supervised-change.ts'
import { undoTap } from '../../core/station/undo.ts'
import { done, hour, makeFolder, makeFolderFor, minute, monday, open, openDesk, why } from './attendance-desk.ts'

test('a forced clock-in replaces an open period, which is then a missed clock-out, and is told as forced', (t) => {
  const desk = open(t)
  desk.tap(1, monday)
  const outcome = desk.forceIn(monday + hour)
  assert.equal(outcome.type === 'done' && outcome.isIn, true)
  assert.deepEqual(desk.periods(), [
    [0, null, 'missed-out'],
    [1, null, 'open'],
  ])
  assert.deepEqual(desk.clockRows().at(-1), ['force-in', 'waiting', null])
  assert.equal(desk.tap(1, monday + 2 * hour).outcome, 'out')
})

test('a forced clock-in of somebody who is in is refused and leaves their hours alone, unless it is meant', (t) => {
  const desk = open(t)
  done(desk.forceIn(monday, 'E1', false))
  const told = desk.clockRows().length
  assert.equal(why(desk.forceIn(monday + hour, 'E1', false)), 'already-in', 'as the second of two supervisors finds it')
  assert.deepEqual(desk.periods(), [[0, null, 'open']])
  assert.equal(desk.clockRows().length, told)
  done(desk.forceIn(monday + hour, 'E1', true))
  assert.deepEqual(desk.periods(), [
    [0, null, 'missed-out'],
    [1, null, 'open'],
  ])
})

test('a forced clock-in of somebody who is out starts a period and makes the first presence entry of the date', (t) => {
  const desk = open(t)
  done(desk.forceIn(monday))
  assert.deepEqual(desk.periods(), [[0, null, 'open']])
  assert.deepEqual(desk.rows('SELECT local_date FROM presence_entry'), [{ local_date: '2026-03-02' }])
  assert.deepEqual(desk.rows(`SELECT state FROM outbox WHERE upstream = 'presence'`), [{ state: 'waiting' }])
  assert.deepEqual(desk.rows('SELECT kind, act, cause, detail FROM event'), [
    { kind: 'in', act: 'forced', cause: 'supervisor', detail: 'because' },
  ])
})

test('a forced clock-out ends the open period now, follows its in, and is refused for somebody who is out', (t) => {
  const desk = open(t)
  assert.equal(why(desk.forceOut(monday)), 'not-in')
  const { eventId } = desk.tap(1, monday)
  done(desk.forceOut(monday + 16 * hour))
  assert.deepEqual(desk.periods(), [[0, 16, 'closed']])
  assert.deepEqual(desk.rows(`SELECT follows FROM outbox WHERE upstream = 'clock' AND id > 1`).at(-1), {
    follows: eventId,
  })
})

test('a forced clock-out of a period longer than the longest shift leaves a missed clock-out, told when it is settled', (t) => {
  const desk = open(t)
  const first = desk.tap(1, monday).eventId ?? ''
  const outcome = desk.forceOut(monday + 20 * hour)
  assert.equal(outcome.type === 'done' && outcome.isIn, false)
  assert.equal(outcome.type === 'done' && outcome.toSettle?.eventId, first)
  assert.deepEqual(desk.periods(), [[0, null, 'missed-out']])
  assert.equal(desk.clockRows().length, 1)
  done(desk.settle(first, monday + 8 * hour, monday + 21 * hour))
  assert.deepEqual(desk.periods(), [[0, 8, 'closed']])
  assert.deepEqual(desk.clockRows().at(-1), ['out', 'waiting', null])
  const settled = desk.rows(`SELECT id FROM event WHERE act = 'settled'`)[0]?.id
  done(desk.undo(String(settled), monday + 22 * hour))
  assert.deepEqual(desk.periods(), [[0, null, 'missed-out']], 'they are as out as before')
})

test('an instant of a year long gone, which a slip of the hand makes, is refused and nothing is written', (t) => {
  const desk = open(t)
  const first = desk.tap(1, monday).eventId ?? ''
  const now = monday + hour
  const long = Temporal.Instant.from('0026-03-02T08:00:00Z').epochMilliseconds
  const before = desk.rows('SELECT count(*) AS events FROM event')
  for (const atMs of [long, -8_640_000_000_000_000, earliestMs - 1]) {
    assert.equal(why(desk.add(atMs, atMs + hour, now)), 'too-long-ago')
    assert.equal(why(desk.correct(first, atMs, now)), 'too-long-ago')
    assert.equal(why(desk.settle(first, atMs, now)), 'too-long-ago')
  }
  assert.deepEqual(desk.rows('SELECT count(*) AS events FROM event'), before)
  done(desk.add(earliestMs, earliestMs + hour, now))
})

test('a missed clock-out is settled by a further event that refers to the first', (t) => {
  const desk = open(t)
  const first = desk.tap(1, monday).eventId ?? ''
  desk.tap(1, monday + 24 * hour)
  assert.deepEqual(desk.rows(`SELECT first_event, state FROM period WHERE state <> 'open'`), [
    { first_event: first, state: 'missed-out' },
  ])
  const now = monday + 25 * hour
  assert.equal(why(desk.settle(first, monday - hour, now)), 'end-before-start')
  assert.equal(why(desk.settle(first, monday + 24.5 * hour, now)), 'overlaps')
  assert.equal(why(desk.settle(first, now + 1, now)), 'in-the-future')
  const settled = done(desk.settle(first, monday + 9 * hour, now))
  assert.deepEqual(desk.periods(), [
    [0, 9, 'closed'],
    [24, null, 'open'],
  ])
  assert.deepEqual(desk.rows(`SELECT kind, act, refers_to, at_ms, recorded_at_ms FROM event WHERE id = '${settled}'`), [
    { kind: 'out', act: 'settled', refers_to: first, at_ms: monday + 9 * hour, recorded_at_ms: now },
  ])
  assert.equal(why(desk.settle(first, monday + 8 * hour, now)), 'nothing-missing')
  assert.equal(desk.rows(`SELECT first_event FROM period WHERE state LIKE 'missed-%'`).length, 0)
})

test('a missed clock-in is settled by its beginning', (t) => {
  const desk = open(t)
  const out = desk.tap(1, monday + 8 * hour, 'gate-out').eventId ?? ''
  done(desk.settle(out, monday, monday + 9 * hour))
  assert.deepEqual(desk.periods(), [[0, 8, 'closed']])
  assert.deepEqual(desk.rows('SELECT local_date FROM presence_entry'), [{ local_date: '2026-03-02' }])
  done(desk.undo(out, monday + 10 * hour))
  assert.deepEqual(desk.periods(), [], 'what was given for it goes with it')
})

test('settling a period that is still open clocks out at that instant, and the clock hears of it', (t) => {
  const desk = open(t)
  const first = desk.tap(1, monday).eventId ?? ''
  const outcome = desk.settle(first, monday + 8 * hour, monday + 12 * hour)
  assert.equal(outcome.type === 'done' && outcome.isIn, false)
  assert.deepEqual(desk.periods(), [[0, 8, 'closed']])
  assert.deepEqual(desk.clockRows().at(-1), ['out', 'waiting', null])
  assert.deepEqual(
    desk.rows(`SELECT enqueued_at_ms AS at FROM outbox WHERE upstream = 'clock' ORDER BY id DESC LIMIT 1`),
    [{ at: monday + 12 * hour }],
  )
  assert.equal(desk.tap(1, monday + 13 * hour).outcome, 'in')
})

test('an old in that is taken back leaves its out to be settled, and an old out its in', (t) => {
  const desk = open(t)
  const first = desk.tap(1, monday).eventId ?? ''
  const second = desk.tap(1, monday + 4 * hour).eventId ?? ''
  desk.tap(1, monday + 5 * hour)
  desk.tap(1, monday + 8 * hour)
  done(desk.undo(second, monday + 9 * hour))
  assert.deepEqual(desk.periods(), [
    [0, null, 'missed-out'],
    [5, 8, 'closed'],
  ])
  done(desk.undo(first, monday + 9 * hour))
  assert.deepEqual(desk.periods(), [[5, 8, 'closed']])
  assert.equal(why(desk.undo(first, monday + 9 * hour)), 'already-undone')
})

test('an out that ended nothing ends what an undo opens again, unless that is too long ago', (t) => {
  const desk = open(t)
  desk.tap(1, monday)
  const wrong = desk.tap(1, monday + 4 * hour, 'gate-out').eventId ?? ''
  desk.tap(1, monday + 9 * hour, 'gate-out')
  assert.deepEqual(desk.periods(), [
    [0, 4, 'closed'],
    [null, 9, 'missed-in'],
  ])
  done(desk.undo(wrong, monday + 10 * hour))
  assert.deepEqual(desk.periods(), [[0, 9, 'closed']])
  const late = openDesk(makeFolderFor(t))
  t.after(() => late.store.close())
  late.tap(1, monday)
  const other = late.tap(1, monday + 4 * hour, 'gate-out').eventId ?? ''
  late.tap(1, monday + 30 * hour, 'gate-out')
  done(late.undo(other, monday + 31 * hour))
  assert.deepEqual(late.periods(), [
    [0, null, 'missed-out'],
    [null, 30, 'missed-in'],
  ])
})

test('what was not sent is withdrawn by an undo, and the out that would be taken for an in is kept back', (t) => {
  const desk = open(t)
  const first = desk.tap(1, monday).eventId ?? ''
  desk.tap(1, monday + hour)
  done(desk.undo(first, monday + 2 * hour))
  assert.deepEqual(
    desk.clockRows().map(([want, state]) => [want, state]),
    [
      ['in', 'withdrawn'],
      ['out', 'refused'],
    ],
  )
  assert.match(String(desk.clockRows().at(-1)?.[2]), /^missed clock-in: /)
})

test('an undo that changes whether somebody is in is told as the opposite wish; any other is left to a person', (t) => {
  const desk = open(t)
  const first = desk.tap(1, monday).eventId ?? ''
  const second = desk.tap(1, monday + hour).eventId ?? ''
  desk.tap(1, monday + 2 * hour)
  const last = desk.tap(1, monday + 3 * hour).eventId ?? ''
  desk.deliver(monday + 4 * hour)
  done(desk.undo(second, monday + 4 * hour))
  assert.deepEqual(desk.clockRows().at(-1)?.slice(0, 2), ['out', 'refused'])
  assert.match(String(desk.clockRows().at(-1)?.[2]), /^take back by hand/)
  done(desk.undo(last, monday + 5 * hour))
  assert.deepEqual(desk.clockRows().at(-1), ['in', 'waiting', null])
  done(desk.undo(first, monday + 6 * hour))
  assert.match(String(desk.clockRows().at(-1)?.[2]), /^take back by hand/)
})

test('a presence entry is taken back only when nothing is left of that date', (t) => {
  const desk = open(t)
  const first = desk.tap(1, monday).eventId ?? ''
  desk.tap(1, monday + hour)
  const third = desk.tap(1, monday + 2 * hour).eventId ?? ''
  done(desk.undo(first, monday + 3 * hour))
  assert.equal(desk.rows('SELECT * FROM presence_entry').length, 1)
  done(desk.undo(third, monday + 3 * hour))
  assert.equal(desk.rows('SELECT * FROM presence_entry').length, 0)
  const states = desk.rows(`SELECT state FROM outbox WHERE upstream = 'presence'`)
  assert.deepEqual(states, [{ state: 'withdrawn' }])
})

test('a correction moves an instant and refers to the first; undone, the earlier instant counts again', (t) => {
  const desk = open(t)
  const first = desk.tap(1, monday).eventId ?? ''
  const last = desk.tap(1, monday + 8 * hour).eventId ?? ''
  const now = monday + 9 * hour
  const earlier = done(desk.correct(first, monday - hour, now))
  const later = done(desk.correct(first, monday - 2 * hour, now))
  done(desk.correct(last, monday + 7 * hour, now))
  assert.deepEqual(desk.periods(), [[-2, 7, 'closed']])
  assert.equal(why(desk.undo(earlier, now)), 'no-longer-counts', 'a newer one stands')
  done(desk.undo(later, now))
  assert.deepEqual(desk.periods(), [[-1, 7, 'closed']])
  done(desk.undo(earlier, now))
  assert.deepEqual(desk.periods(), [[0, 7, 'closed']])
  assert.deepEqual(desk.rows("SELECT at_ms FROM event WHERE act IS NULL AND kind = 'in'"), [{ at_ms: monday }])
})

test('a correction that turns a period around, counts time twice or lies ahead is refused, and nothing is written', (t) => {
  const desk = open(t)
  desk.tap(1, monday)
  desk.tap(1, monday + 4 * hour)
  const third = desk.tap(1, monday + 5 * hour).eventId ?? ''
  const now = monday + 8 * hour
  const before = JSON.stringify([desk.periods(), desk.rows('SELECT * FROM event'), desk.rows('SELECT * FROM audit')])
  assert.equal(why(desk.correct(third, monday + 3 * hour, now)), 'overlaps')
  assert.equal(why(desk.correct(third, now + 1, now)), 'in-the-future')
  assert.equal(why(desk.correct('no-such-event', monday, now)), 'unknown-event')
  assert.equal(
    why(correctEvent(desk.context, { ...desk.ask(now), reason: ' ', eventId: third, atMs: monday })),
    'no-reason',
  )
  const wordy = { ...desk.ask(now), reason: 'x'.repeat(501) }
  assert.equal(why(correctEvent(desk.context, { ...wordy, eventId: third, atMs: monday })), 'reason-too-long')
  const own = { ...desk.ask(now), by: { type: 'supervisor', employeeNumber: 'E1' } as const }
  assert.equal(why(correctEvent(desk.context, { ...own, eventId: third, atMs: monday })), 'not-a-supervisor')
  const after = JSON.stringify([desk.periods(), desk.rows('SELECT * FROM event'), desk.rows('SELECT * FROM audit')])
  assert.equal(after, before)
  const out = desk.tap(1, now).eventId ?? ''
  assert.equal(why(desk.correct(out, monday + 4.5 * hour, now)), 'end-before-start')
})

test('a forgotten period is added beside what is open, and is one thing: undone, it is gone', (t) => {
  const desk = open(t)
  desk.tap(1, monday)
  const now = monday + hour
  assert.equal(why(desk.add(monday - hour, monday + minute, now)), 'overlaps')
  assert.equal(why(desk.add(monday - hour, monday - 2 * hour, now)), 'end-before-start')
  assert.equal(why(desk.add(monday - hour, monday - hour, now)), 'no-length')
  assert.equal(why(desk.add(monday - hour, now + 1, now)), 'in-the-future')
  const added = done(desk.add(monday - 24 * hour, monday - 20 * hour, now))
  assert.deepEqual(desk.periods(), [
    [-24, -20, 'closed'],
    [0, null, 'open'],
  ])
  assert.deepEqual(desk.rows('SELECT local_date FROM presence_entry ORDER BY 1'), [
    { local_date: '2026-03-01' },
    { local_date: '2026-03-02' },
  ])
  assert.equal(desk.tap(1, monday + 2 * hour).outcome, 'out')
  done(desk.undo(added, monday + 3 * hour))
  assert.deepEqual(desk.periods(), [[0, 2, 'closed']])
})

test('a period is removed by taking back both of its events, however it came about', (t) => {
  const desk = open(t)
  desk.tap(1, monday)
  const out = desk.tap(1, monday + hour).eventId ?? ''
  const open2 = desk.tap(1, monday + 2 * hour).eventId ?? ''
  const now = monday + 3 * hour
  const outcome = desk.remove(out, now)
  assert.equal(outcome.type === 'done' && outcome.events.length, 2)
  assert.deepEqual(desk.periods(), [[2, null, 'open']])
  done(desk.settle(open2, monday + 2.5 * hour, now))
  assert.equal(desk.remove(open2, now).type, 'done')
  const added = done(desk.add(monday, monday + hour, now))
  assert.equal(desk.remove(added, now).type, 'done')
  assert.deepEqual(desk.periods(), [])
  assert.equal(why(desk.remove(added, now)), 'already-undone')
})

test('a tapped period is removed also where one that was added by hand lies later', (t) => {
  const desk = open(t)
  const first = desk.tap(1, monday).eventId ?? ''
  const out = desk.tap(1, monday + hour).eventId ?? ''
  const now = monday + 6 * hour
  done(desk.add(monday + 2 * hour, monday + 3 * hour, now))
  assert.equal(why(desk.undo(out, now)), 'overlaps', 'the out alone would leave them in until now')
  const outcome = desk.remove(first, now)
  assert.deepEqual([why(outcome), outcome.type === 'done' && outcome.events.length], ['done', 2])
  assert.deepEqual(desk.periods(), [[2, 3, 'closed']])
  assert.deepEqual(desk.rows('SELECT local_date FROM presence_entry').length, 1, 'they were there after all')
})

test('of a removed period nothing is told that was not sent, and the rest is left to a person', (t) => {
  for (const [isSent, expected] of [
    [
      false,
      [
        ['in', 'withdrawn'],
        ['out', 'withdrawn'],
      ],
    ],
    [
      true,
      [
        ['in', 'delivered'],
        ['out', 'delivered'],
        ['out', 'refused'],
        ['in', 'refused'],
      ],
    ],
  ] as const) {
    const desk = open(t)
    desk.tap(1, monday)
    const out = desk.tap(1, monday + hour).eventId ?? ''
    if (isSent) desk.deliver(monday + 2 * hour)
    done(desk.remove(out, monday + 3 * hour))
    assert.deepEqual(
      desk.clockRows().map(([want, state]) => [want, state]),
      expected,
    )
    for (const [, , reason] of desk.clockRows().slice(2)) assert.match(String(reason), /^take back by hand/)
  }
})

test('whoever tapped cannot undo what a supervisor wrote, nor a tap that another one followed', (t) => {
  const desk = open(t)
  const forced = done(desk.forceIn(monday))
  const undo = (eventId: string, atMs: number) =>
    undoTap(desk.context, { eventId, clock: replayedReading(atMs), undoUntilMs: atMs, cause: 'screen' })
  assert.deepEqual(undo(forced, monday + 1), { type: 'not-undone', why: 'not-a-tap' })
  const out = desk.tap(1, monday + hour).eventId ?? ''
  const next = desk.tap(1, monday + hour + minute).eventId ?? ''
  assert.deepEqual(undo(out, monday + hour + minute), { type: 'not-undone', why: 'superseded' })
  desk.tap(1, monday + hour + 2 * minute)
  assert.deepEqual(undo(next, monday + hour + 2 * minute), { type: 'not-undone', why: 'superseded' })
})

test('each of these is an entry in the audit trail, in the supervisor’s or the owner’s name', (t) => {
  const desk = open(t)
  const first = done(desk.forceIn(monday))
  done(desk.forceOut(monday + hour))
  const now = monday + 2 * hour
  done(desk.correct(first, monday - hour, now))
  done(desk.add(monday - 9 * hour, monday - 8 * hour, now))
  done(undoEvent(desk.context, { ...desk.ask(now), by: { type: 'owner' }, eventId: first }))
  done(
    desk.settle(
      String(desk.rows(`SELECT first_event AS id FROM period WHERE state = 'missed-in'`)[0]?.id),
      monday,
      now,
    ),
  )
  assert.deepEqual(
    desk.rows('SELECT actor_number AS by, action, subject FROM audit ORDER BY sequence'),
    [
      ['BOSS', 'attendance.force-in'],
      ['BOSS', 'attendance.force-out'],
      ['BOSS', 'attendance.correct'],
      ['BOSS', 'attendance.add'],
      [null, 'attendance.undo'],
      ['BOSS', 'attendance.settle'],
    ].map(([by, action]) => ({ by, action, subject: 'E1' })),
  )
  assert.deepEqual(desk.rows('SELECT count(*) AS n FROM event WHERE by_person_id IS NULL'), [{ n: 1 }])
  assert.equal(verifyAudit(desk.store.read).type, 'intact')
})

/** What has to be true after every step, from the events alone. */
function checkPeriods(desk: ReturnType<typeof openDesk>): void {
  const people = desk.rows('SELECT id FROM person').map(({ id }) => Number(id))
  const undone = new Set(desk.rows(`SELECT refers_to AS id FROM event WHERE kind = 'undo'`).map(({ id }) => id))
  const events = desk
    .rows(`SELECT id, kind, act, at_ms, person_id, refers_to FROM event WHERE kind IN ('in', 'out') ORDER BY sequence`)
    .filter(({ id }) => !undone.has(id))
  for (const person of people) {
    const own = events.filter((event) => event.person_id === person)
    const ids = new Set(own.map(({ id }) => id))
    // A forced clock-out that only left a period to be settled refers to it, and goes with it.
    const isLeaver = ({ act, refers_to }: Record<string, unknown>) => act === 'forced' && refers_to !== null
    const punches = own.filter(
      (event) => event.act === null || (event.act === 'forced' && (!isLeaver(event) || ids.has(event.refers_to))),
    )
    const isGiven = (id: unknown) => own.some(({ act, refers_to }) => act === 'settled' && refers_to === id)
    const standing = own.filter(
      ({ act, refers_to }) =>
        act === null ||
        (act === 'forced' && refers_to === null) ||
        ((act === 'settled' || act === 'added') && (refers_to === null || ids.has(refers_to))),
    )
    const periods = desk.rows(`SELECT * FROM period WHERE person_id = ${person} ORDER BY anchor_ms`)
    const last = punches.at(-1)
    const isDue = last?.kind === 'in' && !isGiven(last.id)
    const openOnes = periods.filter(({ state }) => state === 'open').map(({ first_event }) => first_event)
    assert.deepEqual(openOnes, isDue ? [last.id] : [], 'one open period where one is due, and none else')
    const named = periods.flatMap(({ first_event, out_event, state }) =>
      state === 'closed' ? [first_event, out_event] : [first_event],
    )
    assert.deepEqual(
      named.toSorted(),
      standing.map(({ id }) => id).toSorted(),
      'every event that stands is in one period',
    )
    const instantOf = (id: unknown) =>
      own.findLast(({ act, refers_to }) => act === 'corrected' && refers_to === id)?.at_ms ??
      own.find((event) => event.id === id)?.at_ms
    for (const { state, first_event, out_event, started_ms, ended_ms } of periods) {
      if (state !== 'missed-in') assert.equal(started_ms, instantOf(first_event))
      if (state === 'closed') assert.equal(ended_ms, instantOf(out_event))
      if (state === 'missed-in') assert.equal(ended_ms, instantOf(first_event))
      if (state === 'missed-out' && out_event !== null) assert.ok(ids.has(out_event), 'shown by what stands')
    }
    const worked = periods.filter(({ state }) => state === 'closed' || state === 'open')
    worked.forEach(({ ended_ms }, index) => {
      const next = worked[index + 1]
      if (next) assert.ok(Number(ended_ms) <= Number(next.started_ms), 'no time is counted twice')
    })
  }
  assert.equal(verifyAudit(desk.store.read).type, 'intact')
}

test('of days that are tapped or added, any is removed in any order, and the others stay as they are', () => {
  const days = fc.array(fc.constantFrom('tapped', 'added'), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(days, fc.infiniteStream(fc.nat()), fc.boolean(), (kinds, picks, isInAtEnd) => {
      const folder = makeFolder()
      const desk = openDesk(folder)
      try {
        const startOf = (day: number) => monday + day * 24 * hour
        const now = startOf(kinds.length) + hour
        const ids = kinds.map((kind, day) => {
          if (kind === 'added') return null
          const { eventId } = desk.tap(1, startOf(day))
          desk.tap(1, startOf(day) + 8 * hour)
          return eventId
        })
        if (isInAtEnd) desk.tap(1, startOf(kinds.length))
        const left = new Map(
          ids.map((id, day) => [day, id ?? done(desk.add(startOf(day), startOf(day) + 8 * hour, now))]),
        )
        const open = isInAtEnd ? [[24 * kinds.length, null, 'open']] : []
        while (left.size > 0) {
          const [day = 0, id = ''] = [...left][(picks.next().value ?? 0) % left.size] ?? []
          done(desk.remove(id, now))
          left.delete(day)
          assert.deepEqual(desk.periods(), [
            ...[...left.keys()].map((key) => [24 * key, 24 * key + 8, 'closed']),
            ...open,
          ])
        }
      } finally {
        desk.store.close()
        folder.discard()
      }
    }),
    { numRuns: 40 },
  )
})

/** Only half a period can become another one when a whole one goes. */
function checkRemoval(
  desk: ReturnType<typeof openDesk>,
  outcome: SuperviseOutcome,
  reached: Map<string, number>,
): void {
  const halves = desk.rows(`SELECT 1 FROM period WHERE state LIKE 'missed-%'`).length
  if (why(outcome) === 'overlaps') assert.ok(halves > 0, 'a period that goes takes the time of no other')
  const latest = desk.rows(`SELECT 1 FROM event WHERE act = 'added'`).length
  if (outcome.type === 'done' && latest > 0) reached.set('remove-beside-added', 1)
}

test('no sequence of taps, forces, undos, corrections and restarts leaves two open periods or none where one is due', () => {
  const pick = fc.nat({ max: 30 })
  const ago = fc.integer({ min: 0, max: 40 * 60 }).map((minutes) => minutes * minute)
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('tap' as const),
        card: fc.integer({ min: 1, max: 2 }),
        reader: fc.constantFrom('front', 'gate-in', 'gate-out'),
      }),
    },
    fc.record({ do: fc.constant('undo-own' as const), pick }),
    fc.record({ do: fc.constant('undo' as const), pick }),
    fc.record({ do: fc.constant('force-in' as const), who: fc.constantFrom('E1', 'E2') }),
    fc.record({ do: fc.constant('force-out' as const), who: fc.constantFrom('E1', 'E2') }),
    fc.record({ do: fc.constant('settle' as const), pick, ago }),
    fc.record({ do: fc.constant('correct' as const), pick, ago }),
    fc.record({ do: fc.constant('add' as const), ago, lasts: ago }),
    fc.record({ do: fc.constant('remove' as const), pick }),
    fc.record({ do: fc.constant('deliver' as const) }),
    fc.record({ do: fc.constant('restart' as const) }),
  )
  const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 * 60 }), step), { maxLength: 25 })
  const reached = new Map<string, number>()
  fc.assert(
    fc.property(steps, (sequence) => {
      const folder = makeFolder()
      let desk = openDesk(folder)
      try {
        let now = monday
        for (const [minutes, action] of sequence) {
          now += minutes * minute
          const events = desk.rows('SELECT id FROM event ORDER BY sequence').map(({ id }) => String(id))
          const picked = (index: number) => events.at(-1 - (index % Math.max(1, events.length))) ?? 'none'
          let outcome: SuperviseOutcome | null = null
          switch (action.do) {
            case 'tap':
              desk.tap(action.card, now, action.reader)
              break
            case 'undo-own':
              undoTap(desk.context, {
                eventId: picked(action.pick),
                clock: replayedReading(now),
                undoUntilMs: now,
                cause: 'screen',
              })
              break
            case 'undo':
              outcome = desk.undo(picked(action.pick), now)
              break
            case 'force-in':
              outcome = desk.forceIn(now, action.who)
              break
            case 'force-out':
              outcome = desk.forceOut(now, action.who)
              break
            case 'settle':
              outcome = desk.settle(picked(action.pick), now - action.ago, now)
              break
            case 'correct':
              outcome = desk.correct(picked(action.pick), now - action.ago, now)
              break
            case 'add':
              outcome = desk.add(now - action.ago, Math.min(now, now - action.ago + action.lasts), now)
              break
            case 'remove':
              outcome = desk.remove(picked(action.pick), now)
              checkRemoval(desk, outcome, reached)
              break
            case 'deliver':
              desk.deliver(now)
              break
            case 'restart':
              desk.store.close()
              desk = openDesk(folder)
              break
          }
          if (outcome?.type === 'done') reached.set(action.do, (reached.get(action.do) ?? 0) + 1)
          checkPeriods(desk)
        }
      } finally {
        desk.store.close()
        folder.discard()
      }
    }),
    { numRuns: 150 },
  )
  for (const name of ['undo', 'force-in', 'force-out', 'settle', 'correct', 'add', 'remove', 'remove-beside-added']) {
    assert.ok((reached.get(name) ?? 0) > 0, `${name} was reached`)
  }
})
