/** All that the running station answers to supervisors, in the console and by the command line. Read by `answerLater`. */

import type { Uploads } from '../files/uploads.ts'
import type { CardDesk } from './card-desk.ts'
import type { ClockReading } from './clock.ts'
import { type ConsoleDeskHandlers, createConsoleDeskHandlers } from './console-desk-handlers.ts'
import { type ConsoleHandlers, type ConsoleParts, createConsoleHandlers } from './console-handlers.ts'
import { createSupervisorHandlers, type SupervisorHandlers } from './supervisor-handlers.ts'
import type { TapContext } from './tap-context.ts'

export type ConsoleAnswerParts = {
  context: TapContext
  readClock: () => ClockReading
  desks: { cards: CardDesk; uploads: Uploads }
  console: ConsoleParts
  /** A call that may change something has answered. */
  onAnswered: () => void
}

export type ConsoleAnswers = ConsoleDeskHandlers & ConsoleHandlers & SupervisorHandlers

export function createConsoleAnswers(parts: ConsoleAnswerParts): ConsoleAnswers {
  const { context, readClock, desks, onAnswered } = parts
  return {
    ...createConsoleDeskHandlers(context, readClock, desks),
    ...createConsoleHandlers(context, readClock, parts.console),
    ...afterEach(createSupervisorHandlers(context, readClock), onAnswered),
  }
}

/** The same handlers; each tells when it has answered. */
function afterEach(handlers: SupervisorHandlers, tell: () => void): SupervisorHandlers {
  const wrapped = Object.entries(handlers).map(([name, handle]) => {
    const handleAndTell = async (request: never): Promise<unknown> => {
      const answer = await handle(request)
      tell()
      return answer
    }
    return [name, handleAndTell]
  })
  return Object.fromEntries(wrapped)
}
