/**
 * What a later change makes of somebody's periods, and what is told of it: shared by the undo of whoever tapped and by
 * everything that a supervisor does.
 */
import {
  type ChangeFault,
  type FoldedPeriod,
  findChangeFault,
  foldPeriods,
  type Punch,
  withInstant,
  withoutEvent,
} from '../attendance/fold-periods.ts'
import { readSurroundings, replacePeriods, type StoredEvent } from '../attendance/supervision-store.ts'
import { enqueue, withdrawWaiting } from '../outbox/outbox-store.ts'
import { type AttendanceFact, tellOrphanedOut, tellPresence, tellUndo, type UndoFact } from '../outbox/tell.ts'
import { addFirstEntry, findEntryEvents, removeEntryOf } from '../presence/presence-store.ts'
import type { WritableDb } from '../store/database.ts'
import type { ClockReading } from './clock.ts'
import type { TapContext } from './tap-context.ts'
import { tellRulesOf, toAttendanceKind } from './tell-rules.ts'

export type ChangeContext = Pick<TapContext, 'settings' | 'dayAndWeek' | 'countedByCard'>

export type Reshaping =
  | { type: 'reshaped'; wasIn: boolean; isIn: boolean; before: FoldedPeriod[]; after: FoldedPeriod[] }
  | { type: 'refused'; why: ChangeFault }

/** Changes the person's periods around `aroundMs` by what `edit` makes of the punches. Nothing is written when refused. */
export function reshapePeriods(
  db: WritableDb,
  request: { personId: number; aroundMs: number; nowMs: number; edit: (punches: readonly Punch[]) => Punch[] },
): Reshaping {
  const { personId, aroundMs, nowMs, edit } = request
  const { periods: before, punches } = readSurroundings(db, personId, aroundMs)
  const edited = edit(punches)
  const after = foldPeriods(edited)
  const why = findChangeFault(before, after, edited, nowMs)
  if (why !== null) return { type: 'refused', why }
  replacePeriods(db, personId, before, after)
  const isOpen = ({ state }: FoldedPeriod) => state === 'open'
  return { type: 'reshaped', wasIn: before.some(isOpen), isIn: after.some(isOpen), before, after }
}

/** An event that is taken back, and the undo's own event, appended already. */
export type Taken = { event: StoredEvent & { personId: number }; undoId: string }

export type TakeBack = Taken & {
  clock: ClockReading
  /** Where the event stands, or stood until it was moved. */
  aroundMs: number
  /** What an undone correction leaves: the event that it moved, at the instant that counts for it again. */
  restores: { eventId: string; atMs: number } | null
}

/**
 * Takes back an event with all that it led to. Rows that have not gone are withdrawn. For those that have, the opposite is
 * told where the person's state changes with the undo; where it does not, a person has to put right what was sent.
 */
export function takeBack(db: WritableDb, context: ChangeContext, step: TakeBack): Reshaping {
  const { event, undoId, clock, aroundMs, restores } = step
  const { eventId, personId } = event
  const longestShiftMs = longestShiftMsOf(context)
  const reshaping = reshapePeriods(db, {
    personId,
    aroundMs,
    nowMs: clock.atMs,
    edit: (punches) =>
      restores ? withInstant(punches, restores.eventId, restores.atMs) : withoutEvent(punches, eventId, longestShiftMs),
  })
  if (reshaping.type === 'refused') return reshaping
  const isStateKept = reshaping.wasIn === reshaping.isIn
  if (restores === null) {
    tellTakenBack(db, context, event, { eventId: undoId, atMs: clock.atMs, isStateKept }, reshaping)
  }
  forgetCounted(context, event)
  return reshaping
}

/**
 * Takes back all the events of one period in one step, its *out* before its *in*: only what is left when both are gone is
 * held against the other periods. Of both ends no opposite is told; of one alone, what `takeBack` tells.
 */
