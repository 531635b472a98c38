/**
 * Card check-in: “Looks up a person by a criterion specified and assigns a card to her/him. If a card not exists a new one
 * is created” (BluB0X BluSKY, “POST api/v1/Users/SP1CheckIn”). Pure: what is known is gathered before and written after by
 * a store, so that the station and the reference service decide alike. What the page leaves open is ours: the precedence
 * and agreement of the criteria, what identifies a card, and the meaning of each result code.
 */
import { z } from 'zod'
import { say } from '../contract/sentences.ts'
import type { CardRecord } from './person.ts'

/** The request, with the page's property names; none is required, and null is as good as absent. */
export const sp1CheckInRequest = z.strictObject({
  MatchUserByInternalCardNumber: z.int().nullish(),
  MatchUserByEmployeeNumber: z.string().max(1024).nullish(),
  MatchUserByUserId: z.string().max(1024).nullish(),
  // Doubled on the page.
  MatchUserByByEmail: z.string().max(1024).nullish(),
  NewCardInternalCardNumber: z.int().nullish(),
  NewCardExternalCardNumber: z.string().max(1024).nullish(),
  NewCardFacilityCode: z.int().nullish(),
  NewCardCardType: z.int().nullish(),
  NewCardCardACSystemId: z.string().max(1024).nullish(),
  NewCardEnforceOccupancySystem: z.boolean().nullish(),
})

export type SP1CheckInRequest = z.input<typeof sp1CheckInRequest>

/** The answer, with the page's property names. */
export type SP1CheckInResult = {
  /** Whoever held the card before, if anybody did. */
  PreviousUserId: string | null
  CurrentUserId: string | null
  ExternalCardNumber: string | null
  InternalCardNumber: number | null
  FacilityCode: number | null
  CardType: number | null
  /** The key of the card that was created; null where none was. */
  Value: string | null
  ResultCode: ResultCode
  Description: string
}

/** The page names the field and no values; these are ours. */
export const resultCodes = {
  assigned: 0,
  alreadyTheirs: 1,
  userNotFound: 2,
  ambiguousUser: 3,
  invalidCard: 4,
  wrongSystem: 5,
} as const
export type ResultCode = (typeof resultCodes)[keyof typeof resultCodes]

/** How a person may be looked up, in order of precedence (ours). */
export const criteria = ['userId', 'employeeNumber', 'email', 'internalCardNumber'] as const
export type Criterion = (typeof criteria)[number]

/** A request as it is understood: blank is absent, ids in lower case. */
export type CheckIn = {
  match: {
    userId: string | null
    employeeNumber: string | null
    email: string | null
    internalCardNumber: number | null
  }
  card: Omit<CardRecord, 'format'>
  isSystemEnforced: boolean
}

export type CheckInReading = { type: 'read'; checkIn: CheckIn } | { type: 'unreadable'; message: string }

/** Somebody who was found. */
export type CheckInPerson = {
  personId: number
  userId: string | null
  employeeNumber: string
  isActive: boolean
  /** The system that their occupancy belongs to; null: unknown. */
  occupancySystemId: string | null
}

/** By what somebody can be named in a request of ours. */
export type CardIdentity = Pick<CheckInPerson, 'employeeNumber' | 'userId'> & { email: string | null }

/** The card that is meant, as it is stored. */
export type CheckInCard = CardRecord & {
  state: 'active' | 'lost' | 'revoked'
  holderId: number | null
  /** Whoever held it before the holder, or last where nobody holds it now. */
  previousHolderUserId: string | null
  holderUserId: string | null
}

export type CheckInFacts = {
  /** Whoever meets each criterion that is given; a criterion that is not given is absent. */
  matched: { [Name in Criterion]?: readonly CheckInPerson[] }
  /** Null: there is no such card. `several`: the system is needed to tell them apart. */
  card: CheckInCard | 'several' | null
  /** The serial belongs to another card of the same system. */
  isSerialTaken: boolean
  /** There is a list of card types, and the request's is not on it. */
  isTypeUnknown?: boolean
  /** Who else hears of the card, which decides what a new one has to have. Absent: this is the service that keeps it. */
  hearer?: CardHearer
}

/** Whom a station tells of a card: nobody, or the service of its upstream. */
export type CardHearer = 'nobody' | 'upstream'

export type CheckInDecision =
  /** Give `card` to `person`: 0 where it changes hands or is new, 1 where it is theirs already. */
  | {
      type: 'give'
      person: CheckInPerson
      card: CardRecord
      /** The key to store with a card that is created; null: it is there already. */
      newCardKey: string | null
      result: SP1CheckInResult
    }
  /** Nothing changes. */
  | { type: 'refused'; result: SP1CheckInResult }

