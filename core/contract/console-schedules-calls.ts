/** What the console asks about time profiles, and how a file of them is put; see `console-calls.ts` and `supervisor-calls.ts`. */
import { z } from 'zod'
import { profilesChanged } from './supervisor-calls.ts'
import { uploadId } from './upload-calls.ts'

const role = 'supervisor' as const

const linkId = z.string().max(100)
const employeeNumber = z.string().max(1024)
const instantMs = z.int().min(-8_640_000_000_000_000).max(8_640_000_000_000_000)
/** In whose name it is done: a supervisor's employee number; absent, the owner of the data folder. */
const by = z.string().max(1024).optional()

const unknownPerson = z.object({ type: z.literal('unknown-person') })
const unknownProfile = z.object({ type: z.literal('unknown-profile') })

/** An instant as people speak of it; `weekday` 1 is Monday, `daysAway` 0 the local date of the instant that was asked for. */
const moment = z.object({
  atMs: z.int(),
  localDate: z.string(),
  localTime: z.string(),
  weekday: z.int(),
  daysAway: z.int(),
})

export const consoleSchedulesCalls = {
  /** Every profile by name, with how many people are linked to it. */
  listProfiles: {
    role,
    request: z.strictObject({}),
    answer: z.object({
      type: z.literal('profiles'),
      profiles: z.array(z.object({ linkId, name: z.string(), people: z.int(), changedAtMs: z.int() })),
    }),
  },
  /** Who is linked, by name; `offset` and `limit`: which of the `total`. */
  listProfilePeople: {
    role,
    request: z.strictObject({ linkId, offset: z.int().min(0), limit: z.int().min(1).max(200) }),
    answer: z.object({
      type: z.literal('people'),
      total: z.int(),
      people: z.array(z.object({ employeeNumber: z.string(), displayName: z.string(), isActive: z.boolean() })),
    }),
  },
  /** What a profile, or all of a person's together, allows in the local week (from Monday) of an instant. */
  getScheduleWeek: {
    role,
    request: z.strictObject({
      of: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('profile'), linkId }),
        z.strictObject({ type: z.literal('person'), employeeNumber }),
      ]),
      atMs: instantMs,
    }),
    answer: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('week'),
        /** Seven; a day is as long as the clocks make it. */
        days: z.array(
          z.object({
            date: z.string(),
            fromMs: z.int(),
            untilMs: z.int(),
            /** Until exclusive, in order, apart from each other. */
            allowed: z.array(z.object({ fromMs: z.int(), untilMs: z.int() })),
          }),
        ),
      }),
      unknownProfile,
      unknownPerson,
    ]),
  },
  /** May this person badge at that instant, and if not, when next? */
  checkBadgeTime: {
    role,
    request: z.strictObject({ employeeNumber, atMs: instantMs }),
    answer: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('checked'),
        time: z.discriminatedUnion('type', [
          /** No profile applies. */
          z.object({ type: z.literal('always') }),
          /** `last`: the last minute in which it is; null: for a week or longer. */
          z.object({ type: z.literal('allowed'), last: moment.nullable() }),
          /** Null: never again. */
          z.object({ type: z.literal('not-now'), next: moment.nullable() }),
        ]),
        profiles: z.array(z.object({ linkId, name: z.string() })),
        /** Links to profiles that are not known here (yet): they count as none. */
        missingLinks: z.array(z.string()),
      }),
      unknownPerson,
    ]),
  },
  /** Puts the time profiles of a file that was sent: the vendor's body, `{"list_items": […]}`. */
  putUploadedProfiles: {
    role,
    request: z.strictObject({ upload: uploadId, by }),
    answer: profilesChanged,
  },
} as const
