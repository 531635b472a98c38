/** What a tap looks up: which cards a number may be, and in whose hands they are at that instant. */
import type { BadgeNumber } from '../badge/badge-number.ts'
import type { ReadableDb } from '../store/database.ts'
import type { CardState } from './give-card-store.ts'
import { type PersonRow, readPerson } from './people-store.ts'
import { type StoredAs, storedAs } from './stored-number.ts'

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

/** A card that a presentation may mean, read as `number`. */
export type KnownCard = CardInHand & { number: BadgeNumber }

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

const nowSql = toSql('card.state')
const thenSql = toSql(stateAtThatTime)

function toSql(state: string): { byNumber: string; byFew: string; byMany: string } {
  const select = selectHeldCards(state)
  return {
    // A number with one meaning, and the usual one with a few: each of them is one or two numbers.
    byNumber: `${select} WHERE internal_number IN (@n1, @n2)`,
    byFew: `${select} WHERE ${isEither('(@n1, @n2, @n3, @n4)', '(@s1, @s2)')}`,
    // The form “2.4” leaves eight bits of a number open.
    byMany: `${select} WHERE ${isEither('(SELECT value FROM json_each(@numbers))', '(SELECT value FROM json_each(@serials))')}`,
  }
}

/** Two walks of an index one after the other: an OR of both costs a tap a fifth of this statement more. */
function isEither(numbers: string, serials: string): string {
  return `card.id IN (SELECT id FROM card WHERE internal_number IN ${numbers}
    UNION ALL SELECT id FROM card WHERE external_number IN ${serials})`
}

/**
 * Every known card that the presentation may mean, whatever its state, with its holder at `atMs` and the first of the
 * candidates that means it. Empty: an unknown card.
 *
 * @param candidates The likeliest first: a card whose format nobody has said is met by that one's format alone, unless its
 * facility code speaks for another. Numbers that are given out one after the other would else be hit by chance.
 * @param isPast `atMs` lies in the past: the state is that of then. Whoever stands at the door meets the present one,
 * though the station's clock was set back since.
 */
export function findKnownCards(
  db: ReadableDb,
  candidates: readonly BadgeNumber[],
  atMs: number,
  isPast = false,
): KnownCard[] {
  const meanings = candidates.map((number) => ({ number, stored: storedAs(number) }))
  const numbers = meanings.flatMap(({ stored }) => stored.numbers)
  const serials = candidates.flatMap(({ serial }) => serial ?? [])
  const likeliest = candidates[0]?.format
  return selectByEither(db, numbers, serials, { atMs, isPast }).flatMap((row) => {
    const meant = meanings.find(({ number, stored }) => isMeant(number, stored, row, likeliest))
    return meant === undefined ? [] : [{ ...toCardInHand(row), number: meant.number }]
  })
}

/** Every known card that `number` may be, as `findKnownCards`. */
export function findHeldCards(db: ReadableDb, number: BadgeNumber, atMs: number, isPast = false): CardInHand[] {
  return findKnownCards(db, [number], atMs, isPast)
}

function selectByEither(
  db: ReadableDb,
  numbers: readonly number[],
  serials: readonly string[],
  { atMs, isPast }: { atMs: number; isPast: boolean },
): RawCardInHand[] {
  const { byNumber, byFew, byMany } = isPast ? thenSql : nowSql
  if (numbers.length > 4 || serials.length > 2) {
    return db
      .prepare<RawCardInHand>(byMany)
      .all({ numbers: JSON.stringify(numbers), serials: JSON.stringify(serials), atMs })
  }
  const [n1 = null, n2 = n1, n3 = n1, n4 = n1] = numbers
  if (serials.length === 0 && numbers.length <= 2) return db.prepare<RawCardInHand>(byNumber).all({ n1, n2, atMs })
  const [s1 = null, s2 = s1] = serials
  return db.prepare<RawCardInHand>(byFew).all({ n1, n2, n3, n4, s1, s2, atMs })
}

function isMeant(
  number: BadgeNumber,
  stored: StoredAs,
  { format, facilityCode, internalNumber, externalNumber }: CardRow,
  likeliest: BadgeNumber['format'] | undefined,
): boolean {
  if (number.serial !== null && number.serial === externalNumber) return true
  if (internalNumber === null || !stored.isMeant(internalNumber, facilityCode)) return false
  if (format !== null) return format === number.format
  return number.format === likeliest || (facilityCode !== null && number.facilityCode !== null)
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

// Field by field: to take a row apart into some and all others is slow, and every tap does so.
function toCardInHand(row: RawCardInHand): CardInHand {
  const { cardId, state, diesAtMs, format, facilityCode, internalNumber, externalNumber } = row
  const { personId, employeeNumber, displayName, language } = row
  return {
    card: { cardId, state, diesAtMs, format, facilityCode, internalNumber, externalNumber },
    holder:
      personId === null ? null : { personId, employeeNumber, displayName, isActive: row.isActive === 1, language },
    hasTimeProfiles: row.hasTimeProfiles === 1,
  }
}
