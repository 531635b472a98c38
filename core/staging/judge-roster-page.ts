/** Judges staged records of a roster against the people whom the station knows. */
import { putAuthData, readByIds } from '../enrolment/auth-data-store.ts'
import { describeRosterDifferences } from '../enrolment/differences.ts'
import type { Duplicates } from '../enrolment/duplicates.ts'
import type { RosterRecord } from '../enrolment/fold-roster.ts'
import type { KnownAuth } from '../enrolment/judge-auth.ts'
import { type Judgement, judgementToChange, judgementToChecks, judgeRecord } from '../enrolment/judge-roster.ts'
import { unpackRosterContent } from '../enrolment/roster-content.ts'
import type { AuthValues } from '../enrolment/roster-entry.ts'
import type { StagedRecord } from '../enrolment/staged-record-store.ts'
import { type StoredPerson, upsertPerson } from '../people/people-store.ts'
import { addNewcomers, gatherCards, gatherPeople, giveCards } from '../people/roster-people-store.ts'
import type { ReadableDb, WritableDb } from '../store/database.ts'
import { type Apply, type JudgedRecord, toChange } from './judged-record.ts'

/** A record of a roster with its place in the batch. */
export type PlacedRoster = { place: number; record: RosterRecord }

export function judgeRosterPage(
  db: ReadableDb,
  page: readonly PlacedRoster[],
  { isSkipped }: Pick<Duplicates, 'isSkipped'>,
): JudgedRecord[] {
  const numbers = page.flatMap(({ record }) => record.employeeNumber ?? [])
  const people = gatherPeople(db, numbers)
  const cards = gatherCards(
    db,
    page.flatMap(({ record }) => record.cards),
  )
  const auth = new Map(readByIds(db, numbers).map((known) => [known.employeeId, known]))
  return page.map(({ place, record }) => {
    const known = people.get(record.employeeNumber ?? '') ?? null
    const knownAuth = auth.get(record.employeeNumber ?? '') ?? null
    const authValues = knownAuth?.authValues ?? null
    const judgement = judgeRecord(record, known, { isDuplicate: isSkipped(place), authValues })
    const differences = describeRosterDifferences(judgement, known, authValues, cards)
    return {
      shown: {
        verdict: judgement.type,
        change: judgementToChange(judgement),
        differences: differences.length > 0 ? JSON.stringify(differences) : null,
        checks: judgementToChecks(judgement),
      },
      apply: toApply(judgement, known, knownAuth, differences.length === 0),
      isAppliedLast: isLeaving(judgement),
    }
  })
}

export function toRosterRecord({ line, employeeId, authValues, content, errors }: StagedRecord): RosterRecord {
  const { person, cards, filledLater } = unpackRosterContent(content, employeeId)
  const record = { employeeNumber: employeeId, line, person, cards, authValues, errors: [...errors] }
  return filledLater ? { ...record, filledLater } : record
}

/**
 * A card that a roster takes from whoever leaves and gives to somebody else goes on living, whichever of the two stands
 * first in the file.
 */
function isLeaving(judgement: Judgement): boolean {
  return (judgement.type === 'new' || judgement.type === 'update') && !judgement.person.isActive
}

/** @param isAllNew Of somebody new: none of the cards exists either. */
function toApply(
  judgement: Judgement,
  known: StoredPerson | null,
  knownAuth: KnownAuth | null,
  isAllNew: boolean,
): Apply | null {
  switch (judgement.type) {
    case 'new': {
      const { person, cards, authValues } = judgement
      if (isAllNew && !authValues) return { type: 'newcomer', newcomer: { person, cards } }
      return toChange((db, atMs) => {
        if (isAllNew) addNewcomers(db, [{ person, cards }], atMs)
        else giveCards(db, cards, upsertPerson(db, person, atMs), atMs)
        if (authValues) putAuthValues(db, person.employeeNumber, authValues, knownAuth, atMs)
      })
    }
    case 'update':
      return toChange((db, atMs) => {
        const { person, isPersonChanged, cards, authValues } = judgement
        if (!known) throw new Error('whoever is updated is known')
        // Somebody of whom only cards change is left as they are.
        if (isPersonChanged) upsertPerson(db, person, atMs)
        giveCards(db, cards, known.personId, atMs)
        if (authValues) putAuthValues(db, person.employeeNumber, authValues, knownAuth, atMs)
      })
    case 'no-change':
    case 'duplicate':
    case 'error':
      return null
  }
}

/** A roster's status is the person's; what authentication data says of a status is left as it is. */
function putAuthValues(
  db: WritableDb,
  employeeId: string,
  authValues: AuthValues,
  known: KnownAuth | null,
  atMs: number,
): void {
  putAuthData(db, { employeeId, employeeStatus: known?.employeeStatus ?? null, authValues }, employeeId, atMs)
}