/** Numbers of a card are as large as JSON and SQLite carry exactly. */
const largestNumber = 2 ** 48 - 1
const largestCode = 2 ** 32 - 1
const longestSerial = 64
/** What a .NET client sends for a GUID that was not set. */
const emptyGuid = '00000000-0000-0000-0000-000000000000'

/** A body that is no such request is unreadable (HTTP 400); the message names the property, not its value. */
export function readCheckIn(body: unknown): CheckInReading {
  const parsed = sp1CheckInRequest.safeParse(body)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const name = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.join('.')
    const message = issue?.code === 'unrecognized_keys' ? 'is no property of this request' : (issue?.message ?? '')
    return { type: 'unreadable', message: `${name ? `${name}: ` : ''}${message}` }
  }
  const request = parsed.data
  return {
    type: 'read',
    checkIn: {
      match: {
        userId: readId(request.MatchUserByUserId),
        employeeNumber: readText(request.MatchUserByEmployeeNumber),
        email: readText(request.MatchUserByByEmail),
        internalCardNumber: request.MatchUserByInternalCardNumber ?? null,
      },
      card: {
        systemId: readId(request.NewCardCardACSystemId),
        facilityCode: request.NewCardFacilityCode ?? null,
        internalNumber: request.NewCardInternalCardNumber ?? null,
        externalNumber: readText(request.NewCardExternalCardNumber),
        cardType: request.NewCardCardType ?? null,
      },
      isSystemEnforced: request.NewCardEnforceOccupancySystem ?? false,
    },
  }
}

/**
 * Who gets which card, or why nobody does. Faults are looked for in the order of their codes (ours).
 *
 * @param checkIn with the system filled in by `withSystem`.
 * @param newCardKey A UUID nobody has, for the case that the card is created.
 */
export function decideCheckIn(checkIn: CheckIn, facts: CheckInFacts, newCardKey: string): CheckInDecision {
  const found = findPerson(checkIn, facts.matched)
  if (found.type === 'refused') return refuse(checkIn, found.code, found.why)
  const { person } = found
  const fault = findCardFault(checkIn, facts)
  if (fault !== null || facts.card === 'several') return refuse(checkIn, resultCodes.invalidCard, fault ?? severalCards)
  const systemId = facts.card?.systemId ?? checkIn.card.systemId
  if (checkIn.isSystemEnforced && !isSameId(systemId, person.occupancySystemId)) {
    return refuse(checkIn, resultCodes.wrongSystem, say('card-system-differs'))
  }
  return give(checkIn, facts.card, person, newCardKey)
}

/** A card without a system takes the station's. */
export function withSystem(checkIn: CheckIn, defaultSystemId: string | null): CheckIn {
  const { card } = checkIn
  return { ...checkIn, card: { ...card, systemId: card.systemId ?? defaultSystemId?.toLowerCase() ?? null } }
}

/**
 * Of the cards with one facility code and internal number, or with one serial, the one whose system is meant. A system
 * that was never said, of the card or of the request, stands in no one's way.
 */
export function pickCard<Card extends { systemId: string | null }>(
  cards: readonly Card[],
  systemId: string | null,
): Card | 'several' | null {
  const exact = cards.find((card) => isSameId(card.systemId, systemId))
  if (exact) return exact
  const unsaid = cards.find((card) => card.systemId === null)
  if (unsaid) return unsaid
  if (systemId !== null) return null
  const [only = null, ...more] = cards
  return more.length > 0 ? 'several' : only
}

const severalCards = say('card-of-several-systems')

function findPerson(
  { match }: CheckIn,
  matched: CheckInFacts['matched'],
): { type: 'found'; person: CheckInPerson } | { type: 'refused'; code: 2 | 3; why: string } {
  const given = criteria.filter((criterion) => match[criterion] !== null)
  const [first, ...others] = given
  if (first === undefined) {
    return { type: 'refused', code: resultCodes.userNotFound, why: 'No criterion says which user is meant.' }
  }
  let candidates = matched[first] ?? []
  if (candidates.length === 0) {
    return { type: 'refused', code: resultCodes.userNotFound, why: `No user has this ${criterionWords[first]}.` }
  }
  for (const criterion of others) {
    const ids = new Set((matched[criterion] ?? []).map(({ personId }) => personId))
    candidates = candidates.filter(({ personId }) => ids.has(personId))
    if (candidates.length === 0) {
      const why = `The ${criterionWords[criterion]} does not belong to the user with this ${criterionWords[first]}.`
      return { type: 'refused', code: resultCodes.ambiguousUser, why }
    }
  }
  const [person, ...more] = candidates
  if (person === undefined || more.length > 0) {
    const words = given.map((criterion) => criterionWords[criterion]).join(' and ')
    return { type: 'refused', code: resultCodes.ambiguousUser, why: `Several users have this ${words}.` }
  }
  if (!person.isActive) {
    return { type: 'refused', code: resultCodes.userNotFound, why: say('user-not-active') }
  }
  return { type: 'found', person }
}

