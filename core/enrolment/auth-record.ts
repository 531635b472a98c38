/**
 * A record of authentication data as it was submitted, scrubbed: trimmed, with blanks and missing fields the same, and
 * without the records that hold no data (Paperless Employee, “Stage Authentication Data”).
 */
import { say } from '../contract/sentences.ts'
import { unwritable } from '../contract/text-patterns.ts'
import type { AuthValues } from './roster-entry.ts'

/** The five fields of a record, in the page's order. */
export const authFields = ['employeeId', 'employeeStatus', 'authValue1', 'authValue2', 'authValue3'] as const
export type AuthField = (typeof authFields)[number]

export type AuthRecord = {
  /** Counted from 1 within all that was submitted to the batch, the records without data included. */
  line: number
  employeeId: string | null
  employeeStatus: string | null
  authValues: AuthValues
  /** Not empty: the record is an Error and goes no further. Never holds an authentication value. */
  errors: string[]
}

/** A record whose authentication values are hashes: what may be stored and compared. */
export type HiddenAuthRecord = AuthRecord & { readonly isHidden: true }

/** A keyed hash. The same text gives the same hash, which fits a column, and nobody without the key can go back. */
export type AuthHash = (text: string) => string

export type ScrubRules = {
  /** Whether the site's patterns are looked at; what cannot be stored is an error in any case (ours). */
  validate: boolean
  /** Whether a record without any authentication value is taken. */
  allowNoAuth: boolean
  /** The site's patterns, each for the whole value (ours; none by default). */
  patterns: AuthPatterns
}

export type AuthPatterns = { readonly [Field in AuthField]?: RegExp }

/** UTF-16 units (ours); those of a roster's columns. */
const longest: Record<AuthField, number> = {
  employeeId: 64,
  employeeStatus: 64,
  authValue1: 256,
  authValue2: 256,
  authValue3: 256,
}

/** From the texts of the settings, which are regular expressions; each is for the whole value. */
export function compilePatterns(texts: { readonly [Field in AuthField]?: string | undefined }): AuthPatterns {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([field, text]) =>
      text === undefined ? [] : [[field, new RegExp(`^(?:${text})$`, 'u')]],
    ),
  )
}

/** Scrubs the record of a line; null: one without data. */
export function scrubRecord(given: unknown, line: number, rules: ScrubRules): AuthRecord | null {
  if (isBlank(given)) return null
  if (!isObject(given)) return noRecord(line, say('record-no-object'))
  const values = authFields.map((field) => (Object.hasOwn(given, field) ? given[field] : null))
  if (values.every(isBlank)) return null
  const errors: string[] = []
  const [employeeId = null, employeeStatus = null, first = null, second = null, third = null] = authFields.map(
    (field, index) => readField(field, values[index], rules, errors),
  )
  if (isBlank(values[0])) errors.push(say('value-missing', { column: 'employeeId' }))
  if (!rules.allowNoAuth && values.slice(2).every(isBlank)) errors.push(say('no-auth-value'))
  return { line, employeeId, employeeStatus, authValues: [first, second, third], errors }
}

/** A record of which nothing could be read, such as a torn line of a file. */
export function noRecord(line: number, error: string): AuthRecord {
  return { line, employeeId: null, employeeStatus: null, authValues: [null, null, null], errors: [error] }
}

/** The place is hashed along (ours): equal values in different places are not seen to be equal. */
export function hideAuthValues(values: AuthValues, hash: AuthHash): AuthValues {
  const [first, second, third] = values
  return [first && hash(`1:${first}`), second && hash(`2:${second}`), third && hash(`3:${third}`)]
}

export function hideRecord(record: AuthRecord, hash: AuthHash): HiddenAuthRecord {
  return { ...record, authValues: hideAuthValues(record.authValues, hash), isHidden: true }
}

/** Names the whole tuple of authentication values; null where all are empty. */
export function authKey(values: AuthValues): string | null {
  return values.every((value) => value === null) ? null : JSON.stringify(values)
}

/** "Most data": how many fields are not empty (ours). */
export function countFilled({ employeeId, employeeStatus, authValues }: Omit<AuthRecord, 'line' | 'errors'>): number {
  return [employeeId, employeeStatus, ...authValues].filter((value) => value !== null).length
}

function readField(field: AuthField, value: unknown, rules: ScrubRules, errors: string[]): string | null {
  if (isBlank(value)) return null
  if (typeof value !== 'string') {
    // A number has lost its leading zeros, so it is not taken for its digits.
    errors.push(say('value-no-text', { column: field }))
    return null
  }
  const text = value.trim()
  if (text.length > longest[field]) errors.push(say('value-too-long', { column: field, max: longest[field] }))
  else if (unwritable.test(text)) errors.push(say('value-control', { column: field }))
  else if (rules.validate && rules.patterns[field]?.test(text) === false) {
    errors.push(say('value-no-fit', { column: field }))
    // Whom a record is about is still worth telling.
    return text
  } else return text
  return null
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
