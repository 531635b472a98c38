/** What whoever just tapped, or has no badge at hand, may ask at a screen. */
import { z } from 'zod'

const role = 'screen' as const

const notUndone = z.enum(['too-late', 'already-undone', 'not-a-tap', 'superseded'])

export const tapCalls = {
  /** Undo while the result is still on screen. */
  undoTap: {
    role,
    request: z.strictObject({ eventId: z.string() }),
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('undone') }),
      z.object({ type: z.literal('not-undone'), why: notUndone }),
    ]),
  },
  /** The wrong direction: undoes the tap and counts it as the other one. What came of it is the event `decided`. */
  turnTap: {
    role,
    request: z.strictObject({ eventId: z.string() }),
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('turned') }),
      z.object({ type: z.literal('not-turned'), why: notUndone }),
    ]),
  },
  /** Undo from Ready: the next presentation of the card of the last tap undoes it. */
  armUndo: {
    role,
    request: z.strictObject({}),
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('armed'), untilMs: z.int() }),
      z.object({ type: z.literal('nothing-to-undo') }),
    ]),
  },
  /** Clocks in or out without a badge. What came of it is the event `decided`. */
  tapByPin: {
    role,
    request: z.strictObject({
      /** As it stands in the roster, case included. */
      employeeNumber: z.string().min(1).max(100),
      pin: z.string().regex(/^\d{1,12}$/, 'expected digits'),
    }),
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('tapped') }),
      /**
       * The same for a number that nobody has and for a wrong PIN: until `nextTryAtMs` (milliseconds since the epoch) none is
       * looked at, and when no tries are left a supervisor has to free the PIN.
       */
      z.object({ type: z.literal('not-right'), nextTryAtMs: z.int(), triesLeft: z.int() }),
    ]),
  },
  /** "My times": what the person of the tap on screen tapped and worked this week. */
  listMyTimes: {
    role,
    request: z.strictObject({ eventId: z.string() }),
    answer: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('times'),
        atMs: z.int(),
        zone: z.string(),
        weekMs: z.int(),
        /** From Monday to today; a period stands where it began. */
        days: z.array(
          z.object({
            /** YYYY-MM-DD in the station's zone. */
            localDate: z.string(),
            workedMs: z.int(),
            periods: z.array(
              z.object({
                /** The two that miss an end count no time until a supervisor settles them. */
                state: z.enum(['open', 'closed', 'missed-out', 'missed-in']),
                startedMs: z.int().nullable(),
                endedMs: z.int().nullable(),
              }),
            ),
          }),
        ),
      }),
      /** That result is no longer on screen, or never was. */
      z.object({ type: z.literal('too-late') }),
      /** By the setting `screen.hideHours`. */
      z.object({ type: z.literal('hidden') }),
    ]),
  },
} as const
