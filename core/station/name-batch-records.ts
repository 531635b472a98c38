/** The records of a batch as whoever approves it reads them: who each is about, and what changes, by names and not by keys. */
import { printStoredNumber } from '../badge/print-stored-number.ts'
import { changedFields } from '../contract/console-enrolment-calls.ts'
import type { Answer } from '../contract/contract.ts'
import { personIdentifiers } from '../contract/person-identifiers.ts'
import type { Batch } from '../enrolment/batch-store.ts'
import { readCardField } from '../enrolment/differences.ts'
import { unpackRosterContent } from '../enrolment/roster-content.ts'
import type { RosterPerson } from '../enrolment/roster-entry.ts'
import type { StoredPerson } from '../people/people-store.ts'
import { type CardRecord, cardKey } from '../people/person.ts'
import { gatherCards, gatherPeople } from '../people/roster-people-store.ts'
import { readProfile } from '../schedule/schedule-store.ts'
import type { ShownPlace } from '../staging/batches.ts'
import type { ReadableDb } from '../store/database.ts'

type NamedRecord = Extract<Answer<'listBatchRecords'>, { type: 'records' }>['records'][number]
type Concerned = Extract<Answer<'getBatch'>, { type: 'batch' }>['concerned']['becomeInactive']
type Change = NamedRecord['differences'][number]

export function nameBatchRecords(db: ReadableDb, kind: Batch['kind'], records: readonly ShownPlace[]): NamedRecord[] {
  const changes = records.map((record) => record.differences.map(readDifference))
  const holders = changes.flat().flatMap(({ field, before, after }) => (field === 'card' ? [before, after] : []))
  const numbers = [...records.map(({ employeeId }) => employeeId), ...holders].filter((number) => number !== null)
  const people = gatherPeople(db, [...new Set(numbers)])
  return records.map(({ content, ...record }, index) => {
    const brought = kind === 'roster' ? unpackRosterContent(content, record.employeeId) : null
    const own = changes[index] ?? []
    const all = record.verdict === 'new' && brought ? [...listBrought(brought, own), ...own] : own
    return {
      ...record,
      displayName: brought?.person?.displayName ?? people.get(record.employeeId ?? '')?.person.displayName ?? null,
      differences: all.map((change) => nameValues(db, people, change)),
    }
  })
}

/** Those people by name, in this order, with the cards of theirs that can be used. */
export function nameConcerned(db: ReadableDb, employeeNumbers: readonly string[]): Concerned {
  const people = gatherPeople(db, employeeNumbers)
  const onFile = gatherCards(
    db,
    [...people.values()].flatMap(({ cards }) => cards),
  )
  return employeeNumbers.map((employeeNumber) => {
    const stored = people.get(employeeNumber)
    const usable = stored?.cards.filter((card) => onFile.get(cardKey(card))?.state === 'active') ?? []
    return {
      employeeNumber,
      displayName: stored?.person.displayName ?? employeeNumber,
      cards: usable.map(numberOf),
    }
  })
}

/** What somebody new brings, but for the name; cards of which a difference tells already are left out. */
function listBrought(brought: { person: RosterPerson | null; cards: readonly CardRecord[] }, told: Change[]): Change[] {
  const { person } = brought
  const isTold = (card: string): boolean => told.some((change) => change.field === 'card' && change.card === card)
  const columns = [...personIdentifiers, 'language' as const].map((field) => set(field, person?.[field] ?? null))
  const profiles = person?.timeProfiles ?? []
  const cards = brought.cards
    .map(numberOf)
    .filter((card) => !isTold(card))
    .map((card): Change => ({ field: 'card', card, before: null, after: null }))
  return [
    ...columns,
    set('status', person?.isActive === false ? 'Inactive' : null),
    set('timeProfiles', profiles.length > 0 ? profiles.join(';') : null),
  ]
    .filter(({ after }) => after !== null)
    .concat(cards)
}

function set(field: Change['field'], value: string | number | null): Change {
  return { field, card: null, before: null, after: value === null ? null : String(value) }
}

/** What `core/enrolment/differences.ts` names in English, as the name of a column. */
function readDifference({ field, before, after }: ShownPlace['differences'][number]): Change {
  const known = changedFields.find((name) => name === field)
  if (known !== undefined) return { field: known, card: null, before, after }
  const about = readCardField(field)
  if (about === null) return { field: 'unknown', card: field, before, after }
  const card = about.card.replace(' of ', ' · ')
  const named = changedFields.find((name) => name === about.column)
  if (named !== undefined) return { field: named, card, before, after }
  return { field: before === 'revoked' && after === 'active' ? 'cardState' : 'card', card, before, after }
}

function nameValues(db: ReadableDb, people: ReadonlyMap<string, StoredPerson>, change: Change): Change {
  const named = (value: string | null): string | null => {
    if (value === null) return null
    if (change.field === 'timeProfiles') {
      return value
        .split(';')
        .map((linkId) => readProfile(db, linkId)?.name ?? linkId)
        .join(', ')
    }
    if (change.field !== 'card') return value
    const name = people.get(value)?.person.displayName
    return name === undefined ? value : `${name} (${value})`
  }
  return { ...change, before: named(change.before), after: named(change.after) }
}

function numberOf(card: CardRecord): string {
  const number = printStoredNumber(card) ?? card.externalNumber ?? ''
  return card.systemId === null ? number : `${number} · ${card.systemId}`
}
