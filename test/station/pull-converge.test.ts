import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Punch } from '../../core/attendance/fold-periods.ts'
import { foldPeriods, rejudgePunches } from '../../core/attendance/fold-periods.ts'
import { openCentral } from '../central/open-central.ts'
import { type Door, hour, meet, monday, openDoor, people } from './open-door.ts'

const minute = 60_000

/** One period per line; one that only its own station has to settle is left out where it is another's. */
function shared(door: Door): unknown[] {
  return door
    .rows(
      `SELECT anchor_ms, first_event, started_ms, ended_ms, state FROM period WHERE state <> 'missed-in' ORDER BY anchor_ms, first_event`,
    )
    .map((row) => JSON.stringify(row))
}

function toPunch(row: Record<string, unknown>): Punch {
  const atMs = Number(row.at_ms)
  const sequence = Number(row.sequence)
  return {
    eventId: String(row.id),
    stationId: String(row.station_id),
    sequence,
    touch: sequence,
    kind: row.kind === 'out' ? 'out' : 'in',
    atMs,
    occurredMs: atMs,
    isForced: false,
    completedBy: null,
    isApart: false,
    isAdded: false,
    shownBy: null,
  }
}

test('doors that have met have the same periods, the fold of all taps by instant, whoever met whom and when', async (t) => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('tap' as const),
        door: fc.nat({ max: 2 }),
        reader: fc.constantFrom('front', 'gate-in', 'gate-out'),
        minutes: fc.integer({ min: 1, max: 90 }),
        lateMinutes: fc.constantFrom(0, 0, 0, 30, 200),
      }),
    },
    fc.record({ do: fc.constant('meet' as const), doors: fc.subarray([0, 1, 2], { minLength: 1 }) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 9 }), async (steps) => {
      const central = await openCentral(t, { people })
      const doors = ['a', 'b', 'c'].map((id) => openDoor(t, id, central.url))
      await meet(...doors)
      let now = monday + 4 * hour
      for (const each of steps) {
        if (each.do === 'meet') {
          await meet(...each.doors.flatMap((index) => doors[index] ?? []))
          continue
        }
        now += each.minutes * minute
        const late = each.lateMinutes > 0 ? ('replay' as const) : ('tap' as const)
        doors[each.door]?.tap(1, now - each.lateMinutes * minute, each.reader, late)
      }
      await meet(...doors)
      await meet(...doors)
      const [first, ...others] = doors.map(shared)
      for (const other of others) assert.deepEqual(other, first)
      const events = doors.flatMap((door) =>
        door.rows(`SELECT id, station_id, sequence, kind, at_ms FROM event WHERE kind IN ('in', 'out')`).map(toPunch),
      )
      const expected = foldPeriods(rejudgePunches(events, Number.MIN_SAFE_INTEGER, 16 * hour))
      const folded = expected
        .filter(({ state }) => state !== 'missed-in')
        .map(({ anchorMs, firstEvent, startedMs, endedMs, state }) =>
          JSON.stringify({
            anchor_ms: anchorMs,
            first_event: firstEvent,
            started_ms: startedMs,
            ended_ms: endedMs,
            state,
          }),
        )
      assert.deepEqual(
        first,
        folded.toSorted((a, b) => JSON.parse(a).anchor_ms - JSON.parse(b).anchor_ms),
      )
      const missed = doors.flatMap((door) =>
        door
          .rows(`SELECT first_event FROM period WHERE state = 'missed-in' AND first_event IN (SELECT id FROM event)`)
          .map((row) => row.first_event),
      )
      assert.deepEqual(
        missed.toSorted(),
        expected.flatMap(({ state, firstEvent }) => (state === 'missed-in' ? [firstEvent] : [])).toSorted(),
        'what is to be settled is listed once, where it happened',
      )
      assert.deepEqual(
        doors.flatMap((door) => door.rows(`SELECT 1 FROM outbox WHERE state IN ('waiting', 'in-flight')`)),
        [],
      )
    }),
    { numRuns: 25 },
  )
})

test('a tap told late ends a period that another door had gone on with, and leaves what that door began', async (t) => {
  const central = await openCentral(t, { people })
  const [a, b] = ['a', 'b'].map((id) => openDoor(t, id, central.url)) as [Door, Door]
  await meet(a, b)
  const noon = monday + 4 * hour
  a.tap(1, noon - 200 * minute, 'front', 'replay')
  b.tap(1, noon, 'front')
  await meet(a, b)
  a.tap(1, noon - 190 * minute, 'front', 'replay')
  const periods = a.rows('SELECT started_ms, ended_ms FROM period ORDER BY anchor_ms')
  assert.deepEqual(periods, [
    { started_ms: noon - 200 * minute, ended_ms: noon - 190 * minute },
    { started_ms: noon, ended_ms: null },
  ])
  await meet(a, b)
  await meet(a, b)
  assert.deepEqual(shared(b), shared(a))
})
