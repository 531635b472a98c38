/**
 * What a staged record of a roster says, as text: values without their names, because there are a hundred thousand of them
 * to write, to read and to write again.
 */
import type { CardRecord } from '../people/person.ts'
import type { RosterRecord } from './fold-roster.ts'
import type { RosterPerson } from './roster-entry.ts'

export type RosterContent = Pick<RosterRecord, 'person' | 'cards' | 'filledLater'>

type PackedCard = [string | null, number | null, number | null, string | null, string | null, number | null]

type PackedText = string | null
/** The columns of a person but the employee number, which is the record's own. */
type Packed = [
  string,
  PackedText,
  PackedText,
  PackedText,
  PackedText,
  PackedText,
  PackedText,
  number | null | typeof absent,
  boolean | typeof absent,
  PackedText,
  readonly string[] | typeof absent,
  // What was staged before there was this column has none.
  (PackedText | typeof absent)?,
]

/** Stands for a column that the file has not; no column has it as a value. */
const absent = ''

export function packRosterContent({ person, cards, filledLater }: RosterContent): string {
  const columns = person && packPerson(person)
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

function packPerson(person: RosterPerson): Packed {
  const {
    email,
    userId,
    apiId,
    username,
    accId,
    discord,
    uniqueId,
    isActive,
    occupancySystemId,
    timeProfiles,
    language,
  } = person
  return [
    person.displayName,
    email === undefined ? absent : email,
    userId === undefined ? absent : userId,
    apiId === undefined ? absent : apiId,
    username === undefined ? absent : username,
    accId === undefined ? absent : accId,
    discord === undefined ? absent : discord,
    uniqueId === undefined ? absent : uniqueId,
    isActive === undefined ? absent : isActive,
    occupancySystemId === undefined ? absent : occupancySystemId,
    timeProfiles === undefined ? absent : timeProfiles,
    language === undefined ? absent : language,
  ]
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

/** Column by column by its name: every record then has the same shape, which is what makes this fast. */
function unpackPerson(columns: readonly unknown[], employeeNumber: string): RosterPerson {
  const [
    displayName,
    email,
    userId,
    apiId,
    username,
    accId,
    discord,
    uniqueId,
    isActive,
    occupancySystemId,
    profiles,
    language = absent,
  ] = columns as Packed
  const person: RosterPerson = { employeeNumber, displayName }
  if (email !== absent) person.email = email
  if (userId !== absent) person.userId = userId
  if (apiId !== absent) person.apiId = apiId
  if (username !== absent) person.username = username
  if (accId !== absent) person.accId = accId
  if (discord !== absent) person.discord = discord
  if (uniqueId !== absent) person.uniqueId = uniqueId
  if (isActive !== absent) person.isActive = isActive
  if (occupancySystemId !== absent) person.occupancySystemId = occupancySystemId
  if (profiles !== absent) person.timeProfiles = profiles
  if (language !== absent) person.language = language
  return person
}
