/** What everything that a supervisor does to attendance has in common: who may, what is written, and what still counts. */
import { findOpenPeriod } from '../attendance/attendance-store.ts'
import { type ChangeFault, type FoldedPeriod, findMark, type Mark, type Punch } from '../attendance/fold-periods.ts'
import {
  appendSupervisorEvent,
  type NewSupervisorEvent,
  newestCorrection,
  readEvent,
  readSurroundings,
  type StoredEvent,
} from '../attendance/supervision-store.ts'
import type { Actor, AuditContent } from '../audit/audit-chain.ts'
import { appendAudit } from '../audit/audit-store.ts'
import { longestReason } from '../contract/supervisor-reason.ts'
import { type PersonRow, readPerson } from '../people/people-store.ts'
import type { ReadableDb, WritableDb } from '../store/database.ts'
import { type AuthorityRefusal, type By, findAuthority } from './authority.ts'
import { type Reshaping, reshapePeriods } from './change-attendance.ts'
import type { ClockReading } from './clock.ts'
import { type Freed, freeFromGuard } from './guard-repeat.ts'
import type { TapContext } from './tap-context.ts'

export type SuperviseRefusal =
  | 'no-reason'
  | 'reason-too-long'
  | 'unknown-person'
  | 'inactive-person'
  /** A forced clock-in of somebody who is in, and not said to be meant so. */
  | 'already-in'
  /** A forced clock-out of somebody who is out. */
  | 'not-in'
  | 'unknown-event'
  /** A refused tap: there is nothing to take back or to move. */
  | 'not-an-in-or-out'
  | 'already-undone'
  | 'is-an-undo'
  /** What it belonged to was undone, or it was corrected once more. */
  | 'no-longer-counts'
  /** The period has both its ends. */
  | 'nothing-missing'
  | 'in-the-future'
  /** Before `earliestMs`. */
  | 'too-long-ago'
  /** Moved to where it is. */
  | 'is-so-already'
  /** An added period of no time at all. */
  | 'no-length'
  /** Longer than `rules.longestShiftHours`, and not said to be meant so. */
  | 'too-long'
  | ChangeFault

export type SuperviseOutcome =
  /** `events`: what was written, in order. */
  | {
      type: 'done'
      events: string[]
      employeeNumber: string
      isIn: boolean
      /** What a forced clock-out left to be settled. */
      toSettle?: { eventId: string; startedMs: number }
    }
  | { type: 'refused'; why: SuperviseRefusal }
  | { type: 'not-allowed'; why: AuthorityRefusal }

/** Whoever asks, why, and when. */
export type Supervision = {
  by: By
  reason: string
  clock: ClockReading
  /** A period made by hand may be longer than the longest shift. */
  isLong?: boolean
}

export type SuperviseContext = Pick<
  TapContext,
  'store' | 'settings' | 'newEventId' | 'dayAndWeek' | 'countedByCard' | 'countedByPerson'
>

export type Work = {
  db: WritableDb
  context: SuperviseContext
  supervision: Supervision
  actor: Actor
  /** Taps that were taken back: nothing is guarded by them once this is committed. */
  freed: Freed[]
}

type Refused = { type: 'refused'; why: SuperviseRefusal }
type Done = Extract<SuperviseOutcome, { type: 'done' }>

/** Checks what all of them need, and commits only what is done. */
export function changeSupervised(
  context: SuperviseContext,
  supervision: Supervision,
  change: (work: Work) => Done | Refused,
): SuperviseOutcome {
  const reason = supervision.reason.trim()
  if (reason === '') return refuseChange('no-reason')
  if (reason.length > longestReason) return refuseChange('reason-too-long')
  const freed: Freed[] = []
  const result = context.store.transact<SuperviseOutcome, SuperviseOutcome>((db) => {
    const authority = findAuthority(db, supervision.by)
    if (authority.type === 'not-allowed') return { ok: false, refusal: authority }
    const outcome = change({ db, context, supervision: { ...supervision, reason }, actor: authority.actor, freed })
    return outcome.type === 'done' ? { ok: true, value: outcome } : { ok: false, refusal: outcome }
  })
  if (!result.ok) return result.refusal
  for (const tap of freed) freeFromGuard(context, tap)
  return result.value
}

export function refuseChange(why: SuperviseRefusal): Refused {
  return { type: 'refused', why }
}

