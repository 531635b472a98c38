/**
 * What a roster would change. Each record is exactly one of New, Update, Error, No Change, Duplicate, so that these five
 * totals always add up (Paperless Employee, “Stage Authentication Data”). That every column of the file is compared, not
 * only the authentication values, is ours.
 */
import { type CardRecord, cardKey, type HeldCard, type PersonRecord } from '../people/person.ts'
import { authKey } from './auth-record.ts'
import { type CrossChecks, noCrossChecks } from './batch-totals.ts'
import type { RosterRecord } from './fold-roster.ts'
import type { AuthValues } from './roster-entry.ts'

/** What is known of a person whom a record names, with the cards held now. */
export type KnownPerson = { person: PersonRecord; cards: readonly HeldCard[] }

/** What a record is judged by besides its person. */
export type JudgedBy = {
  /** Skipped, because another record shares all its authentication values and is later or has more data. */
  isDuplicate: boolean
  /** Hashes of what is stored; null where nothing is. */
  authValues: AuthValues | null
}

export type Judgement =
  | { type: 'new'; person: PersonRecord; cards: CardRecord[]; authValues: AuthValues | null }
  | {
      type: 'update'
      person: PersonRecord
      isPersonChanged: boolean
      isStatusChange: boolean
      /** All of them were taken away. */
      isLosingProfiles: boolean
      /** Those that change. */
      cards: CardRecord[]
      /** Null: they stay. */
      authValues: AuthValues | null
    }
  | { type: 'no-change' }
  | { type: 'duplicate' }
  | { type: 'error' }

/** The words of the preview; `Status Updated` goes before `Update`. */
export type Change = 'New Record' | 'Status Updated' | 'Update' | 'No Change' | 'Duplicate' | 'Error'

/**
 * Judges a record against what is known of its person; null for somebody new. Of a person, a column that the file has not
 * stays as it is, and a blank one means "none". Of a card, a blank says nothing: the door may know more than the roster.
 * A blank authentication value says nothing either: no roster that a station gives out holds any. Cards that the file does
 * not name stay with whoever holds them.
 */
export function judgeRecord(
  record: RosterRecord,
  known: KnownPerson | null,
  by: JudgedBy = { isDuplicate: false, authValues: null },
): Judgement {
  if (record.errors.length > 0 || record.person === null) return { type: 'error' }
  if (by.isDuplicate) return { type: 'duplicate' }
  const authValues = mergeAuthValues(record.authValues, by.authValues)
  if (!known) return { type: 'new', person: { ...nobody, ...record.person }, cards: record.cards, authValues }
  const before = known.person
  const after: PersonRecord = { ...before, ...record.person }
  const isReturning = after.isActive && !before.isActive
  const heldByKey = new Map(known.cards.map((card) => [cardKey(card), card]))
  const cards = record.cards.filter((card) => saysNews(card, heldByKey.get(cardKey(card)), isReturning))
  const isPersonChanged = !isSamePerson(before, after)
  if (!isPersonChanged && cards.length === 0 && authValues === null) return { type: 'no-change' }
  const isStatusChange = before.isActive !== after.isActive
  const isLosingProfiles = before.timeProfiles.length > 0 && after.timeProfiles.length === 0
  return { type: 'update', person: after, isPersonChanged, isStatusChange, isLosingProfiles, cards, authValues }
}

/** The word for a judgement. */
export function judgementToChange(judgement: Judgement): Change {
  switch (judgement.type) {
    case 'new':
      return 'New Record'
    case 'update':
      return judgement.isStatusChange ? 'Status Updated' : 'Update'
    case 'no-change':
      return 'No Change'
    case 'duplicate':
      return 'Duplicate'
    case 'error':
      return 'Error'
  }
}

/** Which cross-check totals a judgement counts in, and what else it comes to. */
export function judgementToChecks(judgement: Judgement): CrossChecks {
  if (judgement.type === 'new') return judgement.person.isActive ? noCrossChecks : arrivingInactive
  if (judgement.type !== 'update') return noCrossChecks
  const { person, isStatusChange, isLosingProfiles, authValues } = judgement
  return {
    isEmpIdUpdate: false,
    isAuthValueChange: authValues !== null,
    isStatusChange,
    isBecomingInactive: isStatusChange && !person.isActive,
    isStayingInactive: !isStatusChange && !person.isActive,
    isLosingProfiles,
  }
}

const arrivingInactive: CrossChecks = { ...noCrossChecks, isStayingInactive: true }

/** Somebody of whom nothing is known yet: a person without a status is active. */
export const nobody = {
  email: null,
  userId: null,
  apiId: null,
  username: null,
  accId: null,
  discord: null,
  uniqueId: null,
  isActive: true,
  occupancySystemId: null,
  timeProfiles: [],
  language: null,
} as const satisfies Omit<PersonRecord, 'employeeNumber' | 'displayName'>

function isSamePerson(left: PersonRecord, right: PersonRecord): boolean {
  const { timeProfiles: leftProfiles, ...leftColumns } = left
  const { timeProfiles: rightProfiles, ...rightColumns } = right
  const columns = Object.keys(leftColumns) as (keyof typeof leftColumns)[]
  return (
    columns.every((column) => leftColumns[column] === rightColumns[column]) &&
    leftProfiles.join(';') === rightProfiles.join(';')
  )
}

/** What is stored afterwards; null where that is what is stored already. */
function mergeAuthValues(given: AuthValues, stored: AuthValues | null): AuthValues | null {
  const merged: AuthValues = [
    given[0] ?? stored?.[0] ?? null,
    given[1] ?? stored?.[1] ?? null,
    given[2] ?? stored?.[2] ?? null,
  ]
  return authKey(merged) === (stored && authKey(stored)) ? null : merged
}

/**
 * Does the roster say something of this card that is not so yet? `held` is absent where they do not hold it. A card that
 * died when its holder left is given again by the roster that brings the holder back and names it.
 */
function saysNews(card: CardRecord, held: HeldCard | undefined, isReturning: boolean): boolean {
  if (!held || (held.hasDiedWithHolder && isReturning)) return true
  const columns = ['externalNumber', 'format', 'cardType'] as const
  return columns.some((column) => card[column] !== null && card[column] !== held[column])
}
