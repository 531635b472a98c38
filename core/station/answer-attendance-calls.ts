/** The calls about somebody's attendance, answered: what was refused becomes a sentence for whoever asked. */
import { findOpenPeriod } from '../attendance/attendance-store.ts'
import { readEvent } from '../attendance/supervision-store.ts'
import type { Answer, Request } from '../contract/contract.ts'
import { longestReason } from '../contract/supervisor-reason.ts'
import { findPersonByEmployeeNumber } from '../people/people-store.ts'
import { readBy, sayAuthorityRefusal } from './authority.ts'
import type { ClockReading } from './clock.ts'
import { addPeriod, correctEvent, forceIn, forceOut, removePeriod, settleEvent, undoEvent } from './supervise.ts'
import type { SuperviseOutcome, SuperviseRefusal, Supervision } from './supervised-change.ts'
import type { TapContext } from './tap-context.ts'

export function answerForce(context: TapContext, asked: Request<'force'>, clock: ClockReading): Answer<'force'> {
  const { direction, employeeNumber, atMs } = asked
  const request = { ...toSupervision(asked, clock), employeeNumber }
  if (direction === 'out' && atMs !== undefined) {
    const person = findPersonByEmployeeNumber(context.store.read, employeeNumber)
    const open = person && findOpenPeriod(context.store.read, person.personId)
    if (!open) return refuse(person ? 'not-in' : 'unknown-person')
    return toAnswer(settleEvent(context, { ...request, eventId: open.inEvent, atMs }), asked.by)
  }
  return toAnswer(direction === 'in' ? forceIn(context, request) : forceOut(context, request), asked.by)
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
    return { type: 'refused', message: `${employeeNumber} has no event ${JSON.stringify(eventId)}.` }
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
      return refuse(outcome.why)
    case 'not-allowed':
      return { type: 'refused', message: sayAuthorityRefusal(outcome.why, by ?? '') }
    default:
      return outcome satisfies never
  }
}

function refuse(why: SuperviseRefusal): Extract<Answer<'undoEvent'>, { type: 'refused' }> {
  return { type: 'refused', message: sentences[why], why }
}

const sentences: Record<SuperviseRefusal, string> = {
  'no-reason': 'A reason is needed.',
  'reason-too-long': `A reason has at most ${longestReason} characters.`,
  'unknown-person': 'Nobody has this employee number.',
  'inactive-person': 'They are no longer active.',
  'not-in': 'They are not in.',
  'unknown-event': 'There is no such event.',
  'not-an-in-or-out': 'The event is neither an in nor an out: there is nothing to take back or to move.',
  'already-undone': 'The event was undone before.',
  'no-longer-counts': 'The event counts no longer: what it belonged to was undone, or it was corrected once more.',
  'nothing-missing': 'The period has both its ends; to move one of them, use "correct".',
  'is-an-undo':
    'The event is an undo, which cannot be undone: enter the period anew with "correct PERSON --from … --until …".',
  'is-so-already': 'It is at that instant already.',
  'too-long':
    'The period would be longer than the longest shift (rules.longestShiftHours); where that is meant, add --long.',
  'in-the-future': 'The instant lies in the future.',
  'no-length': 'The period would end at the instant at which it starts.',
  'end-before-start': 'The period would end before it starts.',
  overlaps: 'The period would overlap with another one.',
}
