/** What the console asks about time at work; see `console-calls.ts`. Instants are milliseconds since the epoch. */
import { z } from 'zod'

const role = 'supervisor' as const

const employeeNumber = z.string().max(1024)
const localDate = z.iso.date()

/** An event that a period comes from, or that changed one of its ends. */
const mark = z.object({
  eventId: z.string(),
  kind: z.enum(['in', 'out']),
  /** What a supervisor did; null: a tap. */
  act: z.enum(['forced', 'settled', 'corrected', 'added']).nullable(),
  /** The instant that it is about. */
  atMs: z.int(),
  /** The supervisor's number; null: a tap, or the owner of the data folder. */
  by: z.string().nullable(),
  /** The supervisor's words. */
  reason: z.string().nullable(),
  hasPhoto: z.boolean(),
})

const period = z.object({
  state: z.enum(['open', 'closed', 'missed-out', 'missed-in']),
  startedMs: z.int().nullable(),
  endedMs: z.int().nullable(),
  inEvent: z.string().nullable(),
  outEvent: z.string().nullable(),
  isOverdue: z.boolean(),
  /** In the order in which they were written; those that count for it, and none that was taken back. */
  marks: z.array(mark),
})

export const consoleHoursCalls = {
  /** People at the station at every quarter hour of a local date (absent: today), up to now; and at most, whenever that was. */
  countOnSite: {
    role,
    request: z.strictObject({ date: localDate.optional() }),
    answer: z.object({
      type: z.literal('counts'),
      date: z.string(),
      fromMs: z.int(),
      /** Exclusive: a day is 23, 24 or 25 hours long. */
      untilMs: z.int(),
      counts: z.array(z.object({ atMs: z.int(), people: z.int() })),
      most: z.int(),
    }),
  },
  /** `week`: such as 2026-W10; absent: the present one. */
  getHours: {
    role,
    request: z.strictObject({ employeeNumber, week: z.string().max(20).optional() }),
    answer: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('hours'),
        employeeNumber: z.string(),
        displayName: z.string(),
        week: z.string(),
        weekBefore: z.string(),
        /** Null: it has not begun. */
        weekAfter: z.string().nullable(),
        workedMs: z.int(),
        days: z.array(
          z.object({
            date: z.string(),
            /** Of its beginning. */
            startMs: z.int(),
            workedMs: z.int(),
            isOpen: z.boolean(),
            isOverdue: z.boolean(),
            toSettle: z.int(),
          }),
        ),
        periods: z.array(period),
      }),
      z.object({ type: z.literal('unknown-person') }),
      z.object({ type: z.literal('unknown-week') }),
    ]),
  },
  /** Periods that count nothing until somebody settles them, the oldest first. */
  listToSettle: {
    role,
    request: z.strictObject({ limit: z.int().min(1).max(1000) }),
    answer: z.object({
      type: z.literal('to-settle'),
      total: z.int(),
      periods: z.array(
        z.object({
          employeeNumber: z.string(),
          displayName: z.string(),
          /** `open`: for longer than the longest shift. */
          state: z.enum(['open', 'missed-out', 'missed-in']),
          startedMs: z.int().nullable(),
          endedMs: z.int().nullable(),
          eventId: z.string(),
        }),
      ),
    }),
  },
  /** How many people have a period to settle on these dates. */
  countUnsettled: {
    role,
    request: z.strictObject({ from: localDate, to: localDate }),
    answer: z.object({ type: z.literal('unsettled'), people: z.int() }),
  },
  /**
   * The lines of `foyer hours export --format csv`, a few hundred people at a time, so that no tap waits: the first with the
   * header, and then `after` what was answered as `next`.
   */
  exportHours: {
    role,
    request: z.strictObject({ from: localDate, to: localDate, after: z.string().max(1024).optional() }),
    answer: z.discriminatedUnion('type', [
      /** `next` null: that was all. `people`: so many were looked at, and `unsettled` of them have something to settle. */
      z.object({
        type: z.literal('lines'),
        csv: z.string(),
        next: z.string().nullable(),
        people: z.int(),
        unsettled: z.int(),
      }),
      z.object({ type: z.literal('wrong-dates') }),
    ]),
  },
} as const
