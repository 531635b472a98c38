/** What the console asks about people, and what only it changes of them; see `console-calls.ts`. */
import { z } from 'zod'
import { refused } from './refused.ts'
import { pinPattern } from './text-patterns.ts'

const role = 'supervisor' as const

const employeeNumber = z.string().max(1024)
/** In whose name it is done: a supervisor's employee number; absent, the owner of the data folder. */
const by = z.string().max(1024).optional()

const unknownPerson = z.object({ type: z.literal('unknown-person') })
const changed = z.discriminatedUnion('type', [z.object({ type: z.literal('changed') }), refused])

const personSummary = z.object({
  employeeNumber: z.string(),
  displayName: z.string(),
  email: z.string().nullable(),
  isActive: z.boolean(),
  role: z.enum(['none', 'scan', 'supervisor']),
  /** So many cards are in their hands. */
  cards: z.int(),
  isIn: z.boolean(),
})

const cardView = z.object({
  cardId: z.int(),
  internalNumber: z.int().nullable(),
  externalNumber: z.string().nullable(),
  facilityCode: z.int().nullable(),
  systemId: z.string().nullable(),
  format: z.string().nullable(),
  state: z.enum(['active', 'lost', 'revoked']),
  /** A temporary card's end. */
  diesAtMs: z.int().nullable(),
})

export const consolePeopleCalls = {
  /** By number, name and email; an empty query: everybody. `offset` and `limit`: which of the `total` are answered. */
  searchPeople: {
    role,
    request: z.strictObject({ query: z.string().max(200), offset: z.int().min(0), limit: z.int().min(1).max(200) }),
    answer: z.object({ type: z.literal('people'), total: z.int(), people: z.array(personSummary) }),
  },
  getPerson: {
    role,
    request: z.strictObject({ employeeNumber }),
    answer: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('person'),
        atMs: z.int(),
        person: z.object({
          employeeNumber: z.string(),
          displayName: z.string(),
          isActive: z.boolean(),
          /** Null: they have chosen none. */
          language: z.string().nullable(),
          email: z.string().nullable(),
          userId: z.string().nullable(),
          apiId: z.string().nullable(),
          username: z.string().nullable(),
          accId: z.string().nullable(),
          discord: z.string().nullable(),
          uniqueId: z.number().nullable(),
          occupancySystemId: z.string().nullable(),
        }),
        role: z.enum(['none', 'scan', 'supervisor']),
        /** `failures`: wrong PINs in a row. `isLocked`: nobody may try any more until it is freed. */
        pin: z.object({ isSet: z.boolean(), failures: z.int(), isLocked: z.boolean() }),
        cards: z.array(cardView),
        profiles: z.array(z.object({ linkId: z.string(), name: z.string() })),
        /** Link ids for which no time profile is known here (yet). */
        missingLinks: z.array(z.string()),
        /** Null: they are out. */
        openSinceMs: z.int().nullable(),
        isOverdue: z.boolean(),
      }),
      unknownPerson,
    ]),
  },
  /** Null takes the PIN away. The station keeps its hash alone. */
  setPin: {
    role,
    request: z.strictObject({
      employeeNumber,
      pin: z.string().regex(pinPattern, 'expected four to twelve digits').nullable(),
      by,
    }),
    answer: changed,
  },
  /** Wrong PINs are forgotten, so that the right one is looked at again. */
  freePin: { role, request: z.strictObject({ employeeNumber, by }), answer: changed },
} as const
