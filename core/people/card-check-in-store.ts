/** What a card check-in has to know, and what it writes. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import {
  type CardHearer,
  type CardIdentity,
  type CheckIn,
  type CheckInCard,
  type CheckInDecision,
  type CheckInFacts,
  type CheckInPerson,
  decideCheckIn,
  isGuid,
  pickCard,
} from './card-check-in.ts'
import { foldEmail } from './fold-email.ts'
import { giveCard } from './give-card-store.ts'
import { findPeopleByEmails } from './match-people-store.ts'

export type Assignment =
  /** `facts`: as they were before. */
  | { type: 'given'; cardId: number; decision: Extract<CheckInDecision, { type: 'give' }>; facts: CheckInFacts }
  | Extract<CheckInDecision, { type: 'refused' }>

/**
 * Finds, decides and writes one check-in; what is refused has written nothing. `newCardKey` is a UUID nobody has;
 * `cardTypes` are those that there are, null for any; `hearer` is whom a station tells of it.
 */
export function assignCard(
  db: WritableDb,
  checkIn: CheckIn,
  options: { newCardKey: string; atMs: number; cardTypes?: readonly number[] | null; hearer?: CardHearer },
): Assignment {
  const { newCardKey, atMs, cardTypes = null, hearer } = options
  const { cardType } = checkIn.card
  const isTypeUnknown = cardTypes !== null && cardType !== null && !cardTypes.includes(cardType)
  const facts = { ...gatherCheckIn(db, checkIn), isTypeUnknown, ...(hearer && { hearer }) }
  const decision = decideCheckIn(checkIn, facts, newCardKey)
  if (decision.type === 'refused') return decision
  return { type: 'given', decision, facts, ...writeCheckIn(db, decision, atMs) }
}

/** By what these people can be named upstream; an id that nobody has is left out. */
export function readCardIdentities(db: ReadableDb, personIds: readonly number[]): Map<number, CardIdentity> {
  const rows = db
    .prepare<CardIdentity & { personId: number }>(
      `SELECT id AS personId, employee_number AS employeeNumber, user_id AS userId, email
       FROM person WHERE id IN (SELECT value FROM json_each(@ids))`,
    )
    .all({ ids: JSON.stringify(personIds) })
  return new Map(rows.map(({ personId, ...identity }) => [personId, identity]))
}

/** Everything that `decideCheckIn` asks about. */
function gatherCheckIn(db: ReadableDb, { match, card }: CheckIn): CheckInFacts {
  const { userId, employeeNumber, email, internalCardNumber } = match
  const stored = pickCard(findNamesakes(db, card), card.systemId)
  const cardId = stored === null || stored === 'several' ? null : stored.cardId
  return {
    matched: {
      ...(userId !== null && { userId: findByUserId(db, userId) }),
      ...(employeeNumber !== null && {
        employeeNumber: readPeople(db, 'employee_number = @employeeNumber', { employeeNumber }),
      }),
      ...(email !== null && { email: findByEmail(db, foldEmail(email)) }),
      ...(internalCardNumber !== null && { internalCardNumber: findByCard(db, internalCardNumber) }),
    },
    card: stored,
    isSerialTaken: isSerialTaken(db, card, cardId),
  }
}

/** Gives the card and stores what is new of it; answers its id. */
function writeCheckIn(
  db: WritableDb,
  { person, card, newCardKey }: Extract<CheckInDecision, { type: 'give' }>,
  atMs: number,
): { cardId: number } {
  const { cardId } = giveCard(db, card, person.personId, atMs, newCardKey)
  return { cardId }
}

type StoredCard = CheckInCard & { cardId: number }

/** Cards that have the number, or where none is given the serial, in any system. */
function findNamesakes(db: ReadableDb, card: CheckIn['card']): StoredCard[] {
  const { internalNumber, facilityCode, externalNumber } = card
  if (internalNumber === null && externalNumber === null) return []
  // An EM4100 number is stored whole, however its two halves were written.
  const isHalved = internalNumber !== null && facilityCode !== null && internalNumber <= 0xffff
  const whole = isHalved ? facilityCode * 0x10000 + internalNumber : null
  return (
    db
      .prepare<StoredCard>(
        `SELECT id AS cardId, system_id AS systemId, facility_code AS facilityCode, internal_number AS internalNumber,
         external_number AS externalNumber, format, card_type AS cardType, state,
         (SELECT person_id FROM card_holding WHERE card_id = card.id AND until_ms IS NULL) AS holderId,
         (SELECT user_id FROM card_holding JOIN person ON person.id = person_id
           WHERE card_id = card.id AND until_ms IS NULL) AS holderUserId,
         (SELECT user_id FROM card_holding JOIN person ON person.id = person_id
           WHERE card_id = card.id AND until_ms IS NOT NULL ORDER BY from_ms DESC LIMIT 1) AS previousHolderUserId
       FROM card
       WHERE ${
         internalNumber === null
           ? 'external_number = @externalNumber'
           : `(internal_number = @internalNumber AND coalesce(facility_code, -1) = coalesce(@facilityCode, -1))
              OR (internal_number = @whole AND facility_code IS NULL AND format = 'em4100')`
       }`,
      )
      .all(internalNumber === null ? { externalNumber } : { internalNumber, facilityCode, whole })
      // Not by SQLite: its sorter costs ten times what the looking up does, and there is hardly ever more than one.
      .toSorted((left, right) => left.cardId - right.cardId)
  )
}

/** A serial that two cards of one system had would be refused as ambiguous at the reader. */
function isSerialTaken(db: ReadableDb, { externalNumber, systemId }: CheckIn['card'], cardId: number | null): boolean {
  if (externalNumber === null) return false
  const other = db
    .prepare(
      `SELECT 1 FROM card
       WHERE external_number = @externalNumber AND id IS NOT @cardId
         AND (system_id IS NULL OR @systemId IS NULL OR lower(system_id) = lower(@systemId))`,
    )
    .get({ externalNumber, systemId, cardId })
  return other !== undefined
}

function findByUserId(db: ReadableDb, userId: string): CheckInPerson[] {
  // Walks the index of all user ids: however a roster wrote a GUID, it is the same one.
  if (isGuid(userId)) return readPeople(db, 'user_id IS NOT NULL AND lower(user_id) = @userId', { userId })
  return readPeople(db, 'user_id = @userId', { userId })
}

function findByEmail(db: ReadableDb, folded: string): CheckInPerson[] {
  const ids = findPeopleByEmails(db, [folded]).get(folded) ?? []
  return readPeople(db, 'id IN (SELECT value FROM json_each(@ids))', { ids: JSON.stringify(ids) })
}

/** Whoever holds a card with that number now, whatever its state: the old card names who gets the new one. */
function findByCard(db: ReadableDb, internalNumber: number): CheckInPerson[] {
  const isTheirs = `id IN (SELECT person_id FROM card JOIN card_holding ON card_id = card.id
    WHERE internal_number = @internalNumber AND until_ms IS NULL)`
  return readPeople(db, isTheirs, { internalNumber })
}

function readPeople(db: ReadableDb, condition: string, parameters: object): CheckInPerson[] {
  return db
    .prepare<Omit<CheckInPerson, 'isActive'> & { isActive: 0 | 1 }>(
      `SELECT id AS personId, user_id AS userId, employee_number AS employeeNumber, is_active AS isActive,
         occupancy_system_id AS occupancySystemId
       FROM person WHERE ${condition} ORDER BY id`,
    )
    .all(parameters)
    .map((row) => ({ ...row, isActive: row.isActive === 1 }))
}
