/** What a roster asks and adds, many people at once. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import { insertRows } from '../store/insert-rows.ts'
import { type CardState, giveCard } from './give-card-store.ts'
import type { StoredPerson } from './people-store.ts'
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
         is_active AS isActive, occupancy_system_id AS occupancySystemId, language,
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

/** Somebody new, with cards that are new as well. */
export type Newcomer = { person: PersonRecord; cards: readonly CardRecord[] }

const personColumns = [
  'id',
  'employee_number',
  'display_name',
  'email',
  'user_id',
  'api_id',
  'username',
  'acc_id',
  'discord',
  'unique_id',
  'is_active',
  'occupancy_system_id',
  'language',
  'changed_at_ms',
]
const profileColumns = ['person_id', 'link_id']
const cardColumns = [
  'id',
  'system_id',
  'facility_code',
  'internal_number',
  'external_number',
  'format',
  'card_type',
  'state',
  'died_with_holder',
  'changed_at_ms',
]
const holdingColumns = ['card_id', 'person_id', 'from_ms']

type Values = (string | number | null)[]

/**
 * Adds people who are known to be new, with cards that are known to be new: what `upsertPerson` and `giveCard` do for each,
 * without looking for what is not there. Throws where somebody or something is there after all.
 */
export function addNewcomers(db: WritableDb, newcomers: readonly Newcomer[], atMs: number): void {
  const [people, profiles, cardValues, holdings]: [Values, Values, Values, Values] = [[], [], [], []]
  let personId = readLastId(db, 'person')
  let cardId = readLastId(db, 'card')
  for (const { person, cards } of newcomers) {
    personId += 1
    pushPerson(people, personId, person, atMs)
    for (const linkId of person.timeProfiles) profiles.push(personId, linkId)
    for (const card of cards) {
      cardId += 1
      pushCard(cardValues, cardId, card, person.isActive, atMs)
      // The first holder has held it from the beginning of time.
      holdings.push(cardId, personId, beginningOfTimeMs)
    }
  }
  insertRows(db, 'INSERT INTO person', personColumns, people)
  insertRows(db, 'INSERT INTO person_time_profile', profileColumns, profiles)
  insertRows(db, 'INSERT INTO card', cardColumns, cardValues)
  insertRows(db, 'INSERT INTO card_holding', holdingColumns, holdings)
}

/** The next one is what SQLite would give out itself: knowing it beforehand saves asking for each. */
function readLastId(db: ReadableDb, table: 'person' | 'card'): number {
  return db.prepare<{ last: number }>(`SELECT coalesce(max(id), 0) AS last FROM ${table}`).get()?.last ?? 0
}

function pushPerson(values: Values, personId: number, person: PersonRecord, atMs: number): void {
  values.push(
    personId,
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
    person.language ?? null,
    atMs,
  )
}

/** The card of somebody who has left is dead from the start. */
function pushCard(values: Values, cardId: number, card: CardRecord, isHolderActive: boolean, atMs: number): void {
  values.push(
    cardId,
    card.systemId,
    card.facilityCode,
    card.internalNumber,
    card.externalNumber,
    card.format,
    card.cardType,
    isHolderActive ? 'active' : 'revoked',
    isHolderActive ? 0 : 1,
    atMs,
  )
}

/** Puts cards into somebody's hands, one after the other; see `giveCard`. */
export function giveCards(db: WritableDb, cards: readonly CardRecord[], personId: number, atMs: number): void {
  for (const card of cards) giveCard(db, card, personId, atMs)
}
