/** Cards for whoever looks after them: lists, one card, its history, and what may be changed by hand. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { CardState } from './give-card-store.ts'
import { beginningOfTimeMs, type CardRecord } from './person.ts'

/** A card as it stands. */
export type CardView = CardRecord & {
  cardId: number
  /** The key that a card check-in gave it; null for a card from a roster. */
  key: string | null
  state: CardState
  /** Revoked because its holder left. */
  hasDiedWithHolder: boolean
  /** A temporary card's end; null for one that does not end. */
  diesAtMs: number | null
  changedAtMs: number
  /** Null: nobody holds it. */
  holder: { personId: number; employeeNumber: string; displayName: string; isActive: boolean } | null
}

/** One holder of a card. */
export type CardHolding = {
  personId: number
  employeeNumber: string
  displayName: string
  /** Null: from the beginning of time, as the first holder. */
  fromMs: number | null
  /** Exclusive. Null: still. */
  untilMs: number | null
}

export type CardFilter = {
  /** Only the cards that this person holds. */
  personId?: number | undefined
  state?: CardState | undefined
  /** Only cards that end. */
  isTemporary?: boolean | undefined
  /** Goes on after this card. */
  afterCardId?: number | undefined
  limit?: number | undefined
}

/** What a card may be called by hand. A part that is absent may be anything. */
export type CardName = {
  internalNumber?: number | undefined
  externalNumber?: string | undefined
  facilityCode?: number | undefined
  systemId?: string | undefined
}

type RawCardView = Omit<CardView, 'holder' | 'hasDiedWithHolder'> & {
  hasDiedWithHolder: 0 | 1
  personId: number | null
  employeeNumber: string | null
  displayName: string | null
  isActive: 0 | 1 | null
}

const selectViews = `SELECT card.id AS cardId, key, system_id AS systemId, facility_code AS facilityCode,
    internal_number AS internalNumber, external_number AS externalNumber, format, card_type AS cardType, state,
    died_with_holder AS hasDiedWithHolder, dies_at_ms AS diesAtMs, card.changed_at_ms AS changedAtMs,
    person.id AS personId, employee_number AS employeeNumber, display_name AS displayName, is_active AS isActive
  FROM card
  LEFT JOIN card_holding ON card_holding.card_id = card.id AND until_ms IS NULL
  LEFT JOIN person ON person.id = person_id`

export function readCard(db: ReadableDb, cardId: number): CardView | null {
  const row = db.prepare<RawCardView>(`${selectViews} WHERE card.id = @cardId`).get({ cardId })
  return row ? toCardView(row) : null
}

/** In the order in which they became known. */
export function listCards(db: ReadableDb, filter: CardFilter = {}): CardView[] {
  const { personId = null, state = null, isTemporary = false, afterCardId = 0, limit = 1000 } = filter
  return db
    .prepare<RawCardView>(
      `${selectViews}
       WHERE card.id > @afterCardId
         AND (@personId IS NULL OR card.id IN
           (SELECT card_id FROM card_holding WHERE person_id = @personId AND until_ms IS NULL))
         AND (@state IS NULL OR state = @state) AND (NOT @isTemporary OR dies_at_ms IS NOT NULL)
       ORDER BY card.id LIMIT @limit`,
    )
    .all({ personId, state, isTemporary: isTemporary ? 1 : 0, afterCardId, limit })
    .map(toCardView)
}

/** Every card that fits the name: usually one. A name without a number or a serial fits none. */
export function findCardsByName(db: ReadableDb, name: CardName): CardView[] {
  const { internalNumber = null, externalNumber = null, facilityCode = null, systemId = null } = name
  if (internalNumber === null && externalNumber === null) return []
  return db
    .prepare<RawCardView>(
      `${selectViews}
       WHERE (@internalNumber IS NULL OR internal_number = @internalNumber)
         AND (@externalNumber IS NULL OR external_number = @externalNumber)
         AND (@facilityCode IS NULL OR facility_code = @facilityCode)
         AND (@systemId IS NULL OR lower(system_id) = lower(@systemId))
       ORDER BY card.id`,
    )
    .all({ internalNumber, externalNumber, facilityCode, systemId })
    .map(toCardView)
}

/**
 * Cards by any part of a number or serial, or of their holder's number or name; an empty query: all of them. The number may be
 * typed as it is printed, with zeros before it.
 */
