/**
 * What a staged record of a roster says, as text: values without their names, because there are a hundred thousand of them
 * to write, to read and to write again.
 */
import type { CardRecord, PersonRecord } from '../people/person.ts'
import type { RosterRecord } from './fold-roster.ts'
import type { RosterPerson } from './roster-entry.ts'

export type RosterContent = Pick<RosterRecord, 'person' | 'cards' | 'filledLater'>

/** The order of the values; the employee number is the record's own. */
const personColumns = [
  'displayName',
  'email',
  'userId',
  'apiId',
  'username',
  'accId',
  'discord',
  'uniqueId',
  'isActive',
  'occupancySystemId',
  'timeProfiles',
] as const satisfies readonly (keyof PersonRecord)[]

type PackedCard = [string | null, number | null, number | null, string | null, string | null, number | null]

/** Stands for a column that the file has not; no column has it as a value. */
const absent = ''

export function packRosterContent({ person, cards, filledLater }: RosterContent): string {
  const columns = person && personColumns.map((column) => person[column] ?? (person[column] === null ? null : absent))
  const packed = cards.map(
    (card): PackedCard => [
      card.systemId,
      card.facilityCode,
      card.internalNumber,
      card.externalNumber,
      card.format,
      card.cardType,
    ],
  )
  return JSON.stringify(filledLater ? [columns, packed, filledLater] : [columns, packed])
}

/** What `packRosterContent` has made. */
export function unpackRosterContent(text: string, employeeNumber: string | null): RosterContent {
  const [columns, packed, filledLater] = JSON.parse(text) as [unknown[] | null, PackedCard[], Record<string, number>?]
  const cards = packed.map(
    ([systemId, facilityCode, internalNumber, externalNumber, format, cardType]): CardRecord => ({
      systemId,
      facilityCode,
      internalNumber,
      externalNumber,
      format,
      cardType,
    }),
  )
  const content = { person: columns && employeeNumber !== null ? unpackPerson(columns, employeeNumber) : null, cards }
  return filledLater ? { ...content, filledLater } : content
}

function unpackPerson(columns: readonly unknown[], employeeNumber: string): RosterPerson {
  const person: Record<string, unknown> = { employeeNumber }
  for (const [place, column] of personColumns.entries()) {
    if (columns[place] !== absent) person[column] = columns[place]
  }
  return person as RosterPerson
}
