/** People, and the cards that they are given. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import {
  beginningOfTimeMs,
  type CardRecord,
  type ClockIdentity,
  type HeldCard,
  type OccupantIdentity,
  type PersonRecord,
} from './person.ts'

export type CardState = 'active' | 'lost' | 'revoked'

export type PersonRow = {
  personId: number
  employeeNumber: string
  displayName: string
  isActive: boolean
  language: string | null
}

/** A person as stored, in a roster's terms, with the cards held now. */
export type StoredPerson = { personId: number; person: PersonRecord; cards: HeldCard[] }

/** One line of a roster, in the order of its columns. Authentication values are secrets and are never given out. */
export type RosterLine = {
  employeeNumber: string
  displayName: string
  email: string | null
  status: 'Active' | 'Inactive'
  userId: string | null
  apiId: string | null
  username: string | null
  accId: string | null
  discord: string | null
  uniqueId: number | null
  cardNumber: number | null
  facilityCode: number | null
  cardFormat: string | null
  externalCardNumber: string | null
  cardType: number | null
  systemId: string | null
  occupancySystemId: string | null
  timeProfiles: string | null
  language: string | null
  authValue1: null
  authValue2: null
  authValue3: null
}

export type GivenCard =
  | { type: 'given'; cardId: number; formerPersonId: number | null }
  | { type: 'already-theirs'; cardId: number }

type RawPersonRow = Omit<PersonRow, 'isActive'> & { isActive: 0 | 1 }

const personColumns = `person.id AS personId, employee_number AS employeeNumber, display_name AS displayName,
  is_active AS isActive, language`

/** `employeeNumber` is matched exactly, case included. */
export function findPersonByEmployeeNumber(db: ReadableDb, employeeNumber: string): PersonRow | null {
  const row = db
    .prepare<RawPersonRow>(`SELECT ${personColumns} FROM person WHERE employee_number = @employeeNumber`)
    .get({ employeeNumber })
  return row ? toPersonRow(row) : null
}

export function readPerson(db: ReadableDb, personId: number): PersonRow | null {
  const row = db.prepare<RawPersonRow>(`SELECT ${personColumns} FROM person WHERE id = @personId`).get({ personId })
  return row ? toPersonRow(row) : null
}

/** `language` null: they are spoken to in the language of the screen. */
export function setLanguage(db: WritableDb, personId: number, language: string | null, atMs: number): void {
  db.prepare('UPDATE person SET language = @language, changed_at_ms = @atMs WHERE id = @personId').run({
    personId,
    language,
    atMs,
  })
}

/** What the clock system may know these people by; an id that nobody has is left out. */
export function readClockIdentities(db: ReadableDb, personIds: readonly number[]): Map<number, ClockIdentity> {
  const rows = db
    .prepare<ClockIdentity & { personId: number }>(
      `SELECT id AS personId, employee_number AS employeeNumber, api_id AS apiId, username, acc_id AS accId, discord,
         unique_id AS uniqueId
       FROM person WHERE id IN (SELECT value FROM json_each(@ids))`,
    )
    .all({ ids: JSON.stringify(personIds) })
  return new Map(rows.map(({ personId, ...identity }) => [personId, identity]))
}

/** What presence entries may find these people by; an id that nobody has is left out. */
export function readOccupantIdentities(db: ReadableDb, personIds: readonly number[]): Map<number, OccupantIdentity> {
  const rows = db
    .prepare<OccupantIdentity & { personId: number }>(
      `SELECT id AS personId, email, employee_number AS employeeID, user_id AS userID
       FROM person WHERE id IN (SELECT value FROM json_each(@ids))`,
    )
    .all({ ids: JSON.stringify(personIds) })
  return new Map(rows.map(({ personId, ...identity }) => [personId, identity]))
}

/** Everybody, by employee number, with how many cards they hold and whether they are in. */
export function listPeople(db: ReadableDb): PersonSummary[] {
  return db
    .prepare<Omit<PersonSummary, 'isActive' | 'isIn'> & { isActive: 0 | 1; isIn: 0 | 1 }>(
      `SELECT employee_number AS employeeNumber, display_name AS displayName, is_active AS isActive, role,
         (SELECT count(*) FROM card_holding WHERE person_id = person.id AND until_ms IS NULL) AS cards,
         EXISTS (SELECT 1 FROM period WHERE person_id = person.id AND state = 'open') AS isIn
       FROM person ORDER BY employee_number`,
    )
    .all()
    .map((row) => ({ ...row, isActive: row.isActive === 1, isIn: row.isIn === 1 }))
}

export type PersonSummary = {
  employeeNumber: string
  displayName: string
  isActive: boolean
  role: 'none' | 'scan' | 'supervisor'
  cards: number
  isIn: boolean
}

export function countPeople(db: ReadableDb): number {
  return db.prepare<{ n: number }>('SELECT count(*) AS n FROM person').get()?.n ?? 0
}

export function countCards(db: ReadableDb): number {
  return db.prepare<{ n: number }>('SELECT count(*) AS n FROM card').get()?.n ?? 0
}

type RawStoredPerson = Omit<PersonRecord, 'isActive' | 'timeProfiles'> & {
  personId: number
  isActive: 0 | 1
  timeProfiles: string | null
}

