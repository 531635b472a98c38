/** Whom the central service knows: put from a roster, found by the clock system's identifiers. */
import { giveCard } from '../people/give-card-store.ts'
import { countPeople as countStored, upsertPerson } from '../people/people-store.ts'
import type { CardRecord, PersonRecord } from '../people/person.ts'
import type { ReadableDb, Store } from '../store/database.ts'
import { findRosterCards } from './cards-store.ts'

/**
 * A person as a roster says it, with the cards that they hold. Blank identifiers count as missing. A person without a
 * username has their employee number as username (ours), so that everybody can be clocked in. Whether somebody is active
 * is kept, and not judged by the clock (ours): who may badge is decided at the door, and what happened is recorded.
 */
export type CentralPerson = PersonRecord & { cards: readonly CardRecord[] }

/** What a caller says about who is meant; at least one. All are matched exactly, letter case included (ours). */
export type AccountIdentifiers = {
  accId?: string | undefined
  apiId?: string | undefined
  uniqueId?: number | undefined
  discord?: string | undefined
  username?: string | undefined
}

export type AccountLookup =
  | { type: 'found'; personId: number }
  /** None of the given identifiers is known. */
  | { type: 'not-linked' }
  /** They name different accounts, or one of them names none or two. */
  | { type: 'contradiction' }

/** `some`: employee numbers of a few of them, in order. */
export type OtherPeople = { count: number; some: string[] }

const mostNamed = 5

export type AccountStore = {
  /**
   * Adds or renews by employee number in one transaction; nobody is ever removed. Cards are given along, except those
   * that a check-in has given to somebody meanwhile. Says who else is known and active: whoever left is among them.
   */
  putPeople: (people: Iterable<CentralPerson>) => Promise<OtherPeople>
  countPeople: () => Promise<number>
}

/** @param nowMs When a card changes hands that way. */
export function createAccountStore(store: Store, nowMs: () => number): AccountStore {
  return {
    putPeople: async (people) => {
      const atMs = nowMs()
      const numbers: string[] = []
      const put = store.transact((db) => {
        for (const { cards, ...person } of people) {
          numbers.push(person.employeeNumber)
          const personId = upsertPerson(db, withoutBlanks(person), atMs)
          for (const card of findRosterCards(db, cards)) giveCard(db, card, personId, atMs)
        }
        return { ok: true, value: findOthers(db, numbers) }
      })
      return put.ok ? put.value : { count: 0, some: [] }
    },
    countPeople: async () => countStored(store.read),
  }
}

function findOthers(db: ReadableDb, numbers: readonly string[]): OtherPeople {
  const others = db
    .prepare<{ employeeNumber: string }>(
      `SELECT employee_number AS employeeNumber FROM person
       WHERE is_active = 1 AND employee_number NOT IN (SELECT value FROM json_each(@numbers)) ORDER BY employee_number`,
    )
    .all({ numbers: JSON.stringify(numbers) })
    .map(({ employeeNumber }) => employeeNumber)
  return { count: others.length, some: others.slice(0, mostNamed) }
}

function withoutBlanks(person: PersonRecord): PersonRecord {
  const { email, userId, apiId, username, accId, discord } = person
  const filled = { email, userId, apiId, username, accId, discord }
  return { ...person, ...Object.fromEntries(Object.entries(filled).map(([name, value]) => [name, value || null])) }
}

/**
 * Who is meant by each, in one look per kind of identifier. One that two accounts share never picks one of them: clocking the
 * wrong person is worse.
 */
export function findAccounts(db: ReadableDb, wanted: readonly AccountIdentifiers[]): AccountLookup[] {
  const named = wanted.map(() => new Set<number | null>())
  const contradicted = new Set<number>()
  for (const [field, column] of joins) {
    const values = wanted.flatMap((identifiers) => identifiers[field] ?? [])
    if (values.length === 0) continue
    const idsByValue = new Map<string | number, number[]>()
    const found = db
      .prepare<{ value: string | number; id: number }>(
        `SELECT DISTINCT given.value AS value, person.id AS id FROM json_each(@values) AS given JOIN person ON ${column} = given.value`,
      )
      .all({ values: JSON.stringify(values) })
    for (const { value, id } of found) idsByValue.set(value, [...(idsByValue.get(value) ?? []), id])
    for (const [index, identifiers] of wanted.entries()) {
      const value = identifiers[field]
      if (value === undefined) continue
      const ids = idsByValue.get(value) ?? []
      if (ids.length > 1) contradicted.add(index)
      named[index]?.add(ids[0] ?? null)
    }
  }
  return named.map((ids, index) => {
    if (contradicted.has(index) || ids.size > 1) return { type: 'contradiction' }
    const [personId] = ids
    return personId == null ? { type: 'not-linked' } : { type: 'found', personId }
  })
}

const joins = [
  ['accId', 'person.acc_id'],
  ['apiId', 'person.api_id'],
  ['uniqueId', 'person.unique_id'],
  ['discord', 'person.discord'],
  ['username', 'coalesce(person.username, person.employee_number)'],
] as const satisfies [keyof AccountIdentifiers, string][]
