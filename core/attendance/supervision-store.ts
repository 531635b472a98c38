/** Supervisors' events, and the periods of a person made anew around one instant. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import { compareByInstant, type FoldedPeriod, type PeriodState, type Punch } from './fold-periods.ts'
import { listBesidePeriods } from './shared-punch-store.ts'

/** What a supervisor did; null for an undo. */
export type EventAct = 'forced' | 'settled' | 'corrected' | 'added'

export type NewSupervisorEvent = {
  eventId: string
  stationId: string
  kind: 'in' | 'out' | 'undo'
  act: EventAct | null
  /** The instant that the event is about. */
  atMs: number
  /** When it was written down. */
  recordedAtMs: number
  zone: string
  personId: number
  /** The supervisor; null for the owner of the data folder. */
  byPersonId: number | null
  /** What is to be settled now, such as a period that a forced clock-in replaced. */
  reason: 'missed-clock-out' | null
  /** The supervisor's words. */
  why: string | null
  refersTo: string | null
  isClockTrusted: boolean
}

/** Appends a supervisor's event and gives its running number at this station. */
export function appendSupervisorEvent(db: WritableDb, event: NewSupervisorEvent): number {
  const { isClockTrusted, recordedAtMs, ...columns } = event
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO event (id, station_id, kind, act, at_ms, recorded_at_ms, zone, person_id, by_person_id, reason, detail,
         cause, refers_to, is_clock_trusted)
       VALUES (@eventId, @stationId, @kind, @act, @atMs, @recordedAtMs, @zone, @personId, @byPersonId, @reason, @why,
         'supervisor', @refersTo, @isTrusted)`,
    )
    .run({
      ...columns,
      recordedAtMs: recordedAtMs === columns.atMs ? null : recordedAtMs,
      isTrusted: isClockTrusted ? 1 : 0,
    })
  return Number(lastInsertRowid)
}

export type StoredEvent = {
  eventId: string
  sequence: number
  kind: 'in' | 'out' | 'refused' | 'undo'
  act: EventAct | null
  atMs: number
  personId: number | null
  cardId: number | null
  reason: string | null
  refersTo: string | null
  isUndone: boolean
}

export function readEvent(db: ReadableDb, eventId: string): StoredEvent | null {
  const row = db
    .prepare<Omit<StoredEvent, 'isUndone'> & { isUndone: 0 | 1 }>(
      `SELECT id AS eventId, sequence, kind, act, at_ms AS atMs, person_id AS personId, card_id AS cardId, reason,
         refers_to AS refersTo,
         EXISTS (SELECT 1 FROM event AS undo WHERE undo.refers_to = event.id AND undo.kind = 'undo') AS isUndone
       FROM event WHERE id = @eventId`,
    )
    .get({ eventId })
  return row ? { ...row, isUndone: row.isUndone === 1 } : null
}

export type ToldEvent = { eventId: string; stationId: string; sequence: number; kind: string; act: EventAct | null }

/** Whose events these are, by id; an id that is no event of this station is left out. */
export function readEventsOf(db: ReadableDb, eventIds: readonly string[]): Map<string, ToldEvent> {
  const rows = db
    .prepare<ToldEvent>(
      `SELECT id AS eventId, station_id AS stationId, sequence, kind, act FROM event
       WHERE id IN (SELECT value FROM json_each(@ids))`,
    )
    .all({ ids: JSON.stringify(eventIds) })
  return new Map(rows.map((row) => [row.eventId, row]))
}

/** The newest correction of an event that stands; null: it is at its own instant. */
export function newestCorrection(db: ReadableDb, eventId: string): { eventId: string; atMs: number } | null {
  const row = db
    .prepare<{ eventId: string; atMs: number }>(
      `SELECT id AS eventId, at_ms AS atMs FROM event
       WHERE refers_to = @eventId AND act = 'corrected'
         AND NOT EXISTS (SELECT 1 FROM event AS undo WHERE undo.refers_to = event.id AND undo.kind = 'undo')
       ORDER BY sequence DESC LIMIT 1`,
    )
    .get({ eventId })
  return row ?? null
}

type JoinedPeriod = {
  anchorMs: number
  firstEvent: string
  startedMs: number | null
  endedMs: number | null
  state: PeriodState
  outEvent: string | null
  touchedBy: number
  firstStation: string
  firstOccurredMs: number
  firstTouch: number
  firstSequence: number
  firstKind: 'in' | 'out'
  firstAct: EventAct | null
  outStation: string | null
  outOccurredMs: number | null
  outTouch: number | null
  outSequence: number | null
  outAct: EventAct | null
  outRefersTo: string | null
  /** A forced clock-out that left the period without an end, because it had been open for too long. */
  leftBy: string | null
  leftSequence: number | null
}

/**
 * So many periods before and after the instant in question. A change reaches as far as the person's next punch, so the
 * rest of a long life stays unread.
 */
const neighbours = 60

const selectJoined = `SELECT anchor_ms AS anchorMs, first_event AS firstEvent, started_ms AS startedMs, ended_ms AS endedMs,
    period.state, out_event AS outEvent, touched_by AS touchedBy,
    coalesce(first.sequence, far.sequence) AS firstSequence, coalesce(first.station_id, far.station_id) AS firstStation,
    coalesce(first.at_ms, far.at_ms) AS firstOccurredMs, coalesce(first.sequence, max(far.learned_after, 1)) AS firstTouch,
    coalesce(first.kind, iif(far.kind = 'out', 'out', 'in')) AS firstKind,
    coalesce(first.act, iif(far.kind = 'force-in', 'forced', NULL)) AS firstAct,
    coalesce(out.sequence, far_out.sequence) AS outSequence, coalesce(out.station_id, far_out.station_id) AS outStation,
    coalesce(out.at_ms, far_out.at_ms) AS outOccurredMs,
    coalesce(out.sequence, max(far_out.learned_after, 1)) AS outTouch, out.act AS outAct, out.refers_to AS outRefersTo,
    leaver.id AS leftBy, leaver.sequence AS leftSequence
  FROM period LEFT JOIN event AS first ON first.id = first_event LEFT JOIN shared_punch AS far ON far.event_id = first_event
    LEFT JOIN event AS out ON out.id = out_event LEFT JOIN shared_punch AS far_out ON far_out.event_id = out_event
    LEFT JOIN event AS leaver ON leaver.refers_to = first_event AND leaver.act = 'forced'`

export type Surroundings = {
  /** As they are stored. */
  periods: FoldedPeriod[]
  /** What they were made of, in running order. */
  punches: Punch[]
}

/** The person's periods around `atMs`, and the events that they stand for. */
export function readSurroundings(db: ReadableDb, personId: number, atMs: number): Surroundings {
  const earlier = db
    .prepare<JoinedPeriod>(
      `${selectJoined} WHERE period.person_id = @personId AND anchor_ms <= @atMs ORDER BY anchor_ms DESC LIMIT @neighbours`,
    )
    .all({ personId, atMs, neighbours })
  const later = db
    .prepare<JoinedPeriod>(
      `${selectJoined} WHERE period.person_id = @personId AND anchor_ms > @atMs ORDER BY anchor_ms LIMIT @neighbours`,
    )
    .all({ personId, atMs, neighbours })
  // Whatever the clock said: the open one is always at hand, so that nobody can be in twice.
  const open = db
    .prepare<JoinedPeriod>(`${selectJoined} WHERE period.person_id = @personId AND period.state = 'open'`)
    .all({ personId })
    .filter((row) => ![...earlier, ...later].some(({ firstEvent }) => firstEvent === row.firstEvent))
  const rows = [...earlier, ...later, ...open]
  const inPeriods = rows.flatMap(toPunches)
  const named = new Set(inPeriods.map(({ eventId }) => eventId))
  const fromMs = earlier.length < neighbours ? Number.MIN_SAFE_INTEGER : (earlier.at(-1)?.anchorMs ?? atMs)
  const untilMs = later.length < neighbours ? Number.MAX_SAFE_INTEGER : (later.at(-1)?.anchorMs ?? atMs)
  const beside = listBesidePeriods(db, personId, fromMs, untilMs).filter(({ eventId }) => !named.has(eventId))
  const punches = [...inPeriods, ...beside]
  const atHand = new Set(punches.map(({ eventId }) => eventId))
  const periods = rows.map(
    ({ anchorMs, firstEvent, startedMs, endedMs, state, outEvent, touchedBy }): FoldedPeriod => ({
      anchorMs,
      firstEvent,
      startedMs,
      endedMs,
      state,
      outEvent,
      touchedBy,
    }),
  )
  return {
    periods,
    punches: punches
      .map((punch) => (punch.shownBy && atHand.has(punch.shownBy.eventId) ? { ...punch, shownBy: null } : punch))
      .sort(compareByInstant),
  }
}

/** Puts the periods as folded in the place of those that were read; what is the same stays. */
export function replacePeriods(
  db: WritableDb,
  personId: number,
  before: readonly FoldedPeriod[],
  after: readonly FoldedPeriod[],
): void {
  const same = (left: FoldedPeriod, right: FoldedPeriod) =>
    keyOf(left) === keyOf(right) && textOf(left) === textOf(right)
  const gone = before.filter((period) => !after.some((other) => same(period, other)))
  const made = after.filter((period) => !before.some((other) => same(period, other)))
  // First everything that goes: nobody is in twice, not for a moment.
  for (const { anchorMs, firstEvent } of gone) {
    db.prepare(
      `DELETE FROM period WHERE person_id = @personId AND anchor_ms = @anchorMs AND first_event = @firstEvent`,
    ).run({ personId, anchorMs, firstEvent })
  }
  for (const period of made) {
    db.prepare(
      `INSERT INTO period (person_id, anchor_ms, first_event, started_ms, ended_ms, state, out_event, touched_by)
       VALUES (@personId, @anchorMs, @firstEvent, @startedMs, @endedMs, @state, @outEvent, @touchedBy)`,
    ).run({ personId, ...period })
  }
}

function keyOf({ anchorMs, firstEvent }: FoldedPeriod): string {
  return `${anchorMs} ${firstEvent}`
}

function textOf({ startedMs, endedMs, state, outEvent }: FoldedPeriod): string {
  return JSON.stringify([startedMs, endedMs, state, outEvent])
}

function toPunches(row: JoinedPeriod): Punch[] {
  const { firstEvent, firstKind, firstAct, outEvent, state } = row
  const first = {
    eventId: firstEvent,
    sequence: row.firstSequence,
    atMs: row.anchorMs,
    stationId: row.firstStation,
    occurredMs: row.firstOccurredMs,
    touch: row.firstTouch,
  }
  const out =
    outEvent === null || row.outSequence === null
      ? null
      : {
          eventId: outEvent,
          sequence: row.outSequence,
          atMs: row.endedMs ?? row.anchorMs,
          stationId: row.outStation ?? row.firstStation,
          occurredMs: row.outOccurredMs ?? row.anchorMs,
          touch: row.outTouch ?? row.outSequence,
        }
  const isForced = firstAct === 'forced'
  const common = { completedBy: null, isApart: false, isAdded: false, shownBy: null, isForced }
  if (firstKind === 'out') return [{ ...common, ...first, kind: 'out', isApart: true }]
  // The beginning of an out that had none.
  if (firstAct === 'settled' && out) return [{ ...common, ...out, kind: 'out', isApart: true, completedBy: first }]
  const { leftBy, leftSequence } = row
  // Though it was settled since: what was given for its end may be taken back.
  const leaver = leftBy === null || leftSequence === null ? null : { eventId: leftBy, sequence: leftSequence }
  const isAdded = firstAct === 'added'
  const begun: Punch = { ...common, ...first, kind: 'in', isApart: true, isAdded, shownBy: leaver }
  if (state === 'missed-out') return [{ ...begun, shownBy: leaver ?? out }]
  if (state !== 'closed' || out === null) return [begun]
  const isGiven = row.outRefersTo === firstEvent && (row.outAct === 'settled' || row.outAct === 'added')
  return isGiven
    ? [{ ...begun, completedBy: out }]
    : [begun, { ...common, ...out, kind: 'out', isForced: row.outAct === 'forced' }]
}
