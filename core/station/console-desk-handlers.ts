/** Answers those calls of the console that belong to one window: what it waits for, and what it sends. */
import type { consoleCardsCalls } from '../contract/console-cards-calls.ts'
import type { consoleEnrolmentCalls } from '../contract/console-enrolment-calls.ts'
import type { consoleSchedulesCalls } from '../contract/console-schedules-calls.ts'
import type { Answer, Caller, Request } from '../contract/contract.ts'
import type { uploadCalls } from '../contract/upload-calls.ts'
import type { Uploads } from '../files/uploads.ts'
import type { CardDesk } from './card-desk.ts'
import type { ClockReading } from './clock.ts'
import { createConsoleCardsHandlers } from './console-cards-handlers.ts'
import { createConsoleEnrolmentHandlers } from './console-enrolment-handlers.ts'
import { createConsoleSchedulesHandlers } from './console-schedules-handlers.ts'
import { createUploadHandlers } from './console-uploads.ts'
import type { TapContext } from './tap-context.ts'

export type DeskCallName =
  | keyof typeof consoleCardsCalls
  | keyof typeof consoleEnrolmentCalls
  | keyof typeof consoleSchedulesCalls
  | keyof typeof uploadCalls

export type ConsoleDeskHandlers = {
  [N in DeskCallName]: (request: Request<N>, caller: Caller) => Promise<Answer<N>>
}

export function createConsoleDeskHandlers(
  context: TapContext,
  readClock: () => ClockReading,
  desks: { cards: CardDesk; uploads: Uploads },
): ConsoleDeskHandlers {
  const { store, settings } = context
  return {
    ...createConsoleCardsHandlers(context, readClock, desks.cards),
    ...createConsoleEnrolmentHandlers(store, settings),
    ...createConsoleSchedulesHandlers(context, readClock, desks.uploads),
    ...createUploadHandlers(store, settings, desks.uploads, readClock),
  }
}
