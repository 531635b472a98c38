/**
 * What is told of a change that was made afterwards, and what is put right of that which waits. The clock's call is a
 * toggle (Sonoran CMS, “Clock In Out”): an *out* that finds nobody clocked in would clock in, so none such may be left
 * waiting, and what waits has to lead to where the person stands.
 */
import type { FoldedPeriod } from '../attendance/fold-periods.ts'
import { readEvent, type StoredEvent } from '../attendance/supervision-store.ts'
import { amendUnsent, listUnsettled, refuseUnsent, type UnsettledRow } from '../outbox/amend-waiting-store.ts'
import { enqueue, withdrawWaiting } from '../outbox/outbox-store.ts'
import {
  type AttendanceFact,
  type ClockPayload,
  type ClockWish,
  missedClockIn,
  personFence,
  tellAttendance,
  tellPresence,
  tellUndo,
  type UndoFact,
} from '../outbox/tell.ts'
import { addFirstEntry, findEntryEvents, removeEntryOf } from '../presence/presence-store.ts'
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { TapContext } from './tap-context.ts'
import { tellRulesOf, toAttendanceKind } from './tell-rules.ts'
import { readToldBefore } from './told-clock-store.ts'

export type TellContext = Pick<TapContext, 'settings' | 'dayAndWeek'>

export type TakenEvent = StoredEvent & { personId: number }

/** What waited for the clock before a change, and whether the service then takes the person to be in. */
export type WaitingClock = { rows: UnsettledRow[]; isIn: boolean }

/** Null: nothing waits that a change could make wrong. */
export function readWaitingClock(db: ReadableDb, personId: number): WaitingClock | null {
  const rows = listUnsettled(db, 'clock', personFence(personId))
  const [first] = rows
  if (!first) return null
  switch (wishOf(first)) {
    case 'in':
      return { rows, isIn: false }
    case 'out':
      return { rows, isIn: true }
    case 'force-in':
      return { rows, isIn: wasHeldOpen(db, personId, first) }
  }
}

/**
 * Whether the service took the person to be in before that row, a forced *in*: after a missed clock-out it holds the old one
 * open, unless that was taken back in time; a supervisor forces whoever is out as well.
 */
function wasHeldOpen(db: ReadableDb, personId: number, { id, key }: UnsettledRow): boolean {
  const event = readEvent(db, key)
  if (event === null) return false
  const told = readToldBefore(db, personId, { id, key, atMs: event.atMs })
  return told.type === 'untold' ? told.isElsewhere : (told.payload as ClockPayload).want !== 'out'
}

/**
 * Puts right what waits for the clock, in order: an *out* that would find nobody in goes, kept as refused where it is still
 * an *out* without an *in*; an *in* that would find somebody in is forced. What is then left to say of the newest end or
 * beginning is enqueued under `key`.
 */
export function mendWaitingClock(
  db: WritableDb,
  context: TellContext,
  was: WaitingClock,
  change: { personId: number; key: string; atMs: number; after: readonly FoldedPeriod[] },
): void {
  const { personId, key, atMs, after } = change
  let isIn = was.isIn
  for (const row of listUnsettled(db, 'clock', personFence(personId))) {
    const wish = wishOf(row)
    if (wish !== 'out') {
      if (wish === 'in' && isIn) {
        amendUnsent(db, row.id, { ...(row.payload as ClockPayload), want: 'force-in' } satisfies ClockPayload)
      }
      isIn = true
    } else if (isIn || !row.isUnsent) isIn = false
    else if (after.some(({ firstEvent, state }) => firstEvent === row.key && state === 'missed-in')) {
      refuseUnsent(db, row.id, missedClockIn, atMs)
    } else withdrawWaiting(db, 'clock', row.key)
  }
  const newest = newestBegun(after)
  const isDue = newest?.state === 'open' ? !isIn : newest?.state === 'closed' && isIn
  if (!newest || !isDue) return
  const kind = newest.state === 'open' ? 'in' : 'out'
  const toldMs = kind === 'in' ? newest.startedMs : newest.endedMs
  const told: AttendanceFact = {
    eventId: key,
    personId,
    kind,
    atMs: toldMs ?? atMs,
    startedBy: null,
    firstPresence: null,
    recordedAtMs: atMs,
  }
  const { upstreams, ...rules } = tellRulesOf(context.settings)
  enqueue(db, tellAttendance(told, { ...rules, upstreams: { ...upstreams, presence: false } }))
}

