/** One entry of a roster: its values read by their columns' rules. */
import { cardLimits } from '../badge/card-formats.ts'
import { cardFormatNames } from '../contract/card-format-names.ts'
import type { CardFormat } from '../contract/reader-settings.ts'
import { say } from '../contract/sentences.ts'
import { mostEmail, mostEmployeeNumber, mostPersonName, unwritable } from '../contract/text-patterns.ts'
import type { CardRecord, PersonRecord } from '../people/person.ts'
import { type RosterColumn, shorten } from './roster-columns.ts'

/** A person as one entry has them: only the columns that the file has. */
export type RosterPerson = Pick<PersonRecord, 'employeeNumber' | 'displayName'> & Partial<PersonRecord>

/** Authentication values as they were written, or keyed hashes of them: only such hashes are ever stored. */
export type AuthValues = readonly [string | null, string | null, string | null]

export type ReadEntry =
  | { type: 'read'; person: RosterPerson; card: CardRecord | null; authValues: AuthValues }
  /** `employeeNumber` is whom the entry is about, where it says so. */
  | { type: 'wrong'; employeeNumber: string | null; reasons: string[] }

/** Values by their columns; absent for a column that the file has not. */
type Fields = { [Column in RosterColumn]?: string | null }

/** The longest value of each column, in UTF-16 units (ours). */
const longest: Record<RosterColumn, number> = {
  employeeNumber: mostEmployeeNumber,
  displayName: mostPersonName,
  email: mostEmail,
  status: 64,
  userId: 128,
  apiId: 128,
  username: 128,
  accId: 128,
  discord: 128,
  uniqueId: 32,
  cardNumber: 32,
  facilityCode: 32,
  cardFormat: 32,
  externalCardNumber: 64,
  cardType: 32,
  systemId: 64,
  occupancySystemId: 64,
  timeProfiles: 4096,
  language: 35,
  authValue1: 256,
  authValue2: 256,
  authValue3: 256,
}

/** As a keyboard reader types it. */
const em4100Digits = 10

const anyFormat = { facilityCode: 2 ** 32 - 1, cardNumber: 2 ** 48 - 1 }

const formatsByLowerCase = new Map(cardFormatNames.map((format) => [format.toLowerCase(), format]))

/** Reads one entry. Every fault of it is named, not only the first. */
export function readEntry(values: Partial<Record<RosterColumn, string>>): ReadEntry {
  const reasons: string[] = []
  const fields: Fields = {}
  for (const column in values) fields[column as RosterColumn] = readText(column as RosterColumn, values, reasons)
  const employeeNumber = fields.employeeNumber ?? null
  const displayName = fields.displayName ?? null
  // A value that is there but unusable has its own reason already.
  if (employeeNumber === null && (values.employeeNumber ?? '').trim() === '')
    reasons.push(say('value-missing', { column: 'employeeNumber' }))
  if (displayName === null && (values.displayName ?? '').trim() === '')
    reasons.push(say('value-missing', { column: 'displayName' }))
  const optional = readOptionalColumns(fields, reasons)
  const card = readCard(fields, reasons)
  if (reasons.length > 0 || employeeNumber === null || displayName === null) {
    return { type: 'wrong', employeeNumber, reasons }
  }
  const authValues: AuthValues = [fields.authValue1 ?? null, fields.authValue2 ?? null, fields.authValue3 ?? null]
  return { type: 'read', person: { employeeNumber, displayName, ...optional }, card, authValues }
}

/** Trimmed; blank and missing are the same. */
function readText(
  column: RosterColumn,
  values: Partial<Record<RosterColumn, string>>,
  reasons: string[],
): string | null {
  const text = (values[column] ?? '').trim()
  if (text === '') return null
  if (text.length > longest[column]) {
    reasons.push(say('value-too-long', { column, max: longest[column] }))
    return null
  }
  // Nearly every value is plain, and that is seen at once.
  if (/[^ -~]/.test(text) && unwritable.test(text)) {
    reasons.push(say('value-control', { column }))
    return null
  }
  return text
}

function readOptionalColumns(fields: Fields, reasons: string[]): Partial<PersonRecord> {
  const person: Partial<PersonRecord> = {}
  for (const column of ['email', 'userId', 'apiId', 'username', 'accId', 'discord', 'occupancySystemId'] as const) {
    const value = fields[column]
    if (value !== undefined) person[column] = value
  }
  if (fields.uniqueId !== undefined) person.uniqueId = readWhole(fields, 'uniqueId', Number.MAX_SAFE_INTEGER, reasons)
  const status = fields.status
  // Capitals do not matter in this one word (ours).
  if (status !== undefined) person.isActive = status === null || status.toLowerCase() === 'active'
  const timeProfiles = fields.timeProfiles
  if (timeProfiles !== undefined) person.timeProfiles = readLinkIds(timeProfiles ?? '', reasons)
  if (fields.language !== undefined) person.language = readLanguage(fields.language, reasons)
  return person
}

