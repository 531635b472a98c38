import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import fc from 'fast-check'
import { type StationSettings, stationSettings } from '../../core/contract/settings.ts'
import { giveCard, setCardState } from '../../core/people/give-card-store.ts'
import { upsertPerson } from '../../core/people/people-store.ts'
import { deleteProfiles, putProfiles } from '../../core/schedule/schedule-store.ts'
import { replayedReading } from '../../core/station/clock.ts'
import { createTapContext } from '../../core/station/station.ts'
import { decideTap } from '../../core/station/tap.ts'
import type { TapContext } from '../../core/station/tap-context.ts'
import { undoTap } from '../../core/station/undo.ts'
import { openDatabase } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'
import { stationMigrations } from '../../core/store/migrations/station-migrations.ts'
import { somebody } from '../people/somebody.ts'

const second = 1000
const hour = 3_600_000
const monday = Temporal.Instant.from('2026-03-02T08:00:00+01:00').epochMilliseconds

const settings = stationSettings.parse({
  station: { id: 'front-door', zone: 'Europe/Berlin' },
  readers: [
    { id: 'front', use: 'toggle' },
    { id: 'gate-in', use: 'in' },
    { id: 'gate-out', use: 'out' },
  ],
  upstreams: {
    clock: { url: 'http://127.0.0.1:9', communityId: 'foyer', key: 'k' },
    presence: { url: 'http://127.0.0.1:9', token: 't' },
  },
})

const linkId = '91c615e3-1040-4815-8ecb-039a18b756b5'
const ada = '0000000001'
const bob = '0000000002'
const revoked = '0000000003'
const inactive = '0000000004'

let dir: string
let station: ReturnType<typeof openTestStation>

function openTestStation(folder: string, chosen: StationSettings = settings) {
  const store = openDatabase(join(folder, 'foyer.sqlite'), 'write')
  migrate(store, stationMigrations, () => {})
  const context: TapContext = createTapContext(store, chosen)
  const tap = (number: string, atMs: number, reader = 'front', cause: 'tap' | 'replay' = 'tap') =>
    decideTap(context, {
      reader,
      presented: { type: 'text', text: number },
      clock: replayedReading(atMs),
      cause,
    }).decision
  const undo = (eventId: string, atMs: number) =>
    undoTap(context, { eventId, clock: replayedReading(atMs), undoUntilMs: null, cause: 'screen' })
  const rows = (sql: string) => store.read.prepare<Record<string, unknown>>(sql).all()
  return { store, context, tap, undo, rows }
}

function fill({ store }: ReturnType<typeof openTestStation>): void {
  store.transact((db) => {
    const people = [
      [somebody('E1'), ada],
      [somebody('E2'), bob],
      [somebody('E3'), revoked],
      [somebody('E4', { isActive: false }), inactive],
    ] as const
    for (const [record, number] of people) {
      const personId = upsertPerson(db, record, 0)
      const card = {
        systemId: null,
        facilityCode: null,
        internalNumber: Number(number),
        externalNumber: null,
        format: 'em4100',
        cardType: null,
      } as const
      const { cardId } = giveCard(db, card, personId, 0)
      if (number === revoked) setCardState(db, cardId, 'revoked', 0)
    }
    return { ok: true, value: null }
  })
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'foyer-tap-'))
  station = openTestStation(dir)
  fill(station)
})

afterEach(() => {
  station.store.close()
  rmSync(dir, { recursive: true, force: true })
})

