/** What the supervisor's console looks at: each call reads, and is answered to whoever is signed in (or owns the folder). */
import { z } from 'zod'
import { consoleActivityCalls } from './console-activity-calls.ts'
import { consoleCardsCalls } from './console-cards-calls.ts'
import { consoleEnrolmentCalls } from './console-enrolment-calls.ts'
import { consoleHoursCalls } from './console-hours-calls.ts'
import { consolePeopleCalls } from './console-people-calls.ts'
import { consolePhotoCalls } from './console-photo-calls.ts'
import { consoleRollCallCalls } from './console-roll-call-calls.ts'
import { consoleSchedulesCalls } from './console-schedules-calls.ts'
import { consoleStationCalls } from './console-station-calls.ts'
import { consoleSyncCalls } from './console-sync-calls.ts'
import { consoleTapsCalls } from './console-taps-calls.ts'
import { uploadCalls } from './upload-calls.ts'

const role = 'supervisor' as const

export const consoleCalls = {
  ...consoleCardsCalls,
  ...consoleEnrolmentCalls,
  ...consoleSchedulesCalls,
  ...uploadCalls,
  /** Who is in now, the longest first. */
  listOnSite: {
    role,
    request: z.strictObject({}),
    answer: z.object({
      type: z.literal('on-site'),
      atMs: z.int(),
      people: z.array(
        z.object({
          employeeNumber: z.string(),
          displayName: z.string(),
          /** Where they came in: this station's location, or the id of another station that told of it. */
          location: z.string(),
          startedMs: z.int(),
          /** Of the *in*: what a clock-out refers to. */
          eventId: z.string(),
          /** In for longer than the longest shift: the clock-out was probably missed. */
          isOverdue: z.boolean(),
        }),
      ),
    }),
  },
  ...consolePeopleCalls,
  ...consoleHoursCalls,
  ...consoleSyncCalls,
  ...consoleActivityCalls,
  ...consoleTapsCalls,
  ...consolePhotoCalls,
  ...consoleRollCallCalls,
  ...consoleStationCalls,
} as const
