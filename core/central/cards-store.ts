/** Gives cards to people: what the card check-in writes. */
import { type CheckIn, resultCodes, type SP1CheckInResult } from '../people/card-check-in.ts'
import { assignCard } from '../people/card-check-in-store.ts'
import type { CardRecord } from '../people/person.ts'
import type { ReadableDb } from '../store/database.ts'
import { createTimeOrderedIds } from '../store/time-ordered-id.ts'
import type { CommitTogether } from './group-commit-store.ts'

export type CardsStore = {
  /**
   * Finds the person, makes the card where there is none, and takes it from whoever had it, in one transaction that is
   * durable when this resolves. Whatever is refused has changed nothing.
   *
   * @param cardTypes those that there are; null for any.
   */
  checkInCard: (checkIn: CheckIn, atMs: number, cardTypes: readonly number[] | null) => Promise<SP1CheckInResult>
}

type Outcome = { ok: true; value: SP1CheckInResult } | { ok: false; refusal: SP1CheckInResult }

/** @param commitTogether One card a request: those that come in at the same time share a wait for the disk. */
export function createCardsStore(commitTogether: CommitTogether): CardsStore {
  const newKey = createTimeOrderedIds()
  return {
    checkInCard: async (checkIn, atMs, cardTypes) => {
      const outcome = await commitTogether<SP1CheckInResult, SP1CheckInResult>((db): Outcome => {
        const assigned = assignCard(db, checkIn, { newCardKey: newKey(Date.now()), atMs, cardTypes })
        if (assigned.type === 'refused') return { ok: false, refusal: assigned.result }
        const { cardId, decision } = assigned
        if (decision.result.ResultCode === resultCodes.assigned) {
          db.prepare('INSERT INTO card_check_in (card_id, person_id, at_ms) VALUES (@cardId, @personId, @atMs)').run({
            cardId,
            personId: decision.person.personId,
            atMs,
          })
        }
        return { ok: true, value: decision.result }
      })
      return outcome.ok ? outcome.value : outcome.refusal
    },
  }
}

/**
 * Which of a roster's cards may be given as the roster says. A card that a check-in gave to somebody stays theirs (ours):
 * the same roster is put at every start of the service, and must not take back what happened since.
 */
export function findRosterCards(db: ReadableDb, cards: readonly CardRecord[]): CardRecord[] {
  return cards.filter(({ systemId, facilityCode, internalNumber, externalNumber }) => {
    const isNumbered = internalNumber !== null
    return !db
      .prepare(
        `SELECT 1 FROM card WHERE ${isNumbered ? numbered : serialOnly}
           AND EXISTS (SELECT 1 FROM card_check_in WHERE card_id = card.id)`,
      )
      .get(isNumbered ? { systemId, facilityCode, internalNumber } : { systemId, externalNumber })
  })
}

const numbered = `internal_number = @internalNumber AND coalesce(facility_code, -1) = coalesce(@facilityCode, -1)
  AND coalesce(system_id, '') = coalesce(@systemId, '')`
const serialOnly = `internal_number IS NULL AND external_number = @externalNumber
  AND coalesce(system_id, '') = coalesce(@systemId, '')`
