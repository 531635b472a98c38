/**
 * The calls by which the command line hands a change to the station that owns the folder; where none runs, the command
 * answers the same calls itself. A supervisor who is signed in at a screen may ask them too,
 * but for those that name a file. A request that is understood and not granted is
 * `refused`, with a sentence for whoever asked. A `file` is an absolute path on this machine.
 */
import { z } from 'zod'
import { languages } from './languages.ts'
import { refused } from './refused.ts'
import { supervisorReason } from './supervisor-reason.ts'

const role = 'supervisor' as const

/** One item of the answer to a put or a delete (BAS-IP, “Create/Update multiple Time Profile items by link_id”). */
const profileResult = z.object({ link_id: z.string(), success: z.boolean(), extended_info: z.string() })

/** What came of a put or a delete of time profiles. */
export const profilesChanged = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('changed'),
    result: z.array(profileResult),
    /** A delete: so many people have no time profile any more that is known here. */
    freed: z.int().optional(),
  }),
  /** Nothing was applied; `error` is one of the page's sentences. */
  z.object({ type: z.literal('not-understood'), error: z.string(), where: z.string().optional() }),
  refused,
])

const presenceFault = z.object({
  index: z.int(),
  reason: z.enum(['invalid', 'no-match', 'conflict']),
  message: z.string(),
  /** Where the entry begins in a CSV; null in JSON. */
  line: z.int().nullable(),
})

const presencePolicy = z.enum(['cancel', 'skip']).optional()

/** In whose name it is done: a supervisor's employee number; absent, the owner of the data folder. */
const by = z.string().max(1024).optional()

/** What is too long or cannot be written is refused in words. */
const typedPerson = {
  employeeNumber: z.string().max(1024),
  displayName: z.string().max(1024),
  email: z.string().max(1024).nullable(),
}

/** The answer of a card check-in, with the names of BluB0X BluSKY, “POST api/v1/Users/SP1CheckIn”. */
const checkInResult = z.object({
  PreviousUserId: z.string().nullable(),
  CurrentUserId: z.string().nullable(),
  ExternalCardNumber: z.string().nullable(),
  InternalCardNumber: z.number().nullable(),
  FacilityCode: z.number().nullable(),
  CardType: z.number().nullable(),
  Value: z.string().nullable(),
  ResultCode: z.int(),
  Description: z.string(),
})

export const supervisorCalls = {
  /** `request` has the page's property names, and is read where it is answered. */
  checkInCard: {
    role,
    request: z.strictObject({
      request: z.record(z.string(), z.union([z.string().max(1024), z.number(), z.boolean()])),
      by,
      /** A temporary card's end. */
      diesAtMs: z.int().optional(),
      replaces: z.strictObject({ cardId: z.int(), state: z.enum(['lost', 'revoked']) }).optional(),
    }),
    answer: z.discriminatedUnion('type', [
      /** Granted (`ResultCode` 0 or 1) or not (2 to 5). */
      z.object({
        type: z.literal('answered'),
        cardId: z.int().nullable(),
        result: checkInResult,
        /** What the door will make of the card, where that may not be what was meant. */
        warnings: z.array(z.string()).optional(),
      }),
      refused,
    ]),
  },
  markCard: {
    role,
    request: z.strictObject({
      cardId: z.int(),
      state: z.enum(['active', 'lost', 'revoked']),
      by,
      reason: supervisorReason.optional(),
    }),
    answer: z.discriminatedUnion('type', [z.object({ type: z.literal('changed') }), refused]),
  },
  changePerson: {
    role,
    request: z.strictObject({
      employeeNumber: z.string().max(1024),
      change: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('role'), role: z.enum(['none', 'scan', 'supervisor']) }),
        /** A hash in the PHC format, so that no PIN crosses a door; null takes it away. */
        z.strictObject({ type: z.literal('pin'), pinHash: z.string().startsWith('$argon2id$').max(256).nullable() }),
        /** Wrong PINs are forgotten: whoever was locked may try again. */
        z.strictObject({ type: z.literal('free-pin') }),
        /** Null: they are spoken to in the language of the screen. */
        z.strictObject({ type: z.literal('language'), language: z.enum(languages).nullable() }),
      ]),
      by,
    }),
    answer: z.discriminatedUnion('type', [
      /** `warnings`: what the owner of the folder may do and is told; a supervisor is refused it. */
      z.object({ type: z.literal('changed'), warnings: z.array(z.string()).optional() }),
      refused,
    ]),
  },
  /** Somebody who is in no roster yet: active, without a card, and free to badge at any time. */
  addPerson: {
    role,
    request: z.strictObject({ ...typedPerson, by }),
    answer: z.discriminatedUnion('type', [z.object({ type: z.literal('added'), employeeNumber: z.string() }), refused]),
  },
  /** Name and address of whoever has the number; an email of null takes the address away, an absent one leaves it. */
  correctPerson: {
    role,
    request: z.strictObject({ ...typedPerson, email: typedPerson.email.optional(), by }),
    answer: z.discriminatedUnion('type', [z.object({ type: z.literal('changed') }), refused]),
  },
  /** `file` holds the vendor's body, `{"list_items": […]}`. */
  putProfiles: {
    role: 'owner' as const,
    request: z.strictObject({ file: z.string(), by }),
    answer: profilesChanged,
  },
  deleteProfiles: {
    role,
    request: z.strictObject({ linkIds: z.array(z.string()).max(10_000), by }),
    answer: profilesChanged,
  },
  /** A parameter that is absent is the file's own, else the page's default. */
  putPresence: {
    role: 'owner' as const,
    request: z.strictObject({
      file: z.string(),
      onInvalid: presencePolicy,
      onConflict: presencePolicy,
      onNoMatch: presencePolicy,
      matchBy: z.enum(['email', 'employeeID', 'userID']).optional(),
      dateFormat: z.enum(['iso', 'unixS', 'unixMS', 'us', 'international', 'longForm']).optional(),
      by,
    }),
    answer: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('created'),
        created: z.int(),
        skipped: z.array(presenceFault),
        warning: z.string().optional(),
      }),
      z.object({ type: z.literal('cancelled'), errors: z.array(presenceFault), warning: z.string().optional() }),
      refused,
    ]),
  },
} as const
