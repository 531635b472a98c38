/** Cards that come into somebody's hands, and what marks them. */
import type { WritableDb } from '../store/database.ts'
import { beginningOfTimeMs, type CardRecord } from './person.ts'

export type CardState = 'active' | 'lost' | 'revoked'

export type GivenCard =
  | { type: 'given'; cardId: number; formerPersonId: number | null }
  | { type: 'already-theirs'; cardId: number }

/**
 * Puts a card into somebody's hands: creates it where it is new, and takes it from whoever held it, keeping the history.
 * The first holder has held it from the beginning of time, a later one from `atMs`. A lost or revoked card stays so: who
 * holds it says nothing about whether it may be used. Only a card that died because its holder left lives again, when it
 * is given again to the same person, who is active again; in anybody else's hands it stays dead.
 *
 * @param newCardKey What a card that is created is called in answers, a UUID nobody has; null: it is called nothing.
 */
export function giveCard(
  db: WritableDb,
  card: CardRecord,
  personId: number,
  atMs: number,
  newCardKey: string | null = null,
): GivenCard {
  const { cardId, isNew } = putCard(db, card, atMs, newCardKey)
  if (isNew) {
    insertHolding(db, { cardId, personId, fromMs: beginningOfTimeMs })
    dieWithHolder(db, cardId, personId, atMs)
    return { type: 'given', cardId, formerPersonId: null }
  }
  const last = db
    .prepare<{ personId: number; fromMs: number; untilMs: number | null }>(
      `SELECT person_id AS personId, from_ms AS fromMs, until_ms AS untilMs FROM card_holding
       WHERE card_id = @cardId ORDER BY from_ms DESC LIMIT 1`,
    )
    .get({ cardId })
  if (last && last.untilMs === null && last.personId === personId) {
    reviveCard(db, cardId, personId, atMs)
    return { type: 'already-theirs', cardId }
  }
  // Two changes in one millisecond, or a clock that was set back, never rewrite what was.
  const fromMs = last ? Math.max(atMs, last.fromMs + 1, last.untilMs ?? atMs) : beginningOfTimeMs
  const formerPersonId = last && last.untilMs === null ? last.personId : null
  if (formerPersonId !== null) {
    db.prepare('UPDATE card_holding SET until_ms = @fromMs WHERE card_id = @cardId AND until_ms IS NULL').run({
      cardId,
      fromMs,
    })
  }
  insertHolding(db, { cardId, personId, fromMs })
  // In new hands a dead card is a revoked one like any other.
  db.prepare('UPDATE card SET died_with_holder = 0 WHERE id = @cardId AND died_with_holder = 1').run({ cardId })
  dieWithHolder(db, cardId, personId, atMs)
  return { type: 'given', cardId, formerPersonId }
}

function insertHolding(db: WritableDb, holding: { cardId: number; personId: number; fromMs: number }): void {
  db.prepare('INSERT INTO card_holding (card_id, person_id, from_ms) VALUES (@cardId, @personId, @fromMs)').run(holding)
}

function reviveCard(db: WritableDb, cardId: number, personId: number, atMs: number): void {
  db.prepare(
    `UPDATE card SET state = 'active', died_with_holder = 0, changed_at_ms = @atMs
     WHERE id = @cardId AND died_with_holder = 1 AND (SELECT is_active FROM person WHERE id = @personId) = 1`,
  ).run({ cardId, personId, atMs })
}

/** A living card dies with a holder who has left. */
function dieWithHolder(db: WritableDb, cardId: number, personId: number, atMs: number): void {
  db.prepare(
    `UPDATE card SET state = 'revoked', died_with_holder = 1, changed_at_ms = @atMs
     WHERE id = @cardId AND state = 'active' AND (SELECT is_active FROM person WHERE id = @personId) = 0`,
  ).run({ cardId, personId, atMs })
}

/** Marks a card; who holds it stays. */
export function setCardState(db: WritableDb, cardId: number, state: CardState, atMs: number): void {
  db.prepare('UPDATE card SET state = @state, died_with_holder = 0, changed_at_ms = @atMs WHERE id = @cardId').run({
    cardId,
    state,
    atMs,
  })
}

/**
 * What the record knows of the card besides its identity is kept where it says something new; `newCardKey` is for a card
 * that is created.
 */
function putCard(
  db: WritableDb,
  card: CardRecord,
  atMs: number,
  newCardKey: string | null,
): { cardId: number; isNew: boolean } {
  const known = db
    .prepare<{ cardId: number; format: string | null; externalNumber: string | null; cardType: number | null }>(
      card.internalNumber === null
        ? `SELECT id AS cardId, format, external_number AS externalNumber, card_type AS cardType FROM card
           WHERE internal_number IS NULL AND external_number = @externalNumber
             AND coalesce(system_id, '') = coalesce(@systemId, '')`
        : `SELECT id AS cardId, format, external_number AS externalNumber, card_type AS cardType FROM card
           WHERE internal_number = @internalNumber AND coalesce(facility_code, -1) = coalesce(@facilityCode, -1)
             AND coalesce(system_id, '') = coalesce(@systemId, '')`,
    )
    .get(card.internalNumber === null ? pickSerial(card) : pickNumber(card))
  if (!known) {
    const { lastInsertRowid } = db
      .prepare(
        `INSERT INTO card (system_id, facility_code, internal_number, external_number, format, card_type, state, changed_at_ms,
           key)
         VALUES (@systemId, @facilityCode, @internalNumber, @externalNumber, @format, @cardType, 'active', @atMs,
           @newCardKey)`,
      )
      .run({ ...card, atMs, newCardKey })
    return { cardId: Number(lastInsertRowid), isNew: true }
  }
  const format = card.format ?? known.format
  const externalNumber = card.externalNumber ?? known.externalNumber
  const cardType = card.cardType ?? known.cardType
  if (format !== known.format || externalNumber !== known.externalNumber || cardType !== known.cardType) {
    db.prepare(
      `UPDATE card SET format = @format, external_number = @externalNumber, card_type = @cardType,
         changed_at_ms = @atMs WHERE id = @cardId`,
    ).run({ cardId: known.cardId, format, externalNumber, cardType, atMs })
  }
  return { cardId: known.cardId, isNew: false }
}

function pickNumber({ internalNumber, facilityCode, systemId }: CardRecord) {
  return { internalNumber, facilityCode, systemId }
}

function pickSerial({ externalNumber, systemId }: CardRecord) {
  return { externalNumber, systemId }
}
