/**
 * What a later change makes of somebody's periods: shared by the undo of whoever tapped and by
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
import { readEvent, readSurroundings, replacePeriods } from '../attendance/supervision-store.ts'
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { ClockReading } from './clock.ts'
import { mendWaitingClock, readWaitingClock, type TakenEvent, type TellContext, tellTakenBack } from './tell-change.ts'

export type Reshaping =
  | {
      type: 'reshaped'
      wasIn: boolean
      isIn: boolean
      after: FoldedPeriod[]
      /** As they were. */
      punches: Punch[]
    }
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
  return { type: 'reshaped', wasIn: before.some(isOpen), isIn: after.some(isOpen), after, punches }
}

/** An event that is taken back, and the undo's own event, appended already. */
export type Taken = { event: TakenEvent; undoId: string }

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
export function takeBack(db: WritableDb, context: TellContext, step: TakeBack): Reshaping {
  const { event, undoId, clock, aroundMs, restores } = step
  const { eventId, personId } = event
  const longestShiftMs = longestShiftMsOf(context)
  const waiting = readWaitingClock(db, personId)
  const reshaping = reshapePeriods(db, {
    personId,
    aroundMs,
    nowMs: clock.atMs,
    edit: (punches) =>
      restores ? withInstant(punches, restores.eventId, restores.atMs) : withoutEvent(punches, eventId, longestShiftMs),
  })
  if (reshaping.type === 'refused') return reshaping
  const isStateKept = reshaping.wasIn === reshaping.isIn
  const { after, punches } = reshaping
  if (restores === null) {
    const undo = { eventId: undoId, atMs: clock.atMs, isStateKept }
    tellTakenBack(db, context, event, undo, { beginnings: beginningsOf(db, event, punches), after })
  }
  if (waiting) mendWaitingClock(db, context, waiting, { personId, key: undoId, atMs: clock.atMs, after })
  return reshaping
}

/**
 * Takes back all the events of one period in one step, its *out* before its *in*: only what is left when both are gone is
 * held against the other periods. Of both ends no opposite is told; of one alone, what `takeBack` tells.
 */
export function takeBackPeriod(
  db: WritableDb,
  context: TellContext,
  step: { personId: number; taken: readonly Taken[]; clock: ClockReading; aroundMs: number },
): Reshaping {
  const { personId, taken, clock, aroundMs } = step
  const longestShiftMs = longestShiftMsOf(context)
  const waiting = readWaitingClock(db, personId)
  const reshaping = reshapePeriods(db, {
    personId,
    aroundMs,
    nowMs: clock.atMs,
    edit: (punches) =>
      taken.reduce<Punch[]>((left, { event }) => withoutEvent(left, event.eventId, longestShiftMs), [...punches]),
  })
  if (reshaping.type === 'refused') return reshaping
  const isStateKept = taken.length > 1 || reshaping.wasIn === reshaping.isIn
  const { after, punches } = reshaping
  for (const { event, undoId } of taken) {
    const undo = { eventId: undoId, atMs: clock.atMs, isStateKept }
    tellTakenBack(db, context, event, undo, { beginnings: beginningsOf(db, event, punches), after })
  }
  const [first] = taken
  if (waiting && first) mendWaitingClock(db, context, waiting, { personId, key: first.undoId, atMs: clock.atMs, after })
  return reshaping
}

function longestShiftMsOf({ settings }: TellContext): number {
  return settings.rules.longestShiftHours * 3_600_000
}

/** The instants at which presence may have begun with an event that is taken back: its own, or that of what completed it. */
function beginningsOf(db: ReadableDb, event: TakenEvent, punches: readonly Punch[]): number[] {
  if (event.kind === 'in') return [event.atMs]
  const completion = punches.find(({ eventId }) => eventId === event.eventId)?.completedBy
  const begun = completion ? readEvent(db, completion.eventId) : null
  return begun ? [begun.atMs] : []
}
