/** People as a roster brings them. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { CardRecord, ClockIdentity, HeldCard, OccupantIdentity, PersonRecord } from './person.ts'

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

function toPersonRow(row: RawPersonRow): PersonRow {
  return { ...row, isActive: row.isActive === 1 }
}
