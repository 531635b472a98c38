/** Answers the calls of `console-calls.ts` from what is stored; what changes something is checked where it is done. */
import { isOverdue } from '../attendance/direction.ts'
import type { consoleCalls } from '../contract/console-calls.ts'
import type { Answer, Request } from '../contract/contract.ts'
import type { ClockReading } from './clock.ts'
import { createConsoleActivityHandlers } from './console-activity-handlers.ts'
import type { DeskCallName } from './console-desk-handlers.ts'
import { createConsoleHoursHandlers } from './console-hours-handlers.ts'
import { createConsolePeopleHandlers } from './console-people-handlers.ts'
import { createConsolePhotoHandlers } from './console-photo-handlers.ts'
import { createConsoleRollCallHandlers } from './console-roll-call-handlers.ts'
import { type ConsoleStationParts, createConsoleStationHandlers } from './console-station-handlers.ts'
import { type ConsoleSyncParts, createConsoleSyncHandlers } from './console-sync-handlers.ts'
import { createConsoleTapsHandlers } from './console-taps-handlers.ts'
import { listPeopleIn } from './hours-store.ts'
import type { TapContext } from './tap-context.ts'

export type ConsoleHandlers = {
  [N in Exclude<keyof typeof consoleCalls, DeskCallName>]: (request: Request<N>) => Promise<Answer<N>>
}

/** What the running station knows and the database does not. */
export type ConsoleParts = Omit<ConsoleSyncParts & ConsoleStationParts, 'context' | 'readClock'>

export function createConsoleHandlers(
  context: TapContext,
  readClock: () => ClockReading,
  parts: ConsoleParts,
): ConsoleHandlers {
  const { store, settings } = context
  const longestShiftMs = settings.rules.longestShiftHours * 3_600_000
  return {
    ...createConsoleSyncHandlers({ context, readClock, ...parts }),
    ...createConsoleActivityHandlers(context, readClock),
    ...createConsoleTapsHandlers(context, readClock),
    ...createConsoleRollCallHandlers(context, readClock),
    ...createConsoleStationHandlers({ context, readClock, ...parts }),
    listOnSite: async () => {
      const { atMs } = readClock()
      const people = listPeopleIn(store.read).map(({ elsewhere, ...person }) => ({
        ...person,
        location: elsewhere ?? settings.station.location,
        isOverdue: isOverdue(person.startedMs, atMs, longestShiftMs),
      }))
      return { type: 'on-site', atMs, people }
    },
    ...createConsolePeopleHandlers(context, readClock),
    ...createConsoleHoursHandlers(context, readClock, parts.photos.has),
    ...createConsolePhotoHandlers(context, readClock, parts.photos),
  }
}