export function searchCards(
  db: ReadableDb,
  asked: {
    query: string
    state: CardState | null
    isTemporary: boolean
    /** Of the last card that is there already; null: from the beginning. */
    after: { changedAtMs: number; cardId: number } | null
    limit: number
  },
): { total: number; cards: CardView[] } {
  const { query, state, isTemporary, after, limit } = asked
  const text = query.trim()
  const number = /^0+\d/.test(text) ? text.replace(/^0+(?=\d)/, '') : text
  const where = `WHERE (@state IS NULL OR state = @state) AND (NOT @isTemporary OR dies_at_ms IS NOT NULL)
     AND (@text = '' OR instr(internal_number, @number) OR instr(lower(external_number), lower(@text))
       OR instr(lower(employee_number), lower(@text)) OR instr(lower(display_name), lower(@text)))`
  const given = { text, number, state, isTemporary: isTemporary ? 1 : 0 }
  const cards = db.prepare<RawCardView>(
    `${selectViews} ${where} AND (@afterId IS NULL OR card.changed_at_ms < @afterMs
       OR (card.changed_at_ms = @afterMs AND card.id > @afterId))
     ORDER BY card.changed_at_ms DESC, card.id LIMIT @limit`,
  )
  const count = db.prepare<{ n: number }>(`SELECT count(*) AS n FROM card
    LEFT JOIN card_holding ON card_holding.card_id = card.id AND until_ms IS NULL
    LEFT JOIN person ON person.id = person_id ${where}`)
  const page = { afterMs: after?.changedAtMs ?? null, afterId: after?.cardId ?? null, limit }
  return { total: count.get(given)?.n ?? 0, cards: cards.all({ ...given, ...page }).map(toCardView) }
}

/** Everybody who ever held the card, the first holder first. Between two of them nobody may have held it. */
export function readCardHistory(db: ReadableDb, cardId: number): CardHolding[] {
  return db
    .prepare<CardHolding>(
      `SELECT person_id AS personId, employee_number AS employeeNumber, display_name AS displayName,
         nullif(from_ms, @beginningMs) AS fromMs, until_ms AS untilMs
       FROM card_holding JOIN person ON person.id = person_id WHERE card_id = @cardId ORDER BY from_ms`,
    )
    .all({ cardId, beginningMs: beginningOfTimeMs })
}

/** The states that a card was in, the first one first, each until an instant (exclusive); the last one still. */
export function readCardStates(db: ReadableDb, cardId: number): { state: CardState; untilMs: number | null }[] {
  return db
    .prepare<{ state: CardState; untilMs: number | null }>(
      `SELECT state, untilMs FROM (
         SELECT state, until_ms AS untilMs FROM card_past_state WHERE card_id = @cardId
         UNION ALL SELECT state, NULL FROM card WHERE id = @cardId)
       ORDER BY untilMs IS NULL, untilMs`,
    )
    .all({ cardId })
}

/**
 * Takes a card out of somebody's hands; nobody holds it from `atMs` on. False where nobody held it. Like a card that is
 * given, it never rewrites what was, though the clock went back.
 */
export function takeCardBack(db: WritableDb, cardId: number, atMs: number): boolean {
  return (
    db
      .prepare(
        `UPDATE card_holding SET until_ms = max(@atMs, from_ms + 1) WHERE card_id = @cardId AND until_ms IS NULL`,
      )
      .run({ cardId, atMs }).changes > 0
  )
}

/** Makes a card temporary, or, with null, one that does not end. */
export function setCardEnd(db: WritableDb, cardId: number, diesAtMs: number | null, atMs: number): void {
  db.prepare('UPDATE card SET dies_at_ms = @diesAtMs, changed_at_ms = @atMs WHERE id = @cardId').run({
    cardId,
    diesAtMs,
    atMs,
  })
}

function toCardView(row: RawCardView): CardView {
  const { personId, employeeNumber, displayName, isActive, hasDiedWithHolder, ...card } = row
  const holder =
    personId === null || employeeNumber === null || displayName === null
      ? null
      : { personId, employeeNumber, displayName, isActive: isActive === 1 }
  return { ...card, hasDiedWithHolder: hasDiedWithHolder === 1, holder }
}
