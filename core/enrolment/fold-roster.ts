/**
 * The lines of a roster, folded into one record per person: several cards of one person are several lines (ours, as a
 * roster's sibling of Paperless Employee, “Stage Authentication Data”, where each line is a record).
 */
import { say } from '../contract/sentences.ts'
import { type CardRecord, cardKey } from '../people/person.ts'
import { type RosterEntry, shorten } from './roster-columns.ts'
import { type AuthValues, type RosterPerson, readEntry } from './roster-entry.ts'

/** One person of the file, or an entry that is nobody's. */
export type RosterRecord = {
  /** Null only where an entry does not say whom it is about. */
  employeeNumber: string | null
  /** Where the file first speaks of them. */
  line: number
  /** Null where no entry could be read. */
  person: RosterPerson | null
  cards: CardRecord[]
  /** As they were written, or hashes of them: whatever `hide` of the fold makes of them. */
  authValues: AuthValues
  /** Not empty: the whole record is an Error, and goes no further. */
  errors: RosterError[]
  /** Where a column was first filled, if not in the record's first line; absent where there is none such. */
  filledLater?: Record<string, number>
}

export type RosterError = { line: number; reason: string }

/** Where records are kept while a file is read, so that they need not all be in memory. */
export type RecordShelf = {
  /** Keeps a further record; the first has the place 0. */
  add: (record: RosterRecord) => void
  /** The record at a place, to be changed as it is. */
  take: (place: number) => RosterRecord
}

export type RosterFold = { add: (entry: RosterEntry) => void; count: () => number }

type Folding = {
  shelf: RecordShelf
  placeByEmployeeNumber: Map<string, number>
  /** Who was given a card first, and where. */
  givenCards: Map<string | number, { place: number; owner: string | null; line: number }>
  count: number
}

/**
 * Folds entries, in the file's order, into records in the order in which each person first appears.
 *
 * @param hide What is kept of authentication values; equal values have to stay equal.
 */
export function createRosterFold(shelf: RecordShelf, hide: (values: AuthValues) => AuthValues): RosterFold {
  const folding: Folding = { shelf, placeByEmployeeNumber: new Map(), givenCards: new Map(), count: 0 }
  return { add: (entry) => foldEntry(folding, entry, hide), count: () => folding.count }
}

/** Folds a whole file in memory. */
export function foldRoster(entries: Iterable<RosterEntry>): RosterRecord[] {
  const records: RosterRecord[] = []
  const take = (place: number): RosterRecord => {
    const record = records[place]
    if (!record) throw new Error('only records that were added are taken')
    return record
  }
  const fold = createRosterFold({ add: (record) => records.push(record), take }, (values) => values)
  for (const entry of entries) fold.add(entry)
  return records
}

/** How many fields are not empty. */
export function countFilled({ person, cards }: RosterRecord): number {
  let filled = 0
  for (const part of [person ?? {}, ...cards]) {
    for (const value of Object.values(part)) if (!isBlank(value)) filled += 1
  }
  return filled
}

/** Adds an entry to its person's record, or makes a new one. */
function foldEntry(folding: Folding, entry: RosterEntry, hide: (values: AuthValues) => AuthValues): void {
  const { line } = entry
  if (entry.type === 'unreadable') {
    // Whom a torn line is about cannot be trusted either: "E10" may be the beginning of "E1001".
    addRecord(folding, startRecord(null, line, [{ line, reason: entry.reason }]))
    return
  }
  const read = readEntry(entry.values)
  const employeeNumber = read.type === 'read' ? read.person.employeeNumber : read.employeeNumber
  const errors = read.type === 'wrong' ? read.reasons.map((reason) => ({ line, reason })) : []
  const knownPlace = employeeNumber === null ? undefined : folding.placeByEmployeeNumber.get(employeeNumber)
  const place = knownPlace ?? folding.count
  const record = knownPlace === undefined ? startRecord(employeeNumber, line, []) : folding.shelf.take(knownPlace)
  record.errors.push(...errors)
  if (read.type === 'read') {
    foldPerson(record, read.person, line)
    foldAuthValues(record, hide(read.authValues), line)
    if (read.card) foldCard(folding, record, place, read.card, line)
  }
  if (knownPlace === undefined) addRecord(folding, record)
}