export function writeEvent(
  { db, context, supervision, actor }: Work,
  event: Pick<NewSupervisorEvent, 'kind' | 'act' | 'atMs' | 'personId'> & {
    reason?: NewSupervisorEvent['reason']
    refersTo?: string
  },
): Mark {
  const { station } = context.settings
  const { clock } = supervision
  const eventId = context.newEventId(clock.atMs)
  const sequence = appendSupervisorEvent(db, {
    reason: null,
    refersTo: null,
    ...event,
    eventId,
    stationId: station.id,
    recordedAtMs: clock.atMs,
    zone: station.zone,
    byPersonId: actor.type === 'supervisor' ? actor.personId : null,
    why: supervision.reason,
    isClockTrusted: clock.isTrusted,
  })
  return { eventId, sequence, atMs: event.atMs }
}

export function longestShiftMsOf({ settings }: SuperviseContext): number {
  return settings.rules.longestShiftHours * 3_600_000
}

/** Whether the period of `eventId` came out longer than anybody works, which a slip of the date brings about easily. */
export function isTooLong({ context, supervision }: Work, periods: readonly FoldedPeriod[], eventId: string): boolean {
  if (supervision.isLong === true) return false
  return periods.some(({ state, startedMs, endedMs, firstEvent, outEvent }) => {
    const isIt = state === 'closed' && (firstEvent === eventId || outEvent === eventId)
    return isIt && startedMs !== null && endedMs !== null && endedMs - startedMs > longestShiftMsOf(context)
  })
}

export function plainPunch(mark: Mark, kind: 'in' | 'out', stationId: string): Punch {
  const own = { stationId, occurredMs: mark.atMs, touch: mark.sequence, isForced: true }
  return { ...mark, ...own, kind, completedBy: null, isApart: kind === 'in', isAdded: false, shownBy: null }
}

export function appendPunch(
  { db, context, supervision }: Work,
  personId: number,
  mark: Mark,
  kind: 'in' | 'out',
): Reshaping {
  const { atMs } = supervision.clock
  return reshapePeriods(db, {
    personId,
    aroundMs: atMs,
    nowMs: atMs,
    edit: (punches) => [...punches, plainPunch(mark, kind, context.settings.station.id)],
  })
}

export type Standing = {
  type: 'standing'
  event: StoredEvent & { personId: number }
  person: PersonRow
  /** The event that it is about, at the instant that counts for it. */
  mark: Mark
}

/** The event if it still counts: a punch, what completes one, or the newest correction of either. */
export function findStanding({ db }: Work, eventId: string): Standing | Refused {
  const event = readEvent(db, eventId)
  if (!event) return refuseChange('unknown-event')
  if (event.kind === 'undo') return refuseChange('is-an-undo')
  if (event.personId === null || (event.kind !== 'in' && event.kind !== 'out')) return refuseChange('not-an-in-or-out')
  if (event.isUndone) return refuseChange('already-undone')
  const person = readPerson(db, event.personId)
  if (!person) throw new Error('whoever has events is known')
  const markId = event.act === 'corrected' ? event.refersTo : eventId
  if (markId === null) return refuseChange('no-longer-counts')
  const newest = newestCorrection(db, markId)
  if (event.act === 'corrected' && newest?.eventId !== eventId) return refuseChange('no-longer-counts')
  const moved = readEvent(db, markId)
  const aroundMs = newest?.atMs ?? moved?.atMs ?? event.atMs
  const mark = findMark(readSurroundings(db, person.personId, aroundMs).punches, markId)
  if (!mark) return refuseChange('no-longer-counts')
  return { type: 'standing', event: { ...event, personId: event.personId }, person, mark }
}

/** What counts for an event once its newest correction, undone by now, is gone. */
export function readRestored(db: ReadableDb, correction: StoredEvent): { eventId: string; atMs: number } | null {
  const moved = correction.refersTo === null ? null : readEvent(db, correction.refersTo)
  if (!moved) throw new Error('a correction refers to an event')
  return { eventId: moved.eventId, atMs: newestCorrection(db, moved.eventId)?.atMs ?? moved.atMs }
}

export function recordChange(
  { db, supervision, actor }: Work,
  { personId, employeeNumber }: PersonRow,
  action: string,
  marks: readonly Mark[],
  content: AuditContent,
): Done {
  const events = marks.map(({ eventId }) => eventId)
  appendAudit(db, {
    atMs: supervision.clock.atMs,
    actor,
    action,
    subject: employeeNumber,
    content: { events, reason: supervision.reason, ...content },
  })
  return { type: 'done', events, employeeNumber, isIn: findOpenPeriod(db, personId) !== null }
}
