/** Answers the calls of `supervisor-calls.ts`, `attendance-calls.ts`, `enrolment-calls.ts` and `outbox-calls.ts`, in the running station and in a command that has the folder to itself. */
import { appendAudit } from '../audit/audit-store.ts'
import type { attendanceCalls } from '../contract/attendance-calls.ts'
import type { Answer, Request } from '../contract/contract.ts'
import type { enrolmentCalls } from '../contract/enrolment-calls.ts'
import type { outboxCalls } from '../contract/outbox-calls.ts'
import type { supervisorCalls } from '../contract/supervisor-calls.ts'
import type { WritableDb } from '../store/database.ts'
import { answerCorrect, answerForce, answerSettle, answerUndo } from './answer-attendance-calls.ts'
import { checkIn, markCard } from './answer-card-calls.ts'
import { answerCorrectRefused, answerRetryRefused, answerSetRefusedAside } from './answer-outbox-calls.ts'
import { answerAddPerson, answerCorrectPerson, answerPersonChange } from './answer-person-calls.ts'
import { answerTellAgain } from './answer-tell-again.ts'
import { actAs } from './authority.ts'
import type { ClockReading } from './clock.ts'
import { createEnrolmentHandlers, type OnStep } from './enrolment-handlers.ts'
import { putPresence, stationPresenceRules } from './put-presence.ts'
import { deleteProfilesByLink, putProfileFile } from './put-profiles.ts'
import { refuseInWords } from './refuse.ts'
import type { TapContext } from './tap-context.ts'

export type SupervisorCallName =
  | keyof typeof supervisorCalls
  | keyof typeof attendanceCalls
  | keyof typeof enrolmentCalls
  | keyof typeof outboxCalls
/** Whose wish it is stands in the request (`by`): who asks at which door does not matter here. */
export type SupervisorHandlers = { [N in SupervisorCallName]: (request: Request<N>) => Promise<Answer<N>> }

/** @param readClock The station's own, so that what a person does stands in order with the taps. */
export function createSupervisorHandlers(
  context: TapContext,
  readClock: () => ClockReading,
  onStep?: OnStep,
): SupervisorHandlers {
  const { store, settings } = context
  return {
    ...createEnrolmentHandlers(store, settings, readClock, onStep),
    force: async (asked) => answerForce(context, asked, readClock()),
    undoEvent: async (asked) => answerUndo(context, asked, readClock()),
    settleEvent: async (asked) => answerSettle(context, asked, readClock()),
    correctAttendance: async (asked) => answerCorrect(context, asked, readClock()),
    checkInCard: async (asked) => checkIn(context, asked, readClock().atMs),
    markCard: async (asked) => markCard(context, asked, readClock().atMs),
    changePerson: async (asked) => answerPersonChange(store, asked, readClock().atMs),
    addPerson: async (asked) => answerAddPerson(store, asked, readClock().atMs),
    correctPerson: async (asked) => answerCorrectPerson(store, asked, readClock().atMs),
    retryRefused: async (asked) => answerRetryRefused(context, asked, readClock().atMs),
    correctRefused: async (asked) => answerCorrectRefused(context, asked, readClock().atMs),
    tellAgain: async (asked) => answerTellAgain(context, asked, readClock().atMs),
    setRefusedAside: async (asked) => answerSetRefusedAside(context, asked, readClock().atMs),
    putProfiles: ({ file, by }) =>
      actAs(store.read, by, (actor) => putProfileFile(context, file, readClock().atMs, actor)),
    deleteProfiles: ({ linkIds, by }) =>
      actAs(store.read, by, async (actor) => deleteProfilesByLink(context, linkIds, readClock().atMs, actor)),
    putPresence: ({ file, by, ...options }) =>
      actAs(store.read, by, async (actor) => {
        const rules = stationPresenceRules(settings.station.zone)
        const note = (db: WritableDb, created: number): void => {
          const content = { file, created }
          appendAudit(db, { atMs: readClock().atMs, actor, action: 'presence.put', subject: null, content })
        }
        return presenceToAnswer(await putPresence({ store, rules, file, options, note }))
      }),
  }
}

function presenceToAnswer(put: Awaited<ReturnType<typeof putPresence>>): Answer<'putPresence'> {
  if (put.type === 'wrong') return refuseInWords(put.message)
  const { result, lines, warning } = put
  const locate = <Fault extends { index: number }>(fault: Fault) => ({ ...fault, line: lines?.[fault.index] ?? null })
  return result.type === 'created'
    ? { ...result, skipped: result.skipped.map(locate), warning }
    : { ...result, errors: result.errors.map(locate), warning }
}