/** What a roster is judged against; null for somebody new. */
export function readStoredPerson(db: ReadableDb, employeeNumber: string): StoredPerson | null {
  const row = db
    .prepare<RawStoredPerson>(
      `SELECT id AS personId, employee_number AS employeeNumber, display_name AS displayName, email,
         user_id AS userId, api_id AS apiId, username, acc_id AS accId, discord, unique_id AS uniqueId,
         is_active AS isActive, occupancy_system_id AS occupancySystemId, language,
         (SELECT group_concat(link_id, ';' ORDER BY link_id) FROM person_time_profile WHERE person_id = person.id)
           AS timeProfiles
       FROM person WHERE employee_number = @employeeNumber`,
    )
    .get({ employeeNumber })
  if (!row) return null
  const { personId, isActive, timeProfiles, ...columns } = row
  const cards = db
    .prepare<CardRecord & { hasDiedWithHolder: 0 | 1 }>(
      `SELECT system_id AS systemId, facility_code AS facilityCode, internal_number AS internalNumber,
         external_number AS externalNumber, format, card_type AS cardType, died_with_holder AS hasDiedWithHolder
       FROM card_holding JOIN card ON card.id = card_id WHERE person_id = @personId AND until_ms IS NULL`,
    )
    .all({ personId })
    .map((card) => ({ ...card, hasDiedWithHolder: card.hasDiedWithHolder === 1 }))
  const person = { ...columns, isActive: isActive === 1, timeProfiles: timeProfiles?.split(';') ?? [] }
  return { personId, person, cards }
}

/** Everybody as roster lines, by employee number: one line per card held now, one without a card for whoever has none. */
export function* iterateRosterLines(db: ReadableDb): Generator<RosterLine> {
  const rows = db
    .prepare<Omit<RosterLine, 'authValue1' | 'authValue2' | 'authValue3'>>(
      `SELECT employee_number AS employeeNumber, display_name AS displayName, email,
         iif(is_active, 'Active', 'Inactive') AS status, user_id AS userId, api_id AS apiId, username, acc_id AS accId,
         discord, unique_id AS uniqueId, internal_number AS cardNumber, facility_code AS facilityCode,
         format AS cardFormat, external_number AS externalCardNumber, card_type AS cardType, system_id AS systemId,
         occupancy_system_id AS occupancySystemId,
         (SELECT group_concat(link_id, ';' ORDER BY link_id) FROM person_time_profile WHERE person_id = person.id)
           AS timeProfiles, language
       FROM person
       LEFT JOIN card_holding ON card_holding.person_id = person.id AND until_ms IS NULL
       LEFT JOIN card ON card.id = card_id
       ORDER BY employee_number, card.id`,
    )
    .iterate()
  for (const row of rows) yield { ...row, authValue1: null, authValue2: null, authValue3: null }
}

/**
 * Adds or replaces a person by employee number; their role, PIN and cards stay, and their language where nothing is said of it. The cards of whoever is not
 * active die: they are revoked, and stay so when the person comes back, until somebody gives them again. Answers the
 * person's id.
 */
export function upsertPerson(db: WritableDb, person: PersonRecord, atMs: number): number {
  const { isActive, timeProfiles, language, ...columns } = person
  const row = db
    .prepare<{ personId: number }>(
      `INSERT INTO person (employee_number, display_name, email, user_id, api_id, username, acc_id, discord, unique_id,
         is_active, occupancy_system_id, language, changed_at_ms)
       VALUES (@employeeNumber, @displayName, @email, @userId, @apiId, @username, @accId, @discord, @uniqueId,
         @isActive, @occupancySystemId, @language, @atMs)
       ON CONFLICT (employee_number) DO UPDATE SET display_name = @displayName, email = @email, user_id = @userId,
         api_id = @apiId, username = @username, acc_id = @accId, discord = @discord, unique_id = @uniqueId,
         is_active = @isActive, occupancy_system_id = @occupancySystemId,
         language = iif(@saysLanguage, @language, language), changed_at_ms = @atMs
       RETURNING id AS personId`,
    )
    .get({
      ...columns,
      isActive: isActive ? 1 : 0,
      language: language ?? null,
      saysLanguage: language === undefined ? 0 : 1,
      atMs,
    })
  if (!row) throw new Error('an upsert always returns its row')
  const { personId } = row
  const timeProfilesJson = JSON.stringify(timeProfiles)
  db.prepare(
    `DELETE FROM person_time_profile WHERE person_id = @personId
       AND link_id NOT IN (SELECT value FROM json_each(@timeProfilesJson))`,
  ).run({ personId, timeProfilesJson })
  if (timeProfiles.length > 0) {
    db.prepare(
      `INSERT OR IGNORE INTO person_time_profile (person_id, link_id)
       SELECT @personId, value FROM json_each(@timeProfilesJson)`,
    ).run({ personId, timeProfilesJson })
  }
  if (!isActive) {
    db.prepare(
      `UPDATE card SET state = 'revoked', died_with_holder = 1, changed_at_ms = @atMs
       WHERE state = 'active'
         AND id IN (SELECT card_id FROM card_holding WHERE person_id = @personId AND until_ms IS NULL)`,
    ).run({ personId, atMs })
  }
  return personId
}

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

/** Notes when people and cards were last brought up to date. */
export function setRosterAt(db: WritableDb, atMs: number): void {
  db.prepare(
    `INSERT INTO station_fact (name, value) VALUES ('roster_at_ms', @value)
     ON CONFLICT (name) DO UPDATE SET value = @value`,
  ).run({ value: String(atMs) })
}

/** When people and cards were last brought up to date; null where they never were. */
export function readRosterAt(db: ReadableDb): number | null {
  const row = db.prepare<{ value: string }>("SELECT value FROM station_fact WHERE name = 'roster_at_ms'").get()
  return row ? Number(row.value) : null
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

function toPersonRow(row: RawPersonRow): PersonRow {
  return { ...row, isActive: row.isActive === 1 }
}