export function takeBackPeriod(
  db: WritableDb,
  context: ChangeContext,
  step: { personId: number; taken: readonly Taken[]; clock: ClockReading; aroundMs: number },
): Reshaping {
  const { personId, taken, clock, aroundMs } = step
  const longestShiftMs = longestShiftMsOf(context)
  const reshaping = reshapePeriods(db, {
    personId,
    aroundMs,
    nowMs: clock.atMs,
    edit: (punches) =>
      taken.reduce<Punch[]>((left, { event }) => withoutEvent(left, event.eventId, longestShiftMs), [...punches]),
  })
  if (reshaping.type === 'refused') return reshaping
  const isStateKept = taken.length > 1 || reshaping.wasIn === reshaping.isIn
  for (const { event, undoId } of taken) {
    tellTakenBack(db, context, event, { eventId: undoId, atMs: clock.atMs, isStateKept }, reshaping)
    forgetCounted(context, event)
  }
  return reshaping
}

function longestShiftMsOf({ settings }: ChangeContext): number {
  return settings.rules.longestShiftHours * 3_600_000
}

function forgetCounted({ countedByCard }: ChangeContext, { cardId }: StoredEvent): void {
  if (cardId !== null) countedByCard.delete(cardId)
}

function tellTakenBack(
  db: WritableDb,
  context: ChangeContext,
  event: TakeBack['event'],
  undoEvent: Pick<UndoFact, 'eventId' | 'atMs' | 'isStateKept'>,
  { before, after }: Extract<Reshaping, { type: 'reshaped' }>,
): void {
  const { eventId, personId, atMs, kind, act, reason } = event
  if (kind !== 'in' && kind !== 'out') return
  const rules = tellRulesOf(context.settings)
  const undone: AttendanceFact = {
    eventId,
    personId,
    kind: act === 'forced' && kind === 'in' ? 'force-in' : toAttendanceKind(kind, reason),
    atMs,
    startedBy: null,
    firstPresence: null,
  }
  const undo: UndoFact = { ...undoEvent, undone }
  takeBackPresence(db, context, undo, kind, after)
  for (const step of tellUndo(undo, rules)) {
    const withdrawal = withdrawWaiting(db, step.upstream, step.key)
    if (withdrawal === 'too-late' && step.instead) enqueue(db, [step.instead])
    if (withdrawal !== 'withdrawn' || kind !== 'in') continue
    // The service never hears of this in: the out that ended it must not be taken for one.
    const out = before.find(({ firstEvent, state }) => firstEvent === eventId && state === 'closed')?.outEvent
    const orphan = after.find(({ firstEvent, state }) => firstEvent === out && state === 'missed-in')
    if (out && orphan && withdrawWaiting(db, 'clock', out) === 'withdrawn') {
      enqueue(db, tellOrphanedOut(undo, orphan.anchorMs, rules))
    }
  }
}

/** The entry of a date on which nothing is left. Whoever came again on that date was there all the same. */
function takeBackPresence(
  db: WritableDb,
  context: ChangeContext,
  undo: UndoFact,
  kind: 'in' | 'out',
  after: readonly FoldedPeriod[],
): void {
  const { personId, atMs } = undo.undone
  const { localDate, dayStartMs, dayEndMs } = context.dayAndWeek(atMs)
  const isThere = ({ startedMs }: FoldedPeriod) => startedMs !== null && startedMs >= dayStartMs && startedMs < dayEndMs
  if (kind !== 'in' || after.some(isThere)) return
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
  context: ChangeContext,
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
  context: ChangeContext,
  fact: { eventId: string; personId: number; atMs: number },
  recordedAtMs: number,
): void {
  const firstPresence = addPresence(db, context, fact)
  const told: AttendanceFact = { ...fact, kind: 'in', startedBy: null, firstPresence, recordedAtMs }
  enqueue(db, tellPresence(told, tellRulesOf(context.settings)))
}
