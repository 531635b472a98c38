/** What was decided about one presentation of a badge: what the screen shows and what `replay` prints. */
import { z } from 'zod'
import { cardFormatNames } from './card-format-names.ts'

export const outcomes = ['in', 'out', 'repeat', 'refused'] as const

/** Why a tap was refused, or what a supervisor has to settle although it was not. */
export const tapReasons = [
  'unknown-card',
  'unassigned-card',
  'ambiguous-card',
  'lost-card',
  'revoked-card',
  'expired-card',
  'inactive-person',
  'outside-schedule',
  'unreadable',
  'not-stored',
  'missed-clock-out',
  'missed-clock-in',
] as const

/** What a card says of itself, whichever reader said it. */
export const badgeNumber = z.object({
  /** The layout that the number was read by. */
  format: z.enum(cardFormatNames),
  /** Whole number, or null where the format has none. */
  facilityCode: z.int().nullable(),
  /** Internal (encoded) number, a whole number up to 2^48; null for a card known by its serial alone. */
  cardNumber: z.int().nullable(),
  /** External number: the chip's serial as upper-case hex; null where the format has none. */
  serial: z.string().nullable(),
})

export const decision = z.object({
  /** Instant of the tap, milliseconds since the epoch. */
  atMs: z.int(),
  /** The station's zone; what the screen prints the time in. */
  zone: z.string(),
  reader: z.string(),
  outcome: z.enum(outcomes),
  reason: z.enum(tapReasons).nullable(),
  /** Null for a repeat, for which nothing was written, and for an *in* that goes on. */
  eventId: z.string().nullable(),
  badge: badgeNumber.nullable(),
  person: z.object({ employeeNumber: z.string(), displayName: z.string(), language: z.string().nullable() }).nullable(),
  /** Time worked, in milliseconds, up to this tap, in the station's zone; null where there is no person. */
  hours: z.object({ todayMs: z.int(), weekMs: z.int() }).nullable(),
  /** For a repeat: when the tap that counted was made, and what it was. For an *in* that goes on, its *out* undone: since when. */
  counted: z.object({ atMs: z.int(), outcome: z.enum(['in', 'out']) }).nullable(),
  /** Until when this tap can be undone; null where there is nothing to undo. */
  undoUntilMs: z.int().nullable(),
  /** Plain words: of an unreadable badge for whoever looks into it, outside a schedule when badging is allowed next. */
  detail: z.string().nullable(),
})

export type Decision = z.output<typeof decision>
export type Outcome = (typeof outcomes)[number]
export type TapReason = (typeof tapReasons)[number]
