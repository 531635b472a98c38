/** Answers the calls of `console-calls.ts` from what is stored; nothing here changes anything. */
import { isOverdue } from '../attendance/direction.ts'
import type { consoleCalls } from '../contract/console-calls.ts'
import type { Answer, Caller, Request } from '../contract/contract.ts'
import type { Uploads } from '../files/uploads.ts'
import type { CardDesk } from './card-desk.ts'
import type { ClockReading } from './clock.ts'
import { createConsoleCardsHandlers } from './console-cards-handlers.ts'
import { createConsoleEnrolmentHandlers } from './console-enrolment-handlers.ts'
import { createConsoleSchedulesHandlers } from './console-schedules-handlers.ts'
import { createUploadHandlers } from './console-uploads.ts'
import { listPeopleIn } from './hours-store.ts'
import type { TapContext } from './tap-context.ts'

export type ConsoleHandlers = {
  [N in keyof typeof consoleCalls]: (request: Request<N>, caller: Caller) => Promise<Answer<N>>
}

export function createConsoleHandlers(
  context: TapContext,
  readClock: () => ClockReading,
  desks: { cards: CardDesk; uploads: Uploads },
): ConsoleHandlers {
  const { store, settings } = context
  const longestShiftMs = settings.rules.longestShiftHours * 3_600_000
  return {
    ...createConsoleCardsHandlers(context, readClock, desks.cards),
    ...createConsoleEnrolmentHandlers(store, settings),
    ...createConsoleSchedulesHandlers(context, readClock, desks.uploads),
    ...createUploadHandlers(store, settings, desks.uploads, readClock),
    listOnSite: async () => {
      const { atMs } = readClock()
      const people = listPeopleIn(store.read).map((person) => ({
        ...person,
        isOverdue: isOverdue(person.startedMs, atMs, longestShiftMs),
      }))
      return { type: 'on-site', atMs, people }
    },
  }
}