/** `de`, `de-AT` and `DE_at` are all German. One that the screens do not speak is kept: it is no reason to turn somebody away (ours). */
function readLanguage(text: string | null, reasons: string[]): string | null {
  if (text === null) return null
  const code = /^([a-z]{2,3})(?:[-_][a-z0-9_-]+)?$/i.exec(text)?.[1]
  if (code === undefined) reasons.push(say('language-no-code', { text: shorten(text) }))
  return code?.toLowerCase() ?? null
}

function readLinkIds(text: string, reasons: string[]): string[] {
  const linkIds = text
    .split(';')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '')
  for (const linkId of linkIds) {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(linkId)) {
      reasons.push(say('no-link-id', { text: shorten(linkId) }))
    }
  }
  return [...new Set(linkIds)].sort()
}

/** Null where the entry names no card: a format, type or system alone describes none, and says nothing. */
function readCard(fields: Fields, reasons: string[]): CardRecord | null {
  const format = readFormat(fields, reasons)
  const limits = format ? cardLimits[format] : anyFormat
  const facilityCode = readWhole(fields, 'facilityCode', limits.facilityCode ?? anyFormat.facilityCode, reasons)
  const cardNumber = readWhole(fields, 'cardNumber', limits.cardNumber, reasons)
  if (format === 'em4100' && (fields.cardNumber ?? '').length > em4100Digits) {
    reasons.push(say('em4100-too-many-digits', { max: em4100Digits }))
  }
  const cardType = readWhole(fields, 'cardType', 2 ** 31 - 1, reasons)
  const externalNumber = readExternalNumber(fields, format, reasons)
  if (cardNumber === null && externalNumber === null) return null
  const systemId = fields.systemId ?? null
  const numbers = format === 'em4100' ? joinHalves(facilityCode, cardNumber, reasons) : { facilityCode, cardNumber }
  return {
    systemId,
    facilityCode: numbers.cardNumber === null ? null : numbers.facilityCode,
    internalNumber: numbers.cardNumber,
    externalNumber,
    format,
    cardType,
  }
}

/** An EM4100 number written as its two halves is one number, and so one card, however it was written. */
function joinHalves(facilityCode: number | null, cardNumber: number | null, reasons: string[]) {
  if (facilityCode === null || cardNumber === null) return { facilityCode: null, cardNumber }
  if (cardNumber <= 0xffff) return { facilityCode: null, cardNumber: facilityCode * 0x10000 + cardNumber }
  // The whole number beside its own upper half is no contradiction; of that half some print eight bits, some sixteen.
  const upper = Math.floor(cardNumber / 0x10000)
  if (facilityCode !== upper && facilityCode !== upper % 0x100 && facilityCode !== upper % 0x10000) {
    reasons.push(say('facility-contradicts', { facility: facilityCode, number: cardNumber }))
  }
  return { facilityCode: null, cardNumber }
}

function readFormat(fields: Fields, reasons: string[]): CardFormat | null {
  const text = fields.cardFormat ?? null
  if (text === null) return null
  const format = formatsByLowerCase.get(text.toLowerCase())
  if (!format) {
    reasons.push(say('format-unknown', { text: shorten(text), known: cardFormatNames.join(', ') }))
  }
  return format ?? null
}

/** A serial is upper-case hex, as a reader gives it; anything else that is printed on a card stays as it is written. */
function readExternalNumber(fields: Fields, format: CardFormat | null, reasons: string[]): string | null {
  const text = fields.externalCardNumber ?? null
  if (text === null || format !== 'csn') return text
  const serial = text.replace(/[\s:-]/g, '').toUpperCase()
  if (!/^([0-9A-F]{2})+$/.test(serial)) {
    reasons.push(say('no-serial', { text: shorten(text) }))
  }
  return serial
}

/** Digits alone, leading zeros allowed. */
function readWhole(fields: Fields, column: RosterColumn, max: number, reasons: string[]): number | null {
  const text = fields[column] ?? null
  if (text === null) return null
  const value = Number(text)
  if (!/^[0-9]+$/.test(text)) reasons.push(say('value-no-number', { column, text: shorten(text) }))
  else if (value > max) reasons.push(say('value-too-large', { column, text, max }))
  else return value
  return null
}
