/**
 * The lines of a roster, folded into one record per person: several cards of one person are several lines (ours, as a
 * roster's sibling of Paperless Employee, “Stage Authentication Data”, where each line is a record).
 */
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
  authValues: AuthValues
  /** Not empty: the whole record is an Error, and goes no further. */
  errors: RosterError[]
  /** Skipped, because another record shares all its authentication values. */
  isDuplicate: boolean
}

export type RosterError = { line: number; reason: string }

type Folding = {
  byEmployeeNumber: Map<string, RosterRecord>
  /** Who was given a card first, and where. */
  givenCards: Map<string, { record: RosterRecord; line: number }>
  /** Where a column was first filled, if not in the record's first line. */
  filledLater: Map<RosterRecord, Map<string, number>>
}

/** Folds entries, in the file's order, into records in the order in which each person first appears. */
export function foldRoster(entries: Iterable<RosterEntry>): RosterRecord[] {
  const folding: Folding = { byEmployeeNumber: new Map(), givenCards: new Map(), filledLater: new Map() }
  const records: RosterRecord[] = []
  for (const entry of entries) {
    const added = foldEntry(folding, entry)
    if (added) records.push(added)
  }
  markDuplicates(records)
  return records
}

/** Adds an entry to its person's record; answers the record where it is a new one, null where there was one. */
function foldEntry(folding: Folding, entry: RosterEntry): RosterRecord | null {
  const { line } = entry
  // Whom a torn line is about cannot be trusted either: "E10" may be the beginning of "E1001".
  if (entry.type === 'unreadable') return startRecord(null, line, [{ line, reason: entry.reason }])
  const read = readEntry(entry.values)
  const employeeNumber = read.type === 'read' ? read.person.employeeNumber : read.employeeNumber
  const errors = read.type === 'wrong' ? read.reasons.map((reason) => ({ line, reason })) : []
  if (employeeNumber === null) return startRecord(null, line, errors)
  const known = folding.byEmployeeNumber.get(employeeNumber)
  const record = known ?? startRecord(employeeNumber, line, [])
  folding.byEmployeeNumber.set(employeeNumber, record)
  record.errors.push(...errors)
  if (read.type === 'read') {
    foldPerson(folding, record, read.person, line)
    foldAuthValues(folding, record, read.authValues, line)
    if (read.card) foldCard(folding, record, read.card, line)
  }
  return known ? null : record
}

function startRecord(employeeNumber: string | null, line: number, errors: RosterError[]): RosterRecord {
  const authValues: AuthValues = [null, null, null]
  return { employeeNumber, line, person: null, cards: [], authValues, errors, isDuplicate: false }
}

/** A value may be given in any of a person's lines, but only one: a blank contradicts nothing. */
function foldPerson(folding: Folding, record: RosterRecord, person: RosterPerson, line: number): void {
  if (!record.person) {
    record.person = person
    if (line !== record.line) for (const column of Object.keys(person)) noteLine(folding, record, column, line)
    return
  }
  const merged: Record<string, unknown> = { ...record.person }
  for (const [column, value] of Object.entries(person)) {
    const before = merged[column]
    if (isBlank(value) || isSame(before, value)) continue
    if (isBlank(before)) {
      merged[column] = value
      noteLine(folding, record, column, line)
    } else {
      record.errors.push({ line, reason: contradiction(folding, record, column === 'isActive' ? 'status' : column) })
    }
  }
  record.person = merged as RosterPerson
}

function foldAuthValues(folding: Folding, record: RosterRecord, authValues: AuthValues, line: number): void {
  const merge = (index: 0 | 1 | 2): string | null => {
    const before = record.authValues[index]
    const value = authValues[index]
    const column = `authValue${index + 1}`
    if (value === null || value === before) return before
    if (before !== null) record.errors.push({ line, reason: contradiction(folding, record, column) })
    else if (line !== record.line) noteLine(folding, record, column, line)
    return before ?? value
  }
  record.authValues = [merge(0), merge(1), merge(2)]
}

function foldCard(folding: Folding, record: RosterRecord, card: CardRecord, line: number): void {
  const key = cardKey(card)
  const given = folding.givenCards.get(key)
  if (!given) {
    folding.givenCards.set(key, { record, line })
    record.cards.push(card)
    return
  }
  if (given.record !== record) {
    const owner = shorten(given.record.employeeNumber ?? '')
    record.errors.push({ line, reason: `the card is already given to "${owner}" in line ${given.line}` })
    return
  }
  const index = record.cards.findIndex((known) => cardKey(known) === key)
  const before = record.cards[index]
  if (!before) return
  for (const column of ['externalNumber', 'format', 'cardType'] as const) {
    if (before[column] !== null && card[column] !== null && before[column] !== card[column]) {
      record.errors.push({ line, reason: `${cardColumns[column]} contradicts line ${given.line}` })
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

/**
 * Records that share the whole non-empty tuple of authentication values are one set, of which only the last that has the
 * most data is processed (Paperless Employee, “Stage Authentication Data”; what "most data" means is ours). Records with
 * the same employee number were folded before, so this is the only way left to be a duplicate.
 */
function markDuplicates(records: readonly RosterRecord[]): void {
  const keptByTuple = new Map<string, { record: RosterRecord; filled: number }>()
  for (const record of records) {
    if (record.errors.length > 0 || record.authValues.every((value) => value === null)) continue
    const tuple = JSON.stringify(record.authValues)
    const filled = countFilled(record)
    const kept = keptByTuple.get(tuple)
    if (kept && kept.filled > filled) {
      record.isDuplicate = true
    } else {
      if (kept) kept.record.isDuplicate = true
      keptByTuple.set(tuple, { record, filled })
    }
  }
}

function countFilled(record: RosterRecord): number {
  const values = [record.person ?? {}, ...record.cards].flatMap((part) => Object.values(part))
  return values.filter((value) => !isBlank(value)).length
}

function contradiction(folding: Folding, record: RosterRecord, column: string): string {
  return `${column} contradicts line ${folding.filledLater.get(record)?.get(column) ?? record.line}`
}

function noteLine(folding: Folding, record: RosterRecord, column: string, line: number): void {
  const lines = folding.filledLater.get(record) ?? new Map<string, number>()
  folding.filledLater.set(record, lines.set(column === 'isActive' ? 'status' : column, line))
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0)
}

function isSame(left: unknown, right: unknown): boolean {
  return left === right || (Array.isArray(left) && Array.isArray(right) && left.join(';') === right.join(';'))
}
