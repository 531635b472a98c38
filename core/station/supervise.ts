/**
 * What a supervisor does to somebody's attendance. Nothing that happened is changed: each of these is a further event that
 * refers to the first, in one transaction with the periods, the outbox rows and the entry in the audit trail.
 */
import { findOpenPeriod } from '../attendance/attendance-store.ts'
import { isOverdue, type OpenPeriod } from '../attendance/direction.ts'
import { type Mark, withCompletion, withInstant } from '../attendance/fold-periods.ts'
import { readEvent, readSurroundings } from '../attendance/supervision-store.ts'
import { earliestMs } from '../contract/earliest-instant.ts'
import { enqueue } from '../outbox/outbox-store.ts'
import { tellAttendance } from '../outbox/tell.ts'
import { findPersonByEmployeeNumber, type PersonRow } from '../people/people-store.ts'
import { reshapePeriods, type Taken, takeBack, takeBackPeriod } from './change-attendance.ts'
import {
  appendPunch,
  changeSupervised,
  findStanding,
  isTooLong,
  longestShiftMsOf,
  plainPunch,
  readRestored,
  recordChange,
  refuseChange,
  type SuperviseContext,
  type Supervision,
  type Work,
  writeEvent,
} from './supervised-change.ts'
import { addPresence, newestBegun, tellAddedTime } from './tell-change.ts'
import { tellRulesOf } from './tell-rules.ts'

/**
 * Starts a new period now.
 *
 * @param request `isAnew`: an open one is left as a missed clock-out (Sonoran CMS, “Clock In Out”, `forceClockIn`); else it
 *   stays, and this is refused, because its hours count no longer until somebody settles it (ours).
 */
export function forceIn(
  context: SuperviseContext,
  request: Supervision & { employeeNumber: string; isAnew?: boolean | undefined },
) {
  return changeSupervised(context, request, (work) => {
    const person = findPersonByEmployeeNumber(work.db, request.employeeNumber)
    if (!person) return refuseChange('unknown-person')
    if (!person.isActive) return refuseChange('inactive-person')
    const { personId } = person
    const { atMs } = request.clock
    const isReplacing = findOpenPeriod(work.db, personId) !== null
    if (isReplacing && request.isAnew !== true) return refuseChange('already-in')
    const reason = isReplacing ? ('missed-clock-out' as const) : null
    const mark = writeEvent(work, { kind: 'in', act: 'forced', atMs, personId, reason })
    const reshaping = appendPunch(work, personId, mark, 'in')
    if (reshaping.type === 'refused') return reshaping
    const firstPresence = addPresence(work.db, context, { ...mark, personId })
    const fact = { eventId: mark.eventId, personId, kind: 'force-in', atMs, startedBy: null, firstPresence } as const
    enqueue(work.db, tellAttendance(fact, tellRulesOf(context.settings)))
    return recordChange(work, person, 'attendance.force-in', [mark], { replaced: isReplacing })
  })
}

/**
 * Ends the open period now. One that has been open for longer than the longest shift is left as a missed clock-out
 * instead, as a tap would leave it: they are out, and the hours wait until somebody says when they left.
 */
export function forceOut(context: SuperviseContext, request: Supervision & { employeeNumber: string }) {
  return changeSupervised(context, request, (work) => {
    const person = findPersonByEmployeeNumber(work.db, request.employeeNumber)
    if (!person) return refuseChange('unknown-person')
    const { personId } = person
    const { atMs } = request.clock
    const open = findOpenPeriod(work.db, personId)
    if (!open) return refuseChange('not-in')
    if (isOverdue(open.startedMs, atMs, longestShiftMsOf(context))) return leaveOverdue(work, person, open)
    const mark = writeEvent(work, { kind: 'out', act: 'forced', atMs, personId })
    const reshaping = appendPunch(work, personId, mark, 'out')
    if (reshaping.type === 'refused') return reshaping
    const fact = {
      eventId: mark.eventId,
      personId,
      kind: 'out',
      atMs,
      startedBy: open.inEvent,
      firstPresence: null,
    } as const
    enqueue(work.db, tellAttendance(fact, tellRulesOf(context.settings)))
    return recordChange(work, person, 'attendance.force-out', [mark], { startedMs: open.startedMs })
  })
}

