/** The calls about somebody's attendance, answered: what was refused becomes a sentence for whoever asked. */
import { findOpenPeriod } from '../attendance/attendance-store.ts'
import { readEvent } from '../attendance/supervision-store.ts'
import type { Answer, Request } from '../contract/contract.ts'
import { earliestYear } from '../contract/earliest-instant.ts'
import type { Refused } from '../contract/refused.ts'
import { longestReason } from '../contract/supervisor-reason.ts'
import { findPersonByEmployeeNumber } from '../people/people-store.ts'
import { readBy, refuseAuthority } from './authority.ts'
import type { ClockReading } from './clock.ts'
import { refuse } from './refuse.ts'
import { addPeriod, correctEvent, forceIn, forceOut, removePeriod, settleEvent, undoEvent } from './supervise.ts'
import type { SuperviseOutcome, SuperviseRefusal, Supervision } from './supervised-change.ts'
import type { TapContext } from './tap-context.ts'

export function answerForce(context: TapContext, asked: Request<'force'>, clock: ClockReading): Answer<'force'> {
  const { direction, employeeNumber, atMs, isAnew } = asked
  const request = { ...toSupervision(asked, clock), employeeNumber }
  if (direction === 'out' && atMs !== undefined) {
    const person = findPersonByEmployeeNumber(context.store.read, employeeNumber)
    const open = person && findOpenPeriod(context.store.read, person.personId)
    if (!open) return refuse(person ? 'not-in' : 'unknown-person')
    return toAnswer(settleEvent(context, { ...request, eventId: open.inEvent, atMs }), asked.by)
  }
  return toAnswer(direction === 'in' ? forceIn(context, { ...request, isAnew }) : forceOut(context, request), asked.by)
}

export function answerUndo(context: TapContext, asked: Request<'undoEvent'>, clock: ClockReading): Answer<'undoEvent'> {
  return toAnswer(undoEvent(context, { ...toSupervision(asked, clock), eventId: asked.eventId }), asked.by)
}

export function answerSettle(
  context: TapContext,
  asked: Request<'settleEvent'>,
  clock: ClockReading,
): Answer<'settleEvent'> {
  const { eventId, atMs } = asked
  return toAnswer(settleEvent(context, { ...toSupervision(asked, clock), eventId, atMs }), asked.by)
}

export function answerCorrect(
  context: TapContext,
  asked: Request<'correctAttendance'>,
  clock: ClockReading,
): Answer<'correctAttendance'> {
  const { employeeNumber, change, by } = asked
  const supervision = toSupervision(asked, clock)
  if (change.type === 'add') {
    const { fromMs, untilMs } = change
    return toAnswer(addPeriod(context, { ...supervision, employeeNumber, fromMs, untilMs }), by)
  }
  const { eventId } = change
  if (!isTheirs(context, employeeNumber, eventId)) {
    return refuse('not-their-event', { number: employeeNumber, event: eventId })
  }
  return change.type === 'move'
    ? toAnswer(correctEvent(context, { ...supervision, eventId, atMs: change.atMs }), by)
    : toAnswer(removePeriod(context, { ...supervision, eventId }), by)
}

/** Whose an event is never changes, so this holds until the change is made. */
function isTheirs({ store }: TapContext, employeeNumber: string, eventId: string): boolean {
  const person = findPersonByEmployeeNumber(store.read, employeeNumber)
  return person !== null && readEvent(store.read, eventId)?.personId === person.personId
}

function toSupervision(
  { by, reason, isLong = false }: { by?: string | undefined; reason: string; isLong?: boolean | undefined },
  clock: ClockReading,
): Supervision {
  return { by: readBy(by), reason, clock, isLong }
}

function toAnswer(outcome: SuperviseOutcome, by: string | undefined): Answer<'undoEvent'> {
  switch (outcome.type) {
    case 'done':
      return outcome
    case 'refused':
      return refuseChange(outcome.why)
    case 'not-allowed':
      return refuseAuthority(outcome.why, by)
    default:
      return outcome satisfies never
  }
}

function refuseChange(why: SuperviseRefusal): Refused {
  if (why === 'reason-too-long') return refuse(why, { max: longestReason })
  return why === 'too-long-ago' ? refuse(why, { year: earliestYear }) : refuse(why)
}
