/**
 * What a roster would change. Each record is exactly one of New, Update, Error, No Change, Duplicate, so that these five
 * totals always add up (Paperless Employee, “Stage Authentication Data”). That every column of the file is compared, not
 * only the authentication values, is ours.
 */
import { type CardRecord, cardKey, type HeldCard, type PersonRecord } from '../people/person.ts'
import type { RosterRecord } from './fold-roster.ts'

/** What is known of a person whom a record names, with the cards held now. */
export type KnownPerson = { person: PersonRecord; cards: readonly HeldCard[] }

export type Judgement =
  | { type: 'new'; person: PersonRecord; cards: CardRecord[] }
  /** `cards` are those that change. */
  | { type: 'update'; person: PersonRecord; isPersonChanged: boolean; isStatusChange: boolean; cards: CardRecord[] }
  | { type: 'no-change' }
  | { type: 'duplicate' }
  | { type: 'error' }

/** The words of the preview; `Status Updated` goes before `Update`. */
export type Change = 'New Record' | 'Status Updated' | 'Update' | 'No Change' | 'Duplicate' | 'Error'

export type RosterTotals = Record<'totalRecords' | (typeof totals)[Judgement['type']], number>

const totals = {
  new: 'totalNew',
  update: 'totalUpdates',
  error: 'totalErrors',
  'no-change': 'totalNoChange',
  duplicate: 'totalDuplicates',
} as const satisfies Record<Judgement['type'], string>

/**
 * Judges a record against what is known of its person; null for somebody new. Of a person, a column that the file has not
 * stays as it is, and a blank one means "none". Of a card, a blank says nothing: the door may know more than the roster.
 * Cards that the file does not name stay with whoever holds them.
 */
export function judgeRecord(record: RosterRecord, known: KnownPerson | null): Judgement {
  if (record.errors.length > 0 || record.person === null) return { type: 'error' }
  if (record.isDuplicate) return { type: 'duplicate' }
  if (!known) return { type: 'new', person: { ...nobody, ...record.person }, cards: record.cards }
  const before = known.person
  const after: PersonRecord = { ...before, ...record.person }
  const isReturning = after.isActive && !before.isActive
  const heldByKey = new Map(known.cards.map((card) => [cardKey(card), card]))
  const cards = record.cards.filter((card) => saysNews(card, heldByKey.get(cardKey(card)), isReturning))
  const isPersonChanged = !isSamePerson(before, after)
  if (!isPersonChanged && cards.length === 0) return { type: 'no-change' }
  const isStatusChange = before.isActive !== after.isActive
  return { type: 'update', person: after, isPersonChanged, isStatusChange, cards }
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

/** How many records there are, and how many of each kind. */
export function totalJudgements(judgements: readonly Judgement[]): RosterTotals {
  const counted: RosterTotals = {
    totalRecords: judgements.length,
    totalNew: 0,
    totalUpdates: 0,
    totalErrors: 0,
    totalNoChange: 0,
    totalDuplicates: 0,
  }
  for (const judgement of judgements) counted[totals[judgement.type]] += 1
  return counted
}

/** Somebody of whom nothing is known yet: a person without a status is active. */
const nobody = {
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

/**
 * Does the roster say something of this card that is not so yet? `held` is absent where they do not hold it. A card that
 * died when its holder left is given again by the roster that brings the holder back and names it.
 */
function saysNews(card: CardRecord, held: HeldCard | undefined, isReturning: boolean): boolean {
  if (!held || (held.hasDiedWithHolder && isReturning)) return true
  const columns = ['externalNumber', 'format', 'cardType'] as const
  return columns.some((column) => card[column] !== null && card[column] !== held[column])
}
