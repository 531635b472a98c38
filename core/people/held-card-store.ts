/** What a tap looks up: which cards a number may be, and in whose hands they are at that instant. */
import type { BadgeNumber } from '../badge/badge-number.ts'
import type { ReadableDb } from '../store/database.ts'
import { type CardState, type PersonRow, readPerson } from './people-store.ts'
import { badgeToStoredNumbers } from './stored-number.ts'

export type CardRow = {
  cardId: number
  state: CardState
  /** A temporary card's end; null for one that does not end. */
  diesAtMs: number | null
  format: string | null
  facilityCode: number | null
  internalNumber: number | null
  externalNumber: string | null
}

/** A card with who holds it at an instant; `holder` is null where nobody does. */
export type CardInHand = {
  card: CardRow
  holder: PersonRow | null
  /** Whether the holder is linked to any time profile at all, which is to say whether a schedule has to be asked. */
  hasTimeProfiles: boolean
}

type RawCardInHand = CardRow & {
  personId: number | null
  employeeNumber: string
  displayName: string
  isActive: 0 | 1
  language: string | null
  hasTimeProfiles: 0 | 1
}

// The state that ended first of those that ended after it, else the one that the card still has.
const stateAtThatTime = `coalesce((SELECT past.state FROM card_past_state AS past
    WHERE past.card_id = card.id AND past.until_ms > @atMs ORDER BY past.until_ms LIMIT 1), card.state)`

// One statement for all of it: each one more costs a tap as much as finding three rows does.
const selectHeldCards = (
  state: string,
) => `SELECT card.id AS cardId, ${state} AS state, dies_at_ms AS diesAtMs, format, facility_code AS facilityCode,
    internal_number AS internalNumber, external_number AS externalNumber, person.id AS personId,
    employee_number AS employeeNumber, display_name AS displayName, is_active AS isActive, language,
    EXISTS (SELECT 1 FROM person_time_profile WHERE person_time_profile.person_id = person.id) AS hasTimeProfiles
  FROM card
  LEFT JOIN card_holding AS holding ON holding.card_id = card.id AND holding.from_ms <= @atMs
    AND (holding.until_ms IS NULL OR holding.until_ms > @atMs)
  LEFT JOIN person ON person.id = holding.person_id`

// The format of what was read is always known; a stored card's need not be.
const isByNumber = 'WHERE internal_number IN (@first, @second) AND (format IS NULL OR format = @format)'
const isBySerial = 'WHERE external_number = @serial'

const nowSql = toSql('card.state')
const thenSql = toSql(stateAtThatTime)

function toSql(state: string): { cardsByNumber: string; cardsBySerial: string } {
  const select = selectHeldCards(state)
  return { cardsByNumber: `${select} ${isByNumber}`, cardsBySerial: `${select} ${isBySerial}` }
}

/**
 * Every known card that `number` may be, whatever its state, with its holder at `atMs`. Empty: an unknown card.
 *
 * @param isPast `atMs` lies in the past: the state is that of then. Whoever stands at the door meets the present one,
 * though the station's clock was set back since.
 */
export function findHeldCards(db: ReadableDb, number: BadgeNumber, atMs: number, isPast = false): CardInHand[] {
  const { cardsByNumber, cardsBySerial } = isPast ? thenSql : nowSql
  const found = new Map<number, RawCardInHand>()
  const [first, second = first] = badgeToStoredNumbers(number)
  if (first !== undefined && second !== undefined) {
    const numbers = { first: first.internalNumber, second: second.internalNumber, format: number.format, atMs }
    for (const row of db.prepare<RawCardInHand>(cardsByNumber).all(numbers)) {
      const isMeant = [first, second].some(
        ({ internalNumber, isFacility }) => internalNumber === row.internalNumber && isFacility(row.facilityCode),
      )
      if (isMeant) found.set(row.cardId, row)
    }
  }
  if (number.serial !== null) {
    const bySerial = db.prepare<RawCardInHand>(cardsBySerial).all({ serial: number.serial, atMs })
    for (const row of bySerial) found.set(row.cardId, row)
  }
  return Array.from(found.values(), toCardInHand)
}

/** Every known card that `number` may be, whoever holds it. */
export function findCards(db: ReadableDb, number: BadgeNumber): CardRow[] {
  return findHeldCards(db, number, 0).map(({ card }) => card)
}

/** Who held the card at that instant; null where nobody did. */
export function holderAt(db: ReadableDb, cardId: number, atMs: number): PersonRow | null {
  const holding = db
    .prepare<{ personId: number; untilMs: number | null }>(
      `SELECT person_id AS personId, until_ms AS untilMs FROM card_holding
       WHERE card_id = @cardId AND from_ms <= @atMs ORDER BY from_ms DESC LIMIT 1`,
    )
    .get({ cardId, atMs })
  if (holding === undefined || (holding.untilMs !== null && atMs >= holding.untilMs)) return null
  return readPerson(db, holding.personId)
}

/** Reads what every tap looks up once, so that it lies in memory when the first person comes. */
export function warmLookups(db: ReadableDb): void {
  db.prepare('SELECT count(display_name) FROM person').get()
  db.prepare('SELECT count(state), sum(internal_number) FROM card').get()
  // Its index by person holds every column, and would be walked in its place.
  db.prepare('SELECT sum(person_id) FROM card_holding NOT INDEXED').get()
  db.prepare('SELECT count(*) FROM card INDEXED BY card_by_number WHERE internal_number IS NOT NULL').get()
}

function toCardInHand(row: RawCardInHand): CardInHand {
  const { personId, employeeNumber, displayName, isActive, language, hasTimeProfiles, ...card } = row
  const holder =
    personId === null ? null : { personId, employeeNumber, displayName, isActive: isActive === 1, language }
  return { card, holder, hasTimeProfiles: hasTimeProfiles === 1 }
}