describe('a tap', () => {
  it('clocks in, then out, and says the hours of today and of the week', () => {
    const first = station.tap(ada, monday)
    assert.equal(first.outcome, 'in')
    assert.equal(first.person?.employeeNumber, 'E1')
    assert.deepEqual(first.hours, { todayMs: 0, weekMs: 0 })
    assert.deepEqual(station.tap(ada, monday + 4 * hour).hours, { todayMs: 4 * hour, weekMs: 4 * hour })
    station.tap(ada, monday + 24 * hour)
    const last = station.tap(ada, monday + 26 * hour)
    assert.equal(last.outcome, 'out')
    assert.deepEqual(last.hours, { todayMs: 2 * hour, weekMs: 6 * hour })
  })

  it('writes event, period, presence and one outbox row for each upstream in one go', () => {
    const { eventId } = station.tap(ada, monday)
    assert.deepEqual(station.rows('SELECT kind, id FROM event'), [{ kind: 'in', id: eventId }])
    assert.deepEqual(station.rows('SELECT state, first_event FROM period'), [{ state: 'open', first_event: eventId }])
    assert.deepEqual(station.rows('SELECT local_date, location, event_id FROM presence_entry'), [
      { local_date: '2026-03-02', location: 'HQ', event_id: eventId },
    ])
    assert.deepEqual(station.rows('SELECT upstream, key, state, due_at_ms FROM outbox ORDER BY upstream'), [
      { upstream: 'clock', key: eventId, state: 'waiting', due_at_ms: monday + 10 * second },
      { upstream: 'presence', key: eventId, state: 'waiting', due_at_ms: monday + 10 * second },
    ])
  })

  it('makes one presence entry for each local date, however often somebody comes', () => {
    station.tap(ada, monday)
    station.tap(ada, monday + hour)
    station.tap(ada, monday + 2 * hour)
    station.tap(ada, monday + 15 * hour)
    station.tap(ada, monday + 16 * hour)
    const dates = station.rows('SELECT local_date AS date FROM presence_entry ORDER BY 1').map(({ date }) => date)
    assert.deepEqual(dates, ['2026-03-02', '2026-03-03'], 'the last in was at midnight')
  })

  it('answers the same card within the window as already counted, and changes nothing', () => {
    const first = station.tap(ada, monday)
    const again = station.tap(ada, monday + 29 * second)
    assert.equal(again.outcome, 'repeat')
    assert.equal(again.eventId, null)
    assert.equal(again.person?.employeeNumber, 'E1')
    assert.deepEqual(again.counted, { atMs: first.atMs, outcome: 'in' })
    assert.equal(station.rows('SELECT 1 FROM event').length, 1)
    assert.equal(station.tap(ada, monday + 30 * second).outcome, 'out')
  })

  it('keeps the guard over a restart', () => {
    station.tap(ada, monday)
    station.store.close()
    station = openTestStation(dir)
    assert.equal(station.tap(ada, monday + 5 * second).outcome, 'repeat')
  })

  it('never delays or merges a different card', () => {
    assert.equal(station.tap(ada, monday).person?.employeeNumber, 'E1')
    assert.equal(station.tap(bob, monday).person?.employeeNumber, 'E2')
  })

  it('keeps the guard while the wall clock is being moved', () => {
    const tapAt = (atMs: number, monotonicMs: number) =>
      decideTap(station.context, {
        reader: 'front',
        presented: { type: 'text', text: ada },
        clock: { atMs, monotonicMs, isTrusted: false },
        cause: 'tap',
      }).decision.outcome
    assert.equal(tapAt(monday, 1000), 'in')
    assert.equal(tapAt(monday - 24 * hour, 4000), 'repeat')
  })

  it('keeps the guard over a restart also for an out that the clock, set back, puts before its in', () => {
    const restart = (): void => {
      station.store.close()
      station = openTestStation(dir)
    }
    assert.equal(station.tap(ada, monday).outcome, 'in')
    restart()
    assert.equal(station.tap(ada, monday - hour).outcome, 'out')
    restart()
    assert.equal(station.tap(ada, monday - hour + 5 * second).outcome, 'repeat')
    assert.equal(station.tap(ada, monday - hour + 30 * second).outcome, 'in')
  })

  it('meets its own earlier taps when a file is replayed twice', () => {
    const file = [monday, monday + 4 * hour, monday + 5 * hour]
    assert.deepEqual(
      file.map((atMs) => station.tap(ada, atMs).outcome),
      ['in', 'out', 'in'],
    )
    assert.deepEqual(
      file.map((atMs) => station.tap(ada, atMs).outcome),
      ['repeat', 'repeat', 'repeat'],
    )
  })

  it('refuses with the reason, names the person where there is one, and records it', () => {
    assert.equal(station.tap('4000000000', monday).reason, 'unknown-card')
    assert.equal(station.tap(revoked, monday).reason, 'revoked-card')
    assert.equal(station.tap(inactive, monday).reason, 'inactive-person')
    assert.equal(station.tap(inactive, monday).person?.employeeNumber, 'E4')
    assert.equal(station.tap('12ab', monday).reason, 'unreadable')
    assert.deepEqual(station.rows('SELECT kind, reason, card_number AS number FROM event ORDER BY sequence'), [
      { kind: 'refused', reason: 'unknown-card', number: 4_000_000_000 },
      { kind: 'refused', reason: 'revoked-card', number: 3 },
      { kind: 'refused', reason: 'inactive-person', number: 4 },
      { kind: 'refused', reason: 'inactive-person', number: 4 },
      { kind: 'refused', reason: 'unreadable', number: null },
    ])
    assert.equal(station.rows('SELECT 1 FROM outbox').length, 0)
  })

  it('takes a replayed tap of a lost card as it was then, and one at the door never', () => {
    const lostAtMs = monday + 2 * hour
    station.store.transact((db) => {
      setCardState(db, 1, 'lost', lostAtMs)
      return { ok: true, value: null }
    })
    const replay = (atMs: number) => station.tap(ada, atMs, 'front', 'replay')
    assert.equal(replay(monday).outcome, 'in')
    assert.equal(replay(lostAtMs - hour / 2).outcome, 'out')
    assert.equal(replay(lostAtMs).reason, 'lost-card')
    assert.equal(station.tap(ada, monday + hour).reason, 'lost-card', 'the clock was set back')
  })

  it('closes an overlong period as a missed clock-out and starts anew', () => {
    station.tap(ada, monday)
    const next = station.tap(ada, monday + 20 * hour)
    assert.equal(next.outcome, 'in')
    assert.equal(next.reason, 'missed-clock-out')
    assert.deepEqual(next.hours, { todayMs: 0, weekMs: 0 })
    assert.deepEqual(
      station.rows('SELECT state FROM period ORDER BY anchor_ms').map(({ state }) => state),
      ['missed-out', 'open'],
    )
    assert.match(
      String(station.rows(`SELECT payload FROM outbox WHERE upstream = 'clock' ORDER BY id`)[1]?.payload),
      /force-in/,
    )
  })

  it('keeps an out of somebody who is out, sends nothing, and leaves it to a person', () => {
    const out = station.tap(ada, monday, 'gate-out')
    assert.deepEqual([out.outcome, out.reason], ['out', 'missed-clock-in'])
    assert.deepEqual(
      station.rows('SELECT state FROM outbox').map(({ state }) => state),
      ['refused'],
    )
  })

  it('refuses outside of the schedule, and says when badging is allowed next', () => {
    const early = { is_all_day: false, date_from: monday / 1000 - 3600, date_to: monday / 1000 + 3600 }
    const every = { repeat_type: 'day', repeat_end: { format: 'never' } } as const
    station.store.transact((db) => {
      const item = { link_id: linkId, name: 'Early', time_options: early }
      putProfiles(db, [{ ...item, repeat_options: { repeat_enable: true, repeat_format: every } }], 0)
      upsertPerson(db, { ...somebody('E1'), timeProfiles: [linkId] }, 0)
      return { ok: true, value: null }
    })
    assert.equal(station.tap(ada, monday).outcome, 'in')
    const late = station.tap(ada, monday + 3 * hour)
    assert.deepEqual(
      [late.outcome, late.reason, late.person?.employeeNumber, late.detail],
      ['refused', 'outside-schedule', 'E1', 'Not allowed now; next tomorrow at 07:00.'],
    )
    assert.deepEqual(station.rows(`SELECT detail FROM event WHERE kind = 'refused'`), [{ detail: late.detail }])
    assert.equal(station.tap(bob, monday + 3 * hour).outcome, 'in', 'whoever has no profile may always badge')
    station.store.transact((db) => ({ ok: true, value: deleteProfiles(db, [linkId]) }))
    assert.equal(station.tap(ada, monday + 4 * hour).outcome, 'out', 'a change counts at once')
  })

  it('leaves events unchangeable', () => {
    station.tap(ada, monday)
    assert.throws(() => station.rows('DELETE FROM event RETURNING id'), /never deleted/)
    assert.throws(() => station.rows(`UPDATE event SET at_ms = 0 RETURNING id`), /never changed/)
  })
})

