/** The columns of a roster, and which of them a file has. */
import { say } from '../contract/sentences.ts'

export const rosterColumns = [
  'employeeNumber',
  'displayName',
  'email',
  'status',
  'userId',
  'apiId',
  'username',
  'accId',
  'discord',
  'uniqueId',
  'cardNumber',
  'facilityCode',
  'cardFormat',
  'externalCardNumber',
  'cardType',
  'systemId',
  'occupancySystemId',
  'timeProfiles',
  'language',
  'authValue1',
  'authValue2',
  'authValue3',
] as const

export type RosterColumn = (typeof rosterColumns)[number]

/** One entry of a file as it was written, before any rule is applied. */
export type RosterEntry =
  /** A column that the file has not is absent; one that it has, but that is blank here, is an empty text. */
  | { type: 'entry'; line: number; values: Partial<Record<RosterColumn, string>> }
  /** An entry that cannot be told apart into columns. */
  | { type: 'unreadable'; line: number; reason: string }

export type Header = { type: 'header'; columns: RosterColumn[] } | { type: 'wrong'; message: string }

/** Which names may be left out of a file: all but these. */
const requiredColumns = ['employeeNumber', 'displayName'] as const

const columnsByLowerCase = new Map(rosterColumns.map((column) => [column.toLowerCase(), column]))

/** Which column each name means, in the file's order. Forgives capitals and surrounding blanks, and nothing else (ours). */
export function matchHeader(names: readonly string[]): Header {
  const columns: RosterColumn[] = []
  for (const name of names) {
    const column = columnsByLowerCase.get(name.trim().toLowerCase())
    if (!column) return wrong(say('column-unknown', { noun: 'roster', column: shorten(name), known: known() }))
    if (columns.includes(column)) return wrong(say('column-twice', { noun: 'roster', column }))
    columns.push(column)
  }
  const missing = requiredColumns.filter((column) => !columns.includes(column))
  const [column, other] = missing
  if (column !== undefined && other !== undefined)
    return wrong(say('columns-missing', { noun: 'roster', column, other }))
  if (column !== undefined) return wrong(say('column-missing', { noun: 'roster', column }))
  return { type: 'header', columns }
}

/** A foreign text as it may stand in a message: short, and without anything that a terminal would obey. */
export function shorten(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '\uFFFD')
  return plain.length <= 40 ? plain : `${plain.slice(0, 40)}…`
}

function known(): string {
  return rosterColumns.join(', ')
}

function wrong(message: string): Header {
  return { type: 'wrong', message }
}