const criterionWords: Record<Criterion, string> = {
  userId: 'user id',
  employeeNumber: 'employee number',
  email: 'email address',
  internalCardNumber: 'internal card number',
}

/** Null where nothing is wrong with the card. */
function findCardFault({ card }: CheckIn, facts: CheckInFacts): string | null {
  const { internalNumber, externalNumber, facilityCode, cardType, systemId } = card
  if (internalNumber !== null && (internalNumber < 0 || internalNumber > largestNumber)) {
    return say('card-number-range', { max: largestNumber })
  }
  if (facilityCode !== null && (facilityCode < 0 || facilityCode > largestCode)) {
    return say('facility-code-range', { max: largestCode })
  }
  if (cardType !== null && (cardType < 0 || cardType > 2 ** 31 - 1)) return 'The card type has to be 0 or more.'
  if (facts.isTypeUnknown === true) return 'There is no such card type.'
  if (externalNumber !== null && !isPlainText(externalNumber)) {
    return say('external-number-form', { max: longestSerial })
  }
  if (systemId !== null && !isGuid(systemId)) return say('system-id-form')
  if (facts.isSerialTaken) return say('external-number-taken')
  if (facts.card === 'several') return severalCards
  if (facts.card === null) return findNewCardFault(card, facts.hearer)
  const { state } = facts.card
  return state === 'active' ? null : say(state === 'lost' ? 'lost-card-first' : 'revoked-card-first')
}

/** The page's service needs a number and a system (ours); a station that tells nobody needs only what the card is read by. */
function findNewCardFault(
  { internalNumber, externalNumber, systemId }: CheckIn['card'],
  hearer?: CardHearer,
): string | null {
  const isRead = internalNumber !== null || (hearer === 'nobody' && externalNumber !== null)
  if (!isRead) return say('new-card-needs-number')
  if (systemId !== null || hearer === 'nobody') return null
  return say(hearer === 'upstream' ? 'told-card-needs-system' : 'new-card-needs-system')
}

function give(
  checkIn: CheckIn,
  stored: CheckInCard | null,
  person: CheckInPerson,
  newCardKey: string,
): CheckInDecision {
  const { card } = checkIn
  const record: CardRecord = stored
    ? {
        systemId: stored.systemId,
        facilityCode: stored.facilityCode,
        internalNumber: stored.internalNumber,
        externalNumber: card.externalNumber ?? stored.externalNumber,
        format: stored.format,
        cardType: card.cardType ?? stored.cardType,
      }
    : { ...card, format: null }
  const isTheirs = stored !== null && stored.holderId === person.personId
  const before = stored && (isTheirs || stored.holderId === null ? stored.previousHolderUserId : stored.holderUserId)
  const isTaken = stored !== null && stored.holderId !== null && !isTheirs
  return {
    type: 'give',
    person,
    card: record,
    newCardKey: stored ? null : newCardKey,
    result: {
      PreviousUserId: before,
      CurrentUserId: person.userId,
      ExternalCardNumber: record.externalNumber,
      InternalCardNumber: record.internalNumber,
      FacilityCode: record.facilityCode,
      CardType: record.cardType,
      Value: stored ? null : newCardKey,
      ResultCode: isTheirs ? resultCodes.alreadyTheirs : resultCodes.assigned,
      Description: isTheirs
        ? 'The card is assigned to this user already.'
        : isTaken
          ? 'The card was taken from its former user and assigned.'
          : stored
            ? 'The card was assigned.'
            : 'The card was created and assigned.',
    },
  }
}

/** The card's own fields are those that were asked for. */
function refuse({ card }: CheckIn, code: 2 | 3 | 4 | 5, why: string): CheckInDecision {
  return {
    type: 'refused',
    result: {
      PreviousUserId: null,
      CurrentUserId: null,
      ExternalCardNumber: card.externalNumber,
      InternalCardNumber: card.internalNumber,
      FacilityCode: card.facilityCode,
      CardType: card.cardType,
      Value: null,
      ResultCode: code,
      Description: why,
    },
  }
}

function readText(text: string | null | undefined): string | null {
  return text == null || text.trim() === '' ? null : text
}

/** A user id that is no GUID is taken as it is: rosters have such ids too. */
function readId(text: string | null | undefined): string | null {
  const id = readText(text)
  if (id === null || id === emptyGuid) return null
  return isGuid(id) ? id.toLowerCase() : id
}

export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}

/** Hexadecimal digits have no case that counts. */
function isSameId(left: string | null, right: string | null): boolean {
  return left !== null && right !== null && left.toLowerCase() === right.toLowerCase()
}

function isPlainText(text: string): boolean {
  return text.length <= longestSerial && !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)
}
