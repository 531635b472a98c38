/** One entry of a bulk request, read by itself: what it says, or everything that is wrong with it. */
import { foldEmail } from '../people/fold-email.ts'
import { dateFormatShapes, parseDate } from './presence-dates.ts'
import type { MatchMethod, PresenceRequest } from './presence-request.ts'

/** An entry whose contents are valid; whom and which place it means is still to be found out. */
export type CandidateEntry = {
  /** Its place in the request, from 0. */
  index: number
  /** YYYY-MM-DD. */
  localDate: string
  state: string
  /** Null where the entry names none, which only `at_location` may not. */
  location: string | null
  /** What its occupant is found by, as it was sent. */
  identifier: string
  /** The same, as two that mean one compare: an email's capitals are folded. */
  matchKey: string
}

export type EntryReading = { type: 'read'; entry: CandidateEntry } | { type: 'invalid'; message: string }

/** Longer names of a place are invalid (ours). UTF-16 units. */
const longestLocation = 256

/**
 * Reads one entry. Fields that have no meaning here are left alone (ours): a source may say more than this asks for, such
 * as the two identifiers that the request does not match by. `dates` remembers what each way of writing a date meant.
 */
export function readEntry(
  given: unknown,
  index: number,
  request: Pick<PresenceRequest, 'matchBy' | 'dateFormat'>,
  rules: { zone: string; states: readonly string[] },
  dates: Map<unknown, string | null>,
): EntryReading {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { type: 'invalid', message: 'the entry is no object with fields' }
  }
  const fields: Fields = given
  const faults: string[] = []
  const localDate = readDate(fields.date, request.dateFormat, rules.zone, dates, faults)
  const state = readState(fields.state, rules.states, faults)
  const location = readLocation(fields.location, state, faults)
  const identifier = readIdentifier(fields[request.matchBy], request.matchBy, faults)
  if (faults.length > 0 || localDate === null || state === null || identifier === null) {
    return { type: 'invalid', message: faults.join('; ') }
  }
  const matchKey = request.matchBy === 'email' ? foldEmail(identifier) : identifier
  return { type: 'read', entry: { index, localDate, state, location, identifier, matchKey } }
}

type Fields = { date?: unknown; state?: unknown; location?: unknown } & { [Method in MatchMethod]?: unknown }

function readDate(
  given: unknown,
  dateFormat: PresenceRequest['dateFormat'],
  zone: string,
  dates: Map<unknown, string | null>,
  faults: string[],
): string | null {
  if (isMissing(given)) return fail(faults, 'date is missing')
  let localDate = dates.get(given)
  if (localDate === undefined) {
    localDate = parseDate(given, dateFormat, zone)
    dates.set(given, localDate)
  }
  if (localDate !== null) return localDate
  return fail(faults, `date ${quote(given)} is no date in the format ${dateFormat} (${dateFormatShapes[dateFormat]})`)
}

/** Matched exactly, case included (ours). */
function readState(given: unknown, states: readonly string[], faults: string[]): string | null {
  if (isMissing(given)) return fail(faults, 'state is missing')
  if (typeof given === 'string' && states.includes(given)) return given
  return fail(faults, `state ${quote(given)} is none of ${states.join(', ')}`)
}

/** “If that state is 'at_location', then a location value should also be provided.” A blank text is none (ours). */
function readLocation(given: unknown, state: string | null, faults: string[]): string | null {
  if (isMissing(given)) return state === 'at_location' ? fail(faults, 'location is missing') : null
  if (typeof given !== 'string') return fail(faults, 'location is no text')
  if (given.length > longestLocation) return fail(faults, `location is longer than ${longestLocation} characters`)
  return isWhole(given) ? given : fail(faults, 'location holds a control character or a broken one')
}

function readIdentifier(given: unknown, matchBy: MatchMethod, faults: string[]): string | null {
  if (isMissing(given)) return fail(faults, `${matchBy} is missing`)
  // A number has lost its leading zeros, and would be matched by what is left (ours).
  if (typeof given !== 'string') return fail(faults, `${matchBy} is no text`)
  return isWhole(given) ? given : fail(faults, `${matchBy} holds a control character or a broken one`)
}

function isMissing(given: unknown): boolean {
  return given === undefined || given === null || (typeof given === 'string' && given.trim() === '')
}

/** No database, log or screen gives back unchanged what is not. */
function isWhole(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)
}

function fail(faults: string[], fault: string): null {
  faults.push(fault)
  return null
}

/** A foreign value as it may stand in a message: short, and without anything that a terminal would obey. */
export function quote(given: unknown): string {
  if (typeof given === 'number') return String(given)
  if (typeof given !== 'string') return Array.isArray(given) ? 'of several values' : `of the kind ${typeof given}`
  const letters = [...given.slice(0, 100).replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '\uFFFD')]
  return `"${letters.slice(0, 40).join('')}${letters.length > 40 ? '…' : ''}"`
}