/** The clock hears of it when the period is settled, or at the next clock-in: until then its service holds the period open. */
function leaveOverdue(work: Work, person: PersonRow, { inEvent: eventId, startedMs }: OpenPeriod) {
  const { atMs } = work.supervision.clock
  const { personId } = person
  // What began at another station is no event of this one, and is settled there.
  const isOwn = readEvent(work.db, eventId) !== null
  const left = { kind: 'out', act: 'forced', atMs, personId, reason: 'missed-clock-out' } as const
  const mark = writeEvent(work, { ...left, ...(isOwn && { refersTo: eventId }) })
  const reshaping = reshapePeriods(work.db, {
    personId,
    aroundMs: startedMs,
    nowMs: atMs,
    edit: (punches) => punches.map((punch) => (punch.eventId === eventId ? { ...punch, shownBy: mark } : punch)),
  })
  if (reshaping.type === 'refused') return reshaping
  const done = recordChange(work, person, 'attendance.force-out', [mark], { startedMs, left: 'missed-out' })
  return isOwn ? { ...done, toSettle: { eventId, startedMs } } : done
}

/**
 * Takes back an *in* or *out* that stands, however old and whoever made it, or a correction, the newest of its event.
 * An *out* whose *in* is gone has to be settled then, and so has an *in* whose *out* is gone; what a supervisor gave for
 * the missing end goes with what it was given for. An undo cannot be undone: what it took back is entered anew.
 */
export function undoEvent(context: SuperviseContext, request: Supervision & { eventId: string }) {
  return changeSupervised(context, request, (work) => {
    const found = findStanding(work, request.eventId)
    if (found.type === 'refused') return found
    const { event, person } = found
    const undo = writeEvent(work, {
      kind: 'undo',
      act: null,
      atMs: request.clock.atMs,
      personId: person.personId,
      refersTo: event.eventId,
    })
    const reshaping = takeBack(work.db, context, {
      event,
      undoId: undo.eventId,
      clock: request.clock,
      aroundMs: found.mark.atMs,
      restores: event.act === 'corrected' ? readRestored(work.db, event) : null,
    })
    if (reshaping.type === 'refused') return reshaping
    work.freed.push(event)
    const { kind, act, atMs } = event
    return recordChange(work, person, 'attendance.undo', [undo], {
      undone: { eventId: event.eventId, kind, act, atMs },
    })
  })
}

/**
 * Gives the end of an *in* that has none, or the beginning of such an *out*. An end that no later *in*
 * has come after is a clock-out at that instant, and the clock hears of it.
 *
 * @param request `eventId`: the event whose other end is missing. `atMs`: that end.
 */
export function settleEvent(context: SuperviseContext, request: Supervision & { eventId: string; atMs: number }) {
  return changeSupervised(context, request, (work) => {
    const { clock, atMs } = request
    if (atMs > clock.atMs) return refuseChange('in-the-future')
    if (atMs < earliestMs) return refuseChange('too-long-ago')
    const found = findStanding(work, request.eventId)
    if (found.type === 'refused') return found
    const { person } = found
    const { personId } = person
    const { eventId, atMs: aroundMs } = found.mark
    const { periods } = readSurroundings(work.db, personId, aroundMs)
    const half = periods.find(({ firstEvent, state }) => firstEvent === eventId && state !== 'closed')
    if (!half) return refuseChange('nothing-missing')
    const kind = half.state === 'missed-in' ? 'in' : 'out'
    const mark = writeEvent(work, { kind, act: 'settled', atMs, personId, refersTo: eventId })
    const reshaping = reshapePeriods(work.db, {
      personId,
      aroundMs,
      nowMs: clock.atMs,
      edit: (punches) => withCompletion(punches, eventId, mark),
    })
    if (reshaping.type === 'refused') return reshaping
    if (isTooLong(work, reshaping.after, eventId)) return refuseChange('too-long')
    // Also where an out that ended nothing came since: until the next clock-in the service holds the period open.
    if (kind === 'out' && newestBegun(reshaping.after)?.firstEvent === eventId) {
      const told = {
        eventId: mark.eventId,
        personId,
        kind: 'out',
        atMs,
        startedBy: eventId,
        firstPresence: null,
      } as const
      enqueue(work.db, tellAttendance({ ...told, recordedAtMs: clock.atMs }, tellRulesOf(context.settings)))
    } else if (kind === 'in') tellAddedTime(work.db, context, { eventId: mark.eventId, personId, atMs }, clock.atMs)
    return recordChange(work, person, 'attendance.settle', [mark], { settled: eventId, was: half.state })
  })
}

