/** Answers the calls of `console-people-calls.ts`. */
import { findOpenPeriod } from '../attendance/attendance-store.ts'
import { isOverdue } from '../attendance/direction.ts'
import type { consolePeopleCalls } from '../contract/console-people-calls.ts'
import type { Answer, Request } from '../contract/contract.ts'
import { listCards } from '../people/card-store.ts'
import { createPeopleDirectory } from '../people/people-directory-store.ts'
import { findPersonByEmployeeNumber, readStoredPerson } from '../people/people-store.ts'
import { readPinFailures } from '../people/pin-attempt-store.ts'
import { judgeTurn } from '../people/pin-rules.ts'
import { readPinHash, readRole } from '../people/role-store.ts'
import { listMissingLinks } from '../schedule/schedule-store.ts'
import { answerPersonChange } from './answer-person-calls.ts'
import type { ClockReading } from './clock.ts'
import { hashPin } from './hash-pin.ts'
import type { TapContext } from './tap-context.ts'

export type ConsolePeopleHandlers = {
  [N in keyof typeof consolePeopleCalls]: (request: Request<N>) => Promise<Answer<N>>
}

export function createConsolePeopleHandlers(context: TapContext, readClock: () => ClockReading): ConsolePeopleHandlers {
  const { store } = context
  const directory = createPeopleDirectory(store)
  return {
    searchPeople: async (asked) => ({ type: 'people', ...directory.search(asked) }),
    getPerson: async ({ employeeNumber }) => showPerson(context, employeeNumber, readClock().atMs),
    setPin: async ({ employeeNumber, pin, by }) => {
      const pinHash = pin === null ? null : await hashPin(pin)
      return answerPersonChange(store, { employeeNumber, change: { type: 'pin', pinHash }, by }, readClock().atMs)
    },
    freePin: async ({ employeeNumber, by }) =>
      answerPersonChange(store, { employeeNumber, change: { type: 'free-pin' }, by }, readClock().atMs),
  }
}

function showPerson(
  { store, settings, schedules }: TapContext,
  employeeNumber: string,
  atMs: number,
): Answer<'getPerson'> {
  const { read } = store
  const found = findPersonByEmployeeNumber(read, employeeNumber)
  const stored = readStoredPerson(read, employeeNumber)
  if (found === null || stored === null) return { type: 'unknown-person' }
  const { personId, language } = found
  const { timeProfiles: _links, ...identity } = stored.person
  const open = findOpenPeriod(read, personId)
  const failures = readPinFailures(read, personId)
  return {
    type: 'person',
    atMs,
    person: { ...identity, language },
    role: readRole(read, personId) ?? 'none',
    pin: {
      isSet: readPinHash(read, personId) !== null,
      failures: failures?.failures ?? 0,
      isLocked: judgeTurn(failures, atMs).type === 'locked',
    },
    cards: listCards(read, { personId }),
    profiles: schedules.profilesOf(read, personId).map(({ link_id: linkId, name }) => ({ linkId, name })),
    missingLinks: listMissingLinks(read, personId),
    openSinceMs: open?.startedMs ?? null,
    isOverdue: open !== null && isOverdue(open.startedMs, atMs, settings.rules.longestShiftHours * 3_600_000),
  }
}