function addRecord(folding: Folding, record: RosterRecord): void {
  if (record.employeeNumber !== null) folding.placeByEmployeeNumber.set(record.employeeNumber, folding.count)
  folding.count += 1
  folding.shelf.add(record)
}

function startRecord(employeeNumber: string | null, line: number, errors: RosterError[]): RosterRecord {
  const authValues: AuthValues = [null, null, null]
  return { employeeNumber, line, person: null, cards: [], authValues, errors }
}

/** A value may be given in any of a person's lines, but only one: a blank contradicts nothing. */
function foldPerson(record: RosterRecord, person: RosterPerson, line: number): void {
  if (!record.person) {
    record.person = person
    if (line !== record.line) for (const column of Object.keys(person)) noteLine(record, column, line)
    return
  }
  const merged: Record<string, unknown> = { ...record.person }
  for (const [column, value] of Object.entries(person)) {
    const before = merged[column]
    if (isBlank(value) || isSame(before, value)) continue
    if (isBlank(before)) {
      merged[column] = value
      noteLine(record, column, line)
    } else {
      record.errors.push({ line, reason: contradiction(record, column === 'isActive' ? 'status' : column) })
    }
  }
  record.person = merged as RosterPerson
}

function foldAuthValues(record: RosterRecord, authValues: AuthValues, line: number): void {
  if (authValues.every((value) => value === null)) return
  const merge = (index: 0 | 1 | 2): string | null => {
    const before = record.authValues[index]
    const value = authValues[index]
    const column = `authValue${index + 1}`
    if (value === null || value === before) return before
    if (before !== null) record.errors.push({ line, reason: contradiction(record, column) })
    else if (line !== record.line) noteLine(record, column, line)
    return before ?? value
  }
  record.authValues = [merge(0), merge(1), merge(2)]
}

function foldCard(folding: Folding, record: RosterRecord, place: number, card: CardRecord, line: number): void {
  const { internalNumber, facilityCode, systemId } = card
  const isNumberAlone = internalNumber !== null && facilityCode === null && systemId === null
  // Most cards are a number and nothing else, which needs no text to be named.
  const key = isNumberAlone ? internalNumber : cardKey(card)
  const given = folding.givenCards.get(key)
  if (!given) {
    folding.givenCards.set(key, { place, owner: record.employeeNumber, line })
    record.cards.push(card)
    return
  }
  if (given.place !== place) {
    const owner = shorten(given.owner ?? '')
    record.errors.push({ line, reason: say('card-given-before', { owner, line: given.line }) })
    return
  }
  const index = record.cards.findIndex((known) => cardKey(known) === cardKey(card))
  const before = record.cards[index]
  if (!before) return
  for (const column of ['externalNumber', 'format', 'cardType'] as const) {
    if (before[column] !== null && card[column] !== null && before[column] !== card[column]) {
      record.errors.push({ line, reason: say('contradicts-line', { column: cardColumns[column], line: given.line }) })
    }
  }
  record.cards[index] = {
    ...before,
    externalNumber: before.externalNumber ?? card.externalNumber,
    format: before.format ?? card.format,
    cardType: before.cardType ?? card.cardType,
  }
}

const cardColumns = { externalNumber: 'externalCardNumber', format: 'cardFormat', cardType: 'cardType' } as const

function contradiction(record: RosterRecord, column: string): string {
  return say('contradicts-line', { column, line: record.filledLater?.[column] ?? record.line })
}

function noteLine(record: RosterRecord, column: string, line: number): void {
  record.filledLater = { ...record.filledLater, [column === 'isActive' ? 'status' : column]: line }
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0)
}

function isSame(left: unknown, right: unknown): boolean {
  return left === right || (Array.isArray(left) && Array.isArray(right) && left.join(';') === right.join(';'))
}