/** Moves an *in* or *out* to the instant at which it really was. The clock's own record is for a person to put right. */
export function correctEvent(context: SuperviseContext, request: Supervision & { eventId: string; atMs: number }) {
  return changeSupervised(context, request, (work) => {
    const { clock, atMs } = request
    if (atMs > clock.atMs) return refuseChange('in-the-future')
    if (atMs < earliestMs) return refuseChange('too-long-ago')
    const found = findStanding(work, request.eventId)
    if (found.type === 'refused') return found
    const { event, person } = found
    // A correction of a correction moves what the first one moved.
    const movedId = event.act === 'corrected' ? (event.refersTo ?? event.eventId) : event.eventId
    const before = found.mark.atMs
    if (atMs === before) return refuseChange('is-so-already')
    const mark = writeEvent(work, {
      kind: event.kind === 'in' ? 'in' : 'out',
      act: 'corrected',
      atMs,
      personId: person.personId,
      refersTo: movedId,
    })
    const reshaping = reshapePeriods(work.db, {
      personId: person.personId,
      aroundMs: before,
      nowMs: clock.atMs,
      edit: (punches) => withInstant(punches, movedId, atMs),
    })
    if (reshaping.type === 'refused') return reshaping
    if (isTooLong(work, reshaping.after, movedId)) return refuseChange('too-long')
    return recordChange(work, person, 'attendance.correct', [mark], { corrected: movedId, before, after: atMs })
  })
}

/** Adds a period that nobody badged. Its first event stands for it: undone, the period is gone. */
export function addPeriod(
  context: SuperviseContext,
  request: Supervision & { employeeNumber: string; fromMs: number; untilMs: number },
) {
  return changeSupervised(context, request, (work) => {
    const { clock, fromMs, untilMs } = request
    const person = findPersonByEmployeeNumber(work.db, request.employeeNumber)
    if (!person) return refuseChange('unknown-person')
    if (untilMs > clock.atMs) return refuseChange('in-the-future')
    if (fromMs < earliestMs) return refuseChange('too-long-ago')
    if (untilMs < fromMs) return refuseChange('end-before-start')
    if (untilMs === fromMs) return refuseChange('no-length')
    const { personId } = person
    const first = writeEvent(work, { kind: 'in', act: 'added', atMs: fromMs, personId })
    const last = writeEvent(work, { kind: 'out', act: 'added', atMs: untilMs, personId, refersTo: first.eventId })
    const reshaping = reshapePeriods(work.db, {
      personId,
      aroundMs: fromMs,
      nowMs: clock.atMs,
      edit: (punches) => [
        ...punches,
        { ...plainPunch(first, 'in', context.settings.station.id), completedBy: last, isAdded: true },
      ],
    })
    if (reshaping.type === 'refused') return reshaping
    if (isTooLong(work, reshaping.after, first.eventId)) return refuseChange('too-long')
    tellAddedTime(work.db, context, { eventId: first.eventId, personId, atMs: fromMs }, clock.atMs)
    return recordChange(work, person, 'attendance.add', [first, last], { fromMs, untilMs })
  })
}

/** Takes back a whole period: both of its events. `eventId`: either of them. */
export function removePeriod(context: SuperviseContext, request: Supervision & { eventId: string }) {
  return changeSupervised(context, request, (work) => {
    const found = findStanding(work, request.eventId)
    if (found.type === 'refused') return found
    const { person } = found
    const { personId } = person
    const { periods, punches } = readSurroundings(work.db, personId, found.mark.atMs)
    const id = found.mark.eventId
    const period = periods.find(
      ({ firstEvent, outEvent, state }) => firstEvent === id || (outEvent === id && state === 'closed'),
    )
    if (!period) return refuseChange('no-longer-counts')
    const { firstEvent, outEvent, state, startedMs, endedMs } = period
    // The out first: an in that is gone would leave it behind. What completes a punch goes with it.
    const own = punches.filter(({ eventId }) => eventId === firstEvent || (eventId === outEvent && state === 'closed'))
    const undos: Mark[] = []
    const taken = own.toReversed().map(({ eventId }): Taken => {
      const event = readEvent(work.db, eventId)
      if (!event) throw new Error('a punch is an event')
      const undo = writeEvent(work, { kind: 'undo', act: null, atMs: request.clock.atMs, personId, refersTo: eventId })
      undos.push(undo)
      return { event: { ...event, personId }, undoId: undo.eventId }
    })
    const { clock } = request
    const reshaping = takeBackPeriod(work.db, context, { personId, taken, clock, aroundMs: found.mark.atMs })
    if (reshaping.type === 'refused') return reshaping
    for (const { event } of taken) work.freed.push(event)
    return recordChange(work, person, 'attendance.remove', undos, { removed: { startedMs, endedMs, state } })
  })
}
