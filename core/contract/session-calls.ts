/**
 * Signing in at a screen: a supervisor's badge, then their PIN. What a signed-in screen may ask is said at each call
 * (`role: 'supervisor'`), and the station looks at it again with every one: a screen authorises nothing.
 */
import { z } from 'zod'

const role = 'screen' as const
const empty = z.strictObject({})

/** Digits only; how many is the station's to say. */
const pin = z.string().regex(/^\d{1,12}$/, 'expected digits')

/** Why no PIN is asked for, or taken. */
const closed = z.enum([
  /** Nobody holds the badge, or nobody who may sign in. */
  'not-a-supervisor',
  'no-pin',
  /** Too many wrong PINs: a supervisor, or the owner of the data folder, has to free it. */
  'locked',
])

/** Wrong PINs cost time: until `nextTryAtMs` (milliseconds since the epoch) none is looked at. */
const wrongPin = z.object({ type: z.literal('wrong-pin'), nextTryAtMs: z.int(), isLocked: z.boolean() })

export const supervisorView = z.object({
  employeeNumber: z.string(),
  displayName: z.string(),
  language: z.string().nullable(),
})

export const sessionCalls = {
  /** The next badge at this station signs in, and clocks nobody; what came of it is the event `signInBadge`. */
  beginSignIn: {
    role,
    request: empty,
    answer: z.object({ type: z.literal('waiting'), attempt: z.string(), untilMs: z.int() }),
  },
  /** Badges clock people in and out again. */
  cancelSignIn: { role, request: empty, answer: z.object({ type: z.literal('cancelled') }) },
  /** `attempt`: that of the badge which the station recognized. */
  signIn: {
    role,
    request: z.strictObject({ attempt: z.string().max(100), pin }),
    answer: z.discriminatedUnion('type', [
      /** `idleMs`: after so long without `stayAwake` the session is over. */
      z.object({ type: z.literal('signed-in'), supervisor: supervisorView, idleMs: z.int() }),
      wrongPin,
      z.object({ type: z.literal('closed'), why: closed }),
      /** No badge was presented for it, or too long ago. */
      z.object({ type: z.literal('expired') }),
    ]),
  },
  signOut: { role, request: empty, answer: z.object({ type: z.literal('signed-out') }) },
  /** Somebody is there: a hand on the screen or the keyboard. What the screen asks by itself does not keep it open. */
  stayAwake: {
    role,
    request: empty,
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('awake'), untilMs: z.int() }),
      z.object({ type: z.literal('signed-out') }),
    ]),
  },
} as const

export const sessionEvents = {
  /** The badge that an attempt to sign in waited for; every screen hears it, and knows its own attempt. */
  signInBadge: z.object({
    attempt: z.string(),
    outcome: z.discriminatedUnion('type', [
      z.object({ type: z.literal('recognized'), supervisor: supervisorView }),
      z.object({ type: z.literal('closed'), why: closed }),
    ]),
  }),
} as const
