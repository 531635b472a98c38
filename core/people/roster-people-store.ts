/** What a roster asks and adds, many people at once. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import { type CardState, giveCard, type StoredPerson } from './people-store.ts'
import { beginningOfTimeMs, type CardRecord, cardKey, type PersonRecord } from './person.ts'

/** A card that exists: who holds it now, by employee number, and whether it may be used. */
export type CardOnFile = { holder: string | null; state: CardState }

type RawPerson = Omit<PersonRecord, 'isActive' | 'timeProfiles'> & {
  personId: number
  isActive: 0 | 1
  timeProfiles: string | null
}

/** These people as `readStoredPerson` gives each, by employee number; whoever is not known is left out. */
export function gatherPeople(db: ReadableDb, employeeNumbers: readonly string[]): Map<string, StoredPerson> {
  const rows = db
    .prepare<RawPerson>(
      `SELECT person.id AS personId, employee_number AS employeeNumber, display_name AS displayName, email,
         user_id AS userId, api_id AS apiId, username, acc_id AS accId, discord, unique_id AS uniqueId,
         is_active AS isActive, occupancy_system_id AS occupancySystemId,
         (SELECT group_concat(link_id, ';' ORDER BY link_id) FROM person_time_profile WHERE person_id = person.id)
           AS timeProfiles
       FROM json_each(@numbers) AS wanted JOIN person ON employee_number = wanted.value`,
    )
    .all({ numbers: JSON.stringify(employeeNumbers) })
  const byId = new Map<number, StoredPerson>()
  for (const { personId, isActive, timeProfiles, ...columns } of rows) {
    const person = { ...columns, isActive: isActive === 1, timeProfiles: timeProfiles?.split(';') ?? [] }
    byId.set(personId, { personId, person, cards: [] })
  }
  if (byId.size > 0) gatherHeldCards(db, byId)
  return new Map([...byId.values()].map((stored) => [stored.person.employeeNumber, stored]))
}

function gatherHeldCards(db: ReadableDb, byId: ReadonlyMap<number, StoredPerson>): void {
  const rows = db
    .prepare<CardRecord & { personId: number; hasDiedWithHolder: 0 | 1 }>(
      `SELECT person_id AS personId, system_id AS systemId, facility_code AS facilityCode,
         internal_number AS internalNumber, external_number AS externalNumber, format, card_type AS cardType,
         died_with_holder AS hasDiedWithHolder
       FROM json_each(@ids) AS wanted
       JOIN card_holding ON person_id = wanted.value AND until_ms IS NULL
       JOIN card ON card.id = card_id`,
    )
    .all({ ids: JSON.stringify([...byId.keys()]) })
  for (const { personId, hasDiedWithHolder, ...card } of rows) {
    byId.get(personId)?.cards.push({ ...card, hasDiedWithHolder: hasDiedWithHolder === 1 })
  }
}

type RawCard = CardOnFile & Pick<CardRecord, 'systemId' | 'facilityCode' | 'internalNumber' | 'externalNumber'>

// By the number alone, which is nearly the whole of a card's name; the few that share it are told apart afterwards.
const cardsByNumber = cardsSql('internal_number = wanted.value')
const cardsBySerial = cardsSql('internal_number IS NULL AND external_number = wanted.value')

function cardsSql(isWanted: string): string {
  return `SELECT system_id AS systemId, facility_code AS facilityCode, internal_number AS internalNumber,
      external_number AS externalNumber, card.state, holder.employee_number AS holder
    FROM json_each(@wanted) AS wanted JOIN card ON ${isWanted}
    LEFT JOIN card_holding ON card_id = card.id AND until_ms IS NULL
    LEFT JOIN person AS holder ON holder.id = person_id`
}

/** Those of these cards that exist, by `cardKey`, and perhaps others that share their number. */
export function gatherCards(db: ReadableDb, cards: readonly CardRecord[]): Map<string, CardOnFile> {
  const found = new Map<string, CardOnFile>()
  const note = (sql: string, wanted: readonly (number | string)[]): void => {
    if (wanted.length === 0) return
    for (const row of db.prepare<RawCard>(sql).all({ wanted: JSON.stringify(wanted) })) {
      found.set(cardKey(row), { holder: row.holder, state: row.state })
    }
  }
  note(
    cardsByNumber,
    cards.flatMap(({ internalNumber }) => internalNumber ?? []),
  )
  note(
    cardsBySerial,
    cards.flatMap(({ internalNumber, externalNumber }) => (internalNumber === null ? (externalNumber ?? []) : [])),
  )
  return found
}

/**
 * Adds somebody who is known to be new, with cards that are known to be new: what `upsertPerson` and `giveCard` do, without
 * looking for what is not there. Throws where somebody or something is there after all.
 *
 * The values are bound by their place: a hundred thousand people by name would take half as long again.
 */
export function addPersonWithCards(
  db: WritableDb,
  person: PersonRecord,
  cards: readonly CardRecord[],
  atMs: number,
): void {
  const { lastInsertRowid: personId } = db
    .prepare(
      `INSERT INTO person (employee_number, display_name, email, user_id, api_id, username, acc_id, discord, unique_id,
         is_active, occupancy_system_id, changed_at_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run([
      person.employeeNumber,
      person.displayName,
      person.email,
      person.userId,
      person.apiId,
      person.username,
      person.accId,
      person.discord,
      person.uniqueId,
      person.isActive ? 1 : 0,
      person.occupancySystemId,
      atMs,
    ])
  for (const linkId of person.timeProfiles) {
    db.prepare('INSERT INTO person_time_profile (person_id, link_id) VALUES (?, ?)').run([personId, linkId])
  }
  // The card of somebody who has left is dead from the start.
  const life = person.isActive ? ['active', 0] : ['revoked', 1]
  for (const { systemId, facilityCode, internalNumber, externalNumber, format, cardType } of cards) {
    const { lastInsertRowid: cardId } = db
      .prepare(
        `INSERT INTO card (system_id, facility_code, internal_number, external_number, format, card_type, state,
           died_with_holder, changed_at_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run([systemId, facilityCode, internalNumber, externalNumber, format, cardType, ...life, atMs])
    // The first holder has held it from the beginning of time.
    db.prepare('INSERT INTO card_holding (card_id, person_id, from_ms) VALUES (?, ?, ?)').run([
      cardId,
      personId,
      beginningOfTimeMs,
    ])
  }
}

/** Puts cards into somebody's hands, one after the other; see `giveCard`. */
export function giveCards(db: WritableDb, cards: readonly CardRecord[], personId: number, atMs: number): void {
  for (const card of cards) giveCard(db, card, personId, atMs)
}
