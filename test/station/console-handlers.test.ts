import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { iterateAudit } from '../../core/audit/audit-store.ts'
import { say } from '../../core/contract/sentences.ts'
import { listCards } from '../../core/people/card-store.ts'
import { countPinFailure } from '../../core/people/pin-attempt-store.ts'
import { mostFailures } from '../../core/people/pin-rules.ts'
import { markCard } from '../../core/station/answer-card-calls.ts'
import { answerPersonChange } from '../../core/station/answer-person-calls.ts'
import { checkPin } from '../../core/station/check-pin.ts'
import { replayedReading } from '../../core/station/clock.ts'
import { type ConsoleParts, createConsoleHandlers } from '../../core/station/console-handlers.ts'
import { createReaderTest } from '../../core/station/reader-test.ts'
import { done, hour, minute, monday, open } from './attendance-desk.ts'

/** Nothing runs around it: these calls answer from what is stored. */
const bareStation: ConsoleParts = {
  monotonicMs: () => 0,
  version: '0',
  clockFacts: () => ({ driftMs: 0, confirmed: null }),
  sync: { network: () => 'off', heldUp: () => [] },
  readers: () => [],
  readerTest: createReaderTest({ list: () => ({ last: 0, reports: [] }) }, () => 0),
  machine: null,
  photos: { has: () => false, read: async () => null, report: () => null, left: () => 0 },
}

function openConsole(t: TestContext) {
  const desk = open(t)
  const time = { nowMs: monday }
  const handlers = createConsoleHandlers(desk.context, () => replayedReading(time.nowMs), bareStation)
  return { ...desk, time, handlers }
}

test('who is here is told with where, and whoever is so for too long is marked', async (t) => {
  const { handlers, tap, time } = openConsole(t)
  tap(1, monday)
  time.nowMs = monday + 20 * hour
  tap(2, time.nowMs)
  const { people } = await handlers.listOnSite({})
  assert.deepEqual(
    people.map(({ employeeNumber, isOverdue }) => [employeeNumber, isOverdue]),
    [
      ['E1', true],
      ['E2', false],
    ],
  )
})

test('people are counted at every quarter hour up to now, and now', async (t) => {
  const { handlers, tap, time } = openConsole(t)
  tap(1, monday)
  tap(2, monday + 20 * minute)
  tap(1, monday + 40 * minute)
  time.nowMs = monday + 50 * minute
  const { counts, date, fromMs, untilMs } = await handlers.countOnSite({})
  assert.equal(date, '2026-03-02')
  assert.equal(untilMs - fromMs, 24 * hour)
  assert.deepEqual(
    counts.filter(({ atMs }) => atMs >= monday).map(({ atMs, people }) => [(atMs - monday) / minute, people]),
    [
      [0, 1],
      [15, 1],
      [30, 2],
      [45, 1],
      [50, 1],
    ],
  )
})

test('the most people at once are those of the moment, between quarter hours too, and stay the most as the day goes on', async (t) => {
  const { handlers, tap, forceIn, time } = openConsole(t)
  const most = async (atMs: number) => {
    time.nowMs = atMs
    return (await handlers.countOnSite({})).most
  }
  tap(1, monday + minute)
  tap(2, monday + 2 * minute)
  assert.equal(await most(monday + 3 * minute), 2)
  tap(2, monday + 4 * minute)
  assert.equal(await most(monday + 5 * minute), 2, 'of whom one has left before any quarter')
  assert.equal(await most(monday + 50 * minute), 2)
  // Started anew: when they really left nobody knows, but they were counted.
  forceIn(monday + hour)
  const { counts } = await handlers.countOnSite({})
  assert.equal(counts.find(({ atMs }) => atMs === monday + 45 * minute)?.people, 1)
  assert.equal(await most(monday + 2 * hour), 2)
  tap(1, monday + 3 * hour)
  assert.equal(await most(monday + 4 * hour), 2)
})

test('a day on which clocks go back has 25 hours of quarter hours, and its week all of its time', async (t) => {
  const { handlers, tap, time } = openConsole(t)
  const night = Temporal.Instant.from('2026-10-24T22:00:00+02:00').epochMilliseconds
  tap(1, night)
  // Six in the morning, standard time: nine hours later, though clocks say eight.
  tap(1, night + 9 * hour)
  time.nowMs = night + 40 * hour
  const counted = await handlers.countOnSite({ date: '2026-10-25' })
  assert.equal(counted.counts.length, 25 * 4 + 1)
  assert.equal(counted.counts.filter(({ people }) => people === 1).length, 7 * 4)
  const week = await handlers.getHours({ employeeNumber: 'E1', week: '2026-W43' })
  assert.ok(week.type === 'hours')
  assert.equal(week.workedMs, 9 * hour)
  assert.deepEqual(
    week.days.slice(5).map(({ date, workedMs }) => [date, workedMs / hour]),
    [
      ['2026-10-24', 2],
      ['2026-10-25', 7],
    ],
  )
  assert.deepEqual([week.weekBefore, week.weekAfter], ['2026-W42', '2026-W44'])
})