describe('undo', () => {
  it('takes an in back with all it led to, and ends the repeat guard', () => {
    const { eventId } = station.tap(ada, monday)
    assert.equal(station.undo(eventId ?? '', monday + 5 * second).type, 'undone')
    assert.equal(station.rows('SELECT 1 FROM period').length, 0)
    assert.equal(station.rows('SELECT 1 FROM presence_entry').length, 0)
    assert.deepEqual(
      station.rows('SELECT DISTINCT state FROM outbox').map(({ state }) => state),
      ['withdrawn'],
    )
    assert.equal(station.tap(ada, monday + 6 * second).outcome, 'in')
  })

  it('opens the period again that an out had closed', () => {
    station.tap(ada, monday)
    const out = station.tap(ada, monday + hour)
    assert.equal(station.undo(out.eventId ?? '', monday + hour + second).type, 'undone')
    assert.deepEqual(station.tap(ada, monday + 2 * hour).hours?.todayMs, 2 * hour)
  })

  it('opens the old period again when the tap that gave it up is taken back', () => {
    station.tap(ada, monday)
    const anew = station.tap(ada, monday + hour, 'gate-in')
    assert.equal(anew.reason, 'missed-clock-out')
    station.undo(anew.eventId ?? '', monday + hour + second)
    assert.equal(station.tap(ada, monday + 2 * hour).hours?.todayMs, 2 * hour)
  })

  it('refuses what is too late, was undone, is no tap, or has been built upon', () => {
    const first = station.tap(ada, monday)
    const refused = station.tap('4000000000', monday)
    const why = (eventId: string | null, atMs: number) => {
      const outcome = station.undo(eventId ?? '', atMs)
      return outcome.type === 'not-undone' ? outcome.why : outcome.type
    }
    assert.equal(why(first.eventId, monday + 11 * second), 'too-late')
    assert.equal(why(refused.eventId, monday), 'not-a-tap')
    assert.equal(why('no-such-event', monday), 'not-a-tap')
    assert.equal(why(first.eventId, monday + second), 'undone')
    assert.equal(why(first.eventId, monday + second), 'already-undone')
    const gated = station.tap(bob, monday, 'gate-in')
    const quick = openTestStation(dir, { ...settings, rules: { ...settings.rules, repeatGuardSeconds: 0 } })
    quick.tap(bob, monday + 2 * second, 'gate-in')
    quick.store.close()
    assert.equal(why(gated.eventId, monday + 3 * second), 'superseded')
  })
})

