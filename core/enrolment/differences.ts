/** What an approval would change, person by person, in words for whoever approves it. Never an authentication value. */
import { type CardRecord, cardKey, type HeldCard, type PersonRecord } from '../people/person.ts'
import type { AuthJudgement } from './judge-auth.ts'
import type { Judgement, KnownPerson } from './judge-roster.ts'
import type { AuthValues } from './roster-entry.ts'

/** Null: there is nothing before, or nothing afterwards. */
export type Difference = {
  field: string
  before: string | null
  after: string | null
  /** Never shown: the hash of the authentication value that is replaced, so that another one is another difference. */
  former?: string
  /** Never shown: the card in somebody's new hands is marked so. */
  mark?: 'lost' | 'revoked'
}

/** A card that exists already: who holds it now, by employee number. */
export type CardOnFile = { holder: string | null; state: string }

/** What stands for an authentication value that is set, and for one that is set anew. */
const setWord = '(set)'
const changedWord = '(changed)'

/**
 * What a judgement of a roster changes; empty for whoever and whatever is new altogether.
 *
 * @param cardsByKey Those of the record's cards that exist.
 */
export function describeRosterDifferences(
  judgement: Judgement,
  known: KnownPerson | null,
  knownAuthValues: AuthValues | null,
  cardsByKey: ReadonlyMap<string, CardOnFile>,
): Difference[] {
  if (judgement.type !== 'new' && judgement.type !== 'update') return []
  // Nearly everybody of a first import.
  if (!known && knownAuthValues === null && cardsByKey.size === 0) return []
  const { person, cards, authValues } = judgement
  const cardDifferences = cards.flatMap((card): Difference[] => {
    const onFile = cardsByKey.get(cardKey(card)) ?? null
    if (!known && !onFile) return []
    const held = known?.cards.find((of) => cardKey(of) === cardKey(card))
    if (held) return describeCardDetails(card, held, person.isActive)
    const difference = { field: nameCard(card, onFile), before: onFile?.holder ?? null, after: person.employeeNumber }
    const mark = onFile?.state === 'lost' || onFile?.state === 'revoked' ? onFile.state : null
    return [mark === null ? difference : { ...difference, mark }]
  })
  const authDifferences =
    authValues === null || (!known && knownAuthValues === null) ? [] : describeAuthValues(knownAuthValues, authValues)
  return [...(known ? describePerson(known.person, person) : []), ...cardDifferences, ...authDifferences]
}

/** What a judgement of authentication data changes; empty for whoever is new. */
export function describeAuthDifferences(judgement: AuthJudgement): Difference[] {
  if (judgement.type !== 'update') return []
  const { before, after } = judgement
  const fields = (['employeeId', 'employeeStatus'] as const).flatMap((field) =>
    before[field] === after[field] ? [] : [{ field, before: before[field], after: after[field] }],
  )
  return [...fields, ...describeAuthValues(before.authValues, after.authValues)]
}

/** A sentence for each card that is in use again without anybody having found it. `differences` as they are kept. */
export function sayMarkedCards(differences: string | null): string[] {
  if (!differences?.includes('"mark"')) return []
  return (JSON.parse(differences) as Difference[]).flatMap(({ field, after, mark }) =>
    mark === undefined ? [] : [`${field} is given to ${after}: it is marked ${mark}, and stays so`],
  )
}

function describePerson(before: PersonRecord, after: PersonRecord): Difference[] {
  const columns = Object.keys(before) as (keyof PersonRecord)[]
  return columns.flatMap((column) => {
    const [from, to] = [describeColumn(before, column), describeColumn(after, column)]
    return from === to ? [] : [{ field: column === 'isActive' ? 'status' : column, before: from, after: to }]
  })
}

/** As a roster writes it. */
function describeColumn(person: PersonRecord, column: keyof PersonRecord): string | null {
  if (column === 'isActive') return person.isActive ? 'Active' : 'Inactive'
  if (column === 'timeProfiles') return person.timeProfiles.length > 0 ? person.timeProfiles.join(';') : null
  const value = person[column]
  return value === null || value === undefined ? null : String(value)
}

function describeCardDetails(card: CardRecord, held: HeldCard, isHolderActive: boolean): Difference[] {
  const isRevived = held.hasDiedWithHolder && isHolderActive
  const life = isRevived ? [{ field: nameCard(card, null), before: 'revoked', after: 'active' }] : []
  const columns = { externalNumber: 'externalCardNumber', format: 'cardFormat', cardType: 'cardType' } as const
  const details = (Object.keys(columns) as (keyof typeof columns)[]).flatMap((column) => {
    const [before, after] = [held[column], card[column]]
    if (after === null || after === before) return []
    const field = `${nameCard(card, null)} ${columns[column]}`
    return [{ field, before: before === null ? null : String(before), after: String(after) }]
  })
  return [...life, ...details]
}

function nameCard(card: CardRecord, onFile: CardOnFile | null): string {
  const number = card.internalNumber === null ? card.externalNumber : card.internalNumber
  const place = card.facilityCode === null ? '' : `${card.facilityCode}-`
  const system = card.systemId === null ? '' : ` of ${card.systemId}`
  const state = onFile && onFile.state !== 'active' ? ` (${onFile.state})` : ''
  return `card ${place}${number}${system}${state}`
}

const cardField = /^card (.+?)(?: \((?:lost|revoked)\))?(?: (externalCardNumber|cardFormat|cardType))?$/

/** The card that a difference is about, and which column of it; `column` null: its holder or its state. Null: it is about no card. */
export function readCardField(field: string): { card: string; column: string | null } | null {
  const [, card, column = null] = cardField.exec(field) ?? []
  return card === undefined ? null : { card, column }
}

function describeAuthValues(before: AuthValues | null, after: AuthValues): Difference[] {
  return ([0, 1, 2] as const).flatMap((place) => {
    const [from, to] = [before?.[place] ?? null, after[place]]
    if (from === to) return []
    const word = from === null ? setWord : changedWord
    const difference = { field: `authValue${place + 1}`, before: from && setWord, after: to && word }
    return [from === null ? difference : { ...difference, former: from }]
  })
}
