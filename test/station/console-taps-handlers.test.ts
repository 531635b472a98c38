import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { idAt, tapsSql } from '../../core/attendance/tap-list-store.ts'
import { replayedReading } from '../../core/station/clock.ts'
import { createConsoleTapsHandlers } from '../../core/station/console-taps-handlers.ts'
import { hour, minute, monday, open } from './attendance-desk.ts'

function openTaps(t: TestContext, nowMs = monday + hour) {
  const desk = open(t)
  const { listTaps } = createConsoleTapsHandlers(desk.context, () => replayedReading(nowMs))
  const list = async (request: Parameters<typeof listTaps>[0]) => {
    const answer = await listTaps(request)
    assert.ok(answer.type === 'taps')
    return answer
  }
  return { ...desk, listTaps, list }
}

test('why somebody was refused at a time is told with reader and reason, the newest first', async (t) => {
  const { store, tap, list, listTaps } = openTaps(t)
  tap(1, monday)
  store.transact((db) => {
    db.prepare("UPDATE card SET state = 'lost' WHERE internal_number = 2").run({})
    return { ok: true, value: null }
  })
  tap(2, monday + minute, 'gate-in')
  tap(99, monday + 2 * minute)
  tap(1, monday + 3 * minute)
  const { taps, date, hasMore } = await list({ limit: 10 })
  assert.equal(date, '2026-03-02')
  assert.equal(hasMore, false)
  assert.deepEqual(
    taps.map(({ atMs, outcome, reason, reader, person, card }) => [
      (atMs - monday) / minute,
      outcome,
      reason,
      reader,
      person?.employeeNumber ?? null,
      card,
    ]),
    [
      [3, 'out', null, 'front', 'E1', null],
      [2, 'refused', 'unknown-card', 'front', null, '0000000099'],
      [1, 'refused', 'lost-card', 'gate-in', 'E2', null],
      [0, 'in', null, 'front', 'E1', null],
    ],
  )
  const ofOne = await list({ employeeNumber: 'E2', limit: 10 })
  assert.deepEqual(
    ofOne.taps.map(({ reason }) => reason),
    ['lost-card'],
  )
  assert.deepEqual(await listTaps({ employeeNumber: 'nobody', limit: 10 }), { type: 'unknown-person' })
})

test('taps come in pages, a day of the station at a time, without what a supervisor wrote down', async (t) => {
  const { tap, forceIn, list } = openTaps(t, monday + 30 * hour)
  const midnight = Temporal.Instant.from('2026-03-03T00:00:00+01:00').epochMilliseconds
  for (let at = 0; at < 5; at += 1) tap(1, monday + at * hour)
  tap(1, midnight - 1)
  tap(2, midnight)
  forceIn(midnight + hour)
  const today = await list({ limit: 10 })
  assert.deepEqual(
    today.taps.map(({ atMs, person }) => [atMs, person?.employeeNumber]),
    [[midnight, 'E2']],
  )
  const first = await list({ date: '2026-03-02', limit: 4 })
  const rest = await list({ date: '2026-03-02', limit: 4, before: first.taps.at(-1)?.eventId ?? '' })
  assert.deepEqual([first.hasMore, rest.hasMore], [true, false])
  assert.deepEqual(
    [...first.taps, ...rest.taps].map(({ atMs }) => atMs),
    [midnight - 1, ...[4, 3, 2, 1, 0].map((at) => monday + at * hour)],
  )
})

test('a day is found by the index of ids, however many events there are', (t) => {
  const { store } = open(t)
  const asked = { from: idAt(monday), until: idAt(monday + 24 * hour), personId: null, limit: 50 }
  const plan = store.read.prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${tapsSql}`).all(asked)
  assert.deepEqual(
    plan.map(({ detail }) => detail),
    [
      'SEARCH event USING INDEX sqlite_autoindex_event_1 (id>? AND id<?)',
      'SEARCH person USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN',
    ],
  )
})