test('a week says of each period what it comes from, and what a supervisor did about it and why', async (t) => {
  const { handlers, tap, correct, undo, time } = openConsole(t)
  const came = tap(1, monday).eventId ?? ''
  tap(1, monday + 8 * hour)
  time.nowMs = monday + 9 * hour
  const moved = done(correct(came, monday - hour, time.nowMs))
  const read = async () => {
    const week = await handlers.getHours({ employeeNumber: 'E1' })
    assert.ok(week.type === 'hours')
    assert.equal(week.weekAfter, null, 'the next week has not begun')
    return week
  }
  const before = await read()
  assert.equal(before.workedMs, 9 * hour)
  assert.deepEqual(
    before.periods[0]?.marks.map(({ kind, act, by, reason }) => [kind, act, by, reason]),
    [
      ['in', null, null, null],
      ['out', null, null, null],
      ['in', 'corrected', 'BOSS', 'because'],
    ],
  )
  done(undo(moved, time.nowMs))
  const after = await read()
  assert.equal(after.workedMs, 8 * hour)
  assert.equal(after.periods[0]?.marks.length, 2, 'what was taken back is gone')
})

test('nobody and no week are answers', async (t) => {
  const { handlers } = openConsole(t)
  assert.deepEqual(await handlers.getHours({ employeeNumber: 'E9' }), { type: 'unknown-person' })
  assert.deepEqual(await handlers.getHours({ employeeNumber: 'E1', week: '2026-W54' }), { type: 'unknown-week' })
  assert.deepEqual(await handlers.getPerson({ employeeNumber: 'E9' }), { type: 'unknown-person' })
})

test('what is to settle is told the oldest first, with how much there is in all', async (t) => {
  const { handlers, tap, forceIn, time } = openConsole(t)
  tap(1, monday)
  done(forceIn(monday + hour))
  tap(2, monday + 2 * hour)
  time.nowMs = monday + 30 * hour
  const { total, periods } = await handlers.listToSettle({ limit: 2 })
  assert.equal(total, 3)
  assert.deepEqual(
    periods.map(({ employeeNumber, state }) => [employeeNumber, state]),
    [
      ['E1', 'missed-out'],
      ['E1', 'open'],
    ],
  )
})

test('before and after an export it is told how many people have something to settle on those dates', async (t) => {
  const { handlers, tap, time } = openConsole(t)
  const count = async (from: string, to: string) => (await handlers.countUnsettled({ from, to })).people
  // Twice the same person: a clock-out is missed, and a day later a clock-in.
  tap(1, monday, 'gate-in')
  tap(1, monday + 4 * hour, 'gate-in')
  tap(1, monday + 8 * hour, 'gate-out')
  tap(1, monday + 26 * hour, 'gate-out')
  time.nowMs = monday + 27 * hour
  tap(2, monday + 27 * hour)
  assert.deepEqual(
    [await count('2026-03-02', '2026-03-03'), await count('2026-03-03', '2026-03-03')],
    [1, 1],
    'nobody counts twice, nor whoever is simply in',
  )
  assert.deepEqual([await count('2026-02-01', '2026-03-01'), await count('2026-03-03', '2026-03-02')], [0, 0])
  time.nowMs = monday + 50 * hour
  assert.equal(await count('2026-03-02', '2026-03-04'), 2, 'who has been in for too long counts as well')
  for (const [from, to] of [
    ['2026-03-02', '2026-03-04'],
    ['2026-03-04', '2026-03-04'],
  ] as const) {
    const saved = await handlers.exportHours({ from, to })
    assert.ok(saved.type === 'lines')
    assert.equal(saved.unsettled, await count(from, to), 'the file says the same')
  }
})