/** The period that the newest *in* began. A beginning given by hand (`touchedBy` 0) was never told, nor an *out* without one. */
export function newestBegun(periods: readonly FoldedPeriod[]): FoldedPeriod | undefined {
  const open = periods.find(({ state }) => state === 'open')
  const begun = periods.filter(({ touchedBy, state }) => touchedBy > 0 && state !== 'missed-in')
  return open ?? begun.toSorted((left, right) => left.touchedBy - right.touchedBy).at(-1)
}

function wishOf({ payload }: UnsettledRow): ClockWish {
  return (payload as ClockPayload).want
}

/**
 * Tells that an event was taken back: its rows are withdrawn if they have not gone, else the opposite is told, or left to
 * a person where that would be wrong.
 *
 * @param given the instants at which presence may have begun with what went along: its own, and what completed it.
 */
export function tellTakenBack(
  db: WritableDb,
  context: TellContext,
  event: TakenEvent,
  undoEvent: Pick<UndoFact, 'eventId' | 'atMs' | 'isStateKept'>,
  change: { beginnings: readonly number[]; after: readonly FoldedPeriod[] },
): void {
  const { eventId, personId, atMs, kind, act, reason } = event
  if (kind !== 'in' && kind !== 'out') return
  const undone: AttendanceFact = {
    eventId,
    personId,
    kind: act === 'forced' && kind === 'in' ? 'force-in' : toAttendanceKind(kind, reason),
    atMs,
    startedBy: null,
    firstPresence: null,
  }
  const undo: UndoFact = { ...undoEvent, undone }
  for (const beginningMs of change.beginnings) takeBackPresence(db, context, undo, beginningMs, change.after)
  for (const step of tellUndo(undo, tellRulesOf(context.settings))) {
    const withdrawal = withdrawWaiting(db, step.upstream, step.key)
    if (withdrawal === 'too-late' && step.instead) enqueue(db, [step.instead])
  }
}

/** The entry of a date on which nothing is left. Whoever came again on that date was there all the same. */
function takeBackPresence(
  db: WritableDb,
  context: TellContext,
  undo: UndoFact,
  beginningMs: number,
  after: readonly FoldedPeriod[],
): void {
  const { personId } = undo.undone
  const { localDate, dayStartMs, dayEndMs } = context.dayAndWeek(beginningMs)
  const isThere = ({ startedMs }: FoldedPeriod) => startedMs !== null && startedMs >= dayStartMs && startedMs < dayEndMs
  if (after.some(isThere)) return
  const { upstreams, ...rules } = tellRulesOf(context.settings)
  for (const eventId of findEntryEvents(db, personId, localDate)) {
    const firstPresence = removeEntryOf(db, personId, eventId)
    const undone = { ...undo.undone, eventId, firstPresence }
    for (const step of tellUndo({ ...undo, undone }, { ...rules, upstreams: { ...upstreams, clock: false } })) {
      const withdrawal = withdrawWaiting(db, step.upstream, step.key)
      if (withdrawal === 'too-late' && step.instead) enqueue(db, [step.instead])
    }
  }
}

/** The presence entry of an *in* that was not a tap, if it is the first of its date. */
export function addPresence(
  db: WritableDb,
  context: TellContext,
  fact: { eventId: string; personId: number; atMs: number },
): { localDate: string; location: string } | null {
  const { localDate } = context.dayAndWeek(fact.atMs)
  const place = { localDate, location: context.settings.station.location }
  const { eventId, personId } = fact
  return addFirstEntry(db, { personId, eventId, ...place, state: 'at_location' }) ? place : null
}

/** Enqueues the presence entry of time that was added afterwards; the clock hears nothing of it. */
export function tellAddedTime(
  db: WritableDb,
  context: TellContext,
  fact: { eventId: string; personId: number; atMs: number },
  recordedAtMs: number,
): void {
  const firstPresence = addPresence(db, context, fact)
  const told: AttendanceFact = { ...fact, kind: 'in', startedBy: null, firstPresence, recordedAtMs }
  enqueue(db, tellPresence(told, tellRulesOf(context.settings)))
}