type CountedTap = {
  card: string
  eventId: string
  atMs: number
  outcome: 'in' | 'out'
  reason: string | null
  isUndone: boolean
}

/** Worked in the week of `nowMs`, by walking one person's taps: an *out* that is not missed ends what an *in* began. */
function hoursOfWeek(taps: readonly CountedTap[], nowMs: number): number {
  const local = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO('Europe/Berlin').startOfDay()
  const weekStartMs = local.subtract({ days: local.dayOfWeek - 1 }).epochMilliseconds
  const toMinute = (ms: number) => ms - (ms % (60 * second))
  const worked = (fromMs: number, untilMs: number) =>
    Math.max(0, toMinute(Math.min(untilMs, nowMs)) - toMinute(Math.max(fromMs, weekStartMs)))
  let sumMs = 0
  let inSinceMs: number | null = null
  for (const { outcome, reason, atMs } of taps) {
    if (outcome === 'out' && reason === null && inSinceMs !== null) sumMs += worked(inSinceMs, atMs)
    inSinceMs = outcome === 'in' ? atMs : null
  }
  return inSinceMs === null ? sumMs : sumMs + worked(inSinceMs, nowMs)
}

describe('whatever happens at the door', () => {
  const step = fc.record({
    what: fc.constantFrom('tap', 'tap', 'tap', 'undo', 'restart'),
    card: fc.constantFrom(ada, bob),
    reader: fc.constantFrom('front', 'gate-in', 'gate-out'),
    afterMs: fc.constantFrom(0, second, 9 * second, 31 * second, hour, 9 * hour, 17 * hour, -5 * second),
  })

  it('nobody is in twice, each counted tap is told once, and the hours are those of a plain model', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const folder = mkdtempSync(join(tmpdir(), 'foyer-tap-any-'))
        let any = openTestStation(folder)
        fill(any)
        let nowMs = monday
        let lastEvent: string | null = null
        const counted: CountedTap[] = []
        try {
          for (const { what, card, reader, afterMs } of steps) {
            nowMs += afterMs
            if (what === 'tap') {
              const { outcome, reason, eventId, hours } = any.tap(card, nowMs, reader)
              if (outcome === 'in' || outcome === 'out') {
                counted.push({ card, eventId: eventId ?? '', atMs: nowMs, outcome, reason, isUndone: false })
                lastEvent = eventId
              }
              const standing = counted.filter((tap) => tap.card === card && !tap.isUndone)
              assert.equal(hours?.weekMs, hoursOfWeek(standing, nowMs))
            } else if (what === 'undo' && lastEvent !== null) {
              const undone = any.undo(lastEvent, nowMs).type === 'undone'
              for (const tap of counted) if (undone && tap.eventId === lastEvent) tap.isUndone = true
            } else if (what === 'restart') {
              any.store.close()
              any = openTestStation(folder)
            }
          }
          for (const card of [ada, bob]) {
            const standing = counted.filter((tap) => tap.card === card && !tap.isUndone)
            const open = any.rows(
              `SELECT first_event FROM period JOIN card_holding USING (person_id) JOIN card ON card.id = card_id
               WHERE period.state = 'open' AND internal_number = ${Number(card)}`,
            )
            const expected = standing.at(-1)?.outcome === 'in' ? [{ first_event: standing.at(-1)?.eventId }] : []
            assert.deepEqual(open, expected)
          }
          const events = any.rows(`SELECT count(*) AS n FROM event WHERE kind IN ('in', 'out')`)[0]?.n
          assert.equal(events, counted.length)
          const told = any.rows(`SELECT count(*) AS n FROM outbox WHERE upstream = 'clock'`)[0]?.n
          assert.equal(told, counted.length, 'each counted tap has one row for the clock')
        } finally {
          any.store.close()
          rmSync(folder, { recursive: true, force: true })
        }
      }),
      { numRuns: 60 },
    )
  })
})