test('hours are exported in pieces that together are one file', async (t) => {
  const { handlers, tap, time } = openConsole(t)
  tap(1, monday)
  tap(1, monday + 8 * hour)
  time.nowMs = monday + 9 * hour
  const dates = { from: '2026-03-02', to: '2026-03-08' }
  const first = await handlers.exportHours(dates)
  assert.ok(first.type === 'lines')
  assert.equal(
    first.csv,
    'employeeNumber,displayName,date,workedMs,hours,isOpen,isOverdue,toSettle\nE1,E1,2026-03-02,28800000,8:00,false,false,0\n',
  )
  assert.equal(first.next, null)
  const rest = await handlers.exportHours({ ...dates, after: 'E1' })
  assert.ok(rest.type === 'lines')
  assert.deepEqual([rest.csv, rest.people], ['', 1])
  assert.deepEqual(await handlers.exportHours({ from: '2026-03-08', to: '2026-03-02' }), { type: 'wrong-dates' })
})

test('a PIN is set, works, is freed after too many wrong ones, and is taken away; the audit trail never has it', async (t) => {
  const { handlers, store, time } = openConsole(t)
  const by = 'BOSS'
  const pinOf = async () => {
    const shown = await handlers.getPerson({ employeeNumber: 'E1' })
    assert.ok(shown.type === 'person')
    return shown.pin
  }
  assert.deepEqual(await handlers.setPin({ employeeNumber: 'E1', pin: '4711', by }), { type: 'changed' })
  assert.deepEqual(await checkPin(store, 1, '4711', time.nowMs), { type: 'right' })
  assert.equal((await handlers.freePin({ employeeNumber: 'E1', by })).type, 'refused', 'nothing holds it up')
  for (let count = 0; count < mostFailures; count += 1) {
    store.transact((db) => ({ ok: true, value: countPinFailure(db, 1, time.nowMs) }))
  }
  assert.deepEqual(await pinOf(), { isSet: true, failures: mostFailures, isLocked: true })
  assert.deepEqual(await handlers.freePin({ employeeNumber: 'E1', by }), { type: 'changed' })
  assert.deepEqual(await pinOf(), { isSet: true, failures: 0, isLocked: false })
  assert.deepEqual(await handlers.setPin({ employeeNumber: 'E1', pin: null, by }), { type: 'changed' })
  assert.equal((await pinOf()).isSet, false)
  assert.equal((await handlers.setPin({ employeeNumber: 'E1', pin: '4711', by: 'E2' })).type, 'refused')
  const entries = [...iterateAudit(store.read)]
  assert.deepEqual(
    entries.map(({ action }) => action),
    ['person.set-pin', 'person.free-pin', 'person.set-pin'],
  )
  assert.doesNotMatch(JSON.stringify(entries), /4711|argon/)
})

test('the last supervisor who can sign in keeps role and PIN, whatever a supervisor asks; the owner of the folder is warned', async (t) => {
  const { handlers, store, context, time } = openConsole(t)
  time.nowMs = monday
  const pinOf = (employeeNumber: string, pin: string | null) => handlers.setPin({ employeeNumber, pin, by: 'BOSS' })
  const roleOf = (employeeNumber: string, role: 'none' | 'supervisor', by?: string) =>
    answerPersonChange(store, { employeeNumber, change: { type: 'role', role }, by }, time.nowMs)
  const codeOf = (answer: { type: string; reason?: { code: string } | undefined }) => answer.reason?.code ?? answer.type
  assert.equal(codeOf(await pinOf('BOSS', '4711')), 'changed')
  assert.equal(codeOf(roleOf('BOSS', 'none', 'BOSS')), 'last-supervisor')
  assert.equal(codeOf(await pinOf('BOSS', null)), 'last-supervisor')
  assert.equal(codeOf(await pinOf('BOSS', '4712')), 'changed', 'another PIN is no loss')

  // The role alone signs nobody in, and neither does a card that is dead.
  assert.equal(codeOf(roleOf('E1', 'supervisor', 'BOSS')), 'changed')
  assert.equal(codeOf(roleOf('BOSS', 'none', 'BOSS')), 'last-supervisor')
  await pinOf('E1', '4711')
  const [card] = listCards(store.read, {})
  assert.ok(card)
  const mark = (state: 'lost' | 'active') => markCard(context, { cardId: card.cardId, state, by: 'BOSS' }, time.nowMs)
  mark('lost')
  assert.equal(codeOf(roleOf('BOSS', 'none', 'BOSS')), 'last-supervisor')
  mark('active')
  assert.equal(codeOf(roleOf('BOSS', 'none', 'BOSS')), 'changed', 'E1 is left')
  assert.equal(codeOf(roleOf('E1', 'none', 'E1')), 'last-supervisor')
  assert.deepEqual(roleOf('E1', 'none'), { type: 'changed', warnings: [say('no-supervisor-left')] })
})
