/** What the console asks about cards, and what only it changes of them; see `console-calls.ts`. */
import { z } from 'zod'
import { badgeNumber } from './decision.ts'
import { refused } from './refused.ts'
import { supervisorReason } from './supervisor-reason.ts'

const role = 'supervisor' as const

const cardId = z.int()
const cardState = z.enum(['active', 'lost', 'revoked'])
/** In whose name it is done: a supervisor's employee number; absent, the owner of the data folder. */
const by = z.string().max(1024).optional()

const unknownCard = z.object({ type: z.literal('unknown-card') })

export const cardView = z.object({
  cardId,
  systemId: z.string().nullable(),
  facilityCode: z.int().nullable(),
  internalNumber: z.int().nullable(),
  externalNumber: z.string().nullable(),
  /** By which its number is printed; null: nobody has said. */
  format: z.string().nullable(),
  state: cardState,
  /** Revoked because its holder left. */
  hasDiedWithHolder: z.boolean(),
  /** A temporary card's end. */
  diesAtMs: z.int().nullable(),
  changedAtMs: z.int(),
  holder: z.object({ employeeNumber: z.string(), displayName: z.string(), isActive: z.boolean() }).nullable(),
})

/** What was read, each way that it could be meant: the number as it is printed, and the card where it is known. */
const readCard = z.object({ badge: badgeNumber, printed: z.string(), card: cardView.nullable() })

export const consoleCardsCalls = {
  /** Cards that nobody knew when they were tapped here lately, and that are not known now; the newest first. */
  listUnknownCards: {
    role,
    request: z.strictObject({}),
    answer: z.object({
      type: z.literal('unknown-cards'),
      /** The upstream `cards` wants the system of a new card and `station.cardSystemId` names none: whoever hands it out has to. */
      needsSystem: z.boolean(),
      cards: z.array(
        z.object({ badge: badgeNumber, printed: z.string(), reader: z.string(), lastAtMs: z.int(), times: z.int() }),
      ),
    }),
  },
  /**
   * By any part of a number or serial, or of the holder's number or name; those that changed last come first. `limit` of the
   * `total`, behind the card `after` that is there already.
   */
  searchCards: {
    role,
    request: z.strictObject({
      query: z.string().max(200),
      state: cardState.nullable(),
      isTemporary: z.boolean(),
      after: z.strictObject({ changedAtMs: z.int(), cardId }).optional(),
      limit: z.int().min(1).max(200),
    }),
    answer: z.object({ type: z.literal('cards'), total: z.int(), cards: z.array(cardView) }),
  },
  getCard: {
    role,
    request: z.strictObject({ cardId }),
    answer: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('card'),
        card: cardView,
        /** The newest first. `fromMs` null: from the beginning; `untilMs` null: still. */
        holders: z.array(
          z.object({
            employeeNumber: z.string(),
            displayName: z.string(),
            fromMs: z.int().nullable(),
            untilMs: z.int().nullable(),
          }),
        ),
        states: z.array(z.object({ state: cardState, untilMs: z.int().nullable() })),
      }),
      unknownCard,
    ]),
  },
  /** The next badge at this station is read for whoever asks, and clocks nobody; what it was is the event `badgeRead`. */
  beginCardRead: {
    role,
    request: z.strictObject({}),
    answer: z.object({ type: z.literal('waiting'), untilMs: z.int() }),
  },
  cancelCardRead: { role, request: z.strictObject({}), answer: z.object({ type: z.literal('cancelled') }) },
  /** What a badge that was read could be. */
  identifyBadge: {
    role,
    request: z.strictObject({ candidates: z.array(badgeNumber).max(32) }),
    answer: z.object({ type: z.literal('read'), cards: z.array(readCard) }),
  },
  /** `end`: when a temporary card dies, null: never. `take-back`: nobody holds it from now on. */
  changeCard: {
    role,
    request: z.strictObject({
      cardId,
      change: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('end'), diesAtMs: z.int().nullable() }),
        z.strictObject({ type: z.literal('take-back') }),
      ]),
      reason: supervisorReason,
      by,
    }),
    answer: z.discriminatedUnion('type', [z.object({ type: z.literal('changed') }), refused]),
  },
} as const
