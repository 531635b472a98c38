/** People as they were pulled, until they are applied; and which cards the service has said that somebody has. */
import { cardKey } from '../people/person.ts'
import type { ReadableDb, WritableDb } from '../store/database.ts'
import { type PulledPerson, pulledPerson } from './pull-answer.ts'

type Card = Extract<PulledPerson, { isGone: false }>['cards'][number]

/** A later word about somebody replaces an earlier one. */
export function stagePulledPeople(db: WritableDb, people: readonly PulledPerson[]): void {
  const put = db.prepare(
    `INSERT INTO pull_person (employee_number, content) VALUES (@employeeNumber, @content)
     ON CONFLICT (employee_number) DO UPDATE SET content = @content, fault = NULL`,
  )
  for (const person of people) {
    const content = person.isGone ? person : { ...person, cards: person.cards.map(withKey) }
    put.run({ employeeNumber: person.employeeNumber, content: JSON.stringify(content) })
  }
}

function withKey(card: Card): Card & { key: string } {
  return { ...card, key: cardKey(card) }
}

/** Those who wait to be applied, in the order of their numbers, after one of them. */
export function pageStaged(db: ReadableDb, after: string, limit: number): PulledPerson[] {
  return db
    .prepare<{ content: string }>(
      'SELECT content FROM pull_person WHERE employee_number > @after ORDER BY employee_number LIMIT @limit',
    )
    .all({ after, limit })
    .map(({ content }) => pulledPerson.parse(JSON.parse(content)))
}

/** Who waits; whom it would make leave; and how many work here now. */
export function countStaged(db: ReadableDb): { staged: number; leaving: number; active: number } {
  const counts = db
    .prepare<{ staged: number; leaving: number; active: number }>(
      `SELECT (SELECT count(*) FROM pull_person) AS staged,
         (SELECT count(*) FROM pull_person JOIN person USING (employee_number)
          WHERE is_active = 1 AND (content ->> 'isGone' = 1 OR content ->> 'isActive' = 0)) AS leaving,
         (SELECT count(*) FROM person WHERE is_active = 1) AS active`,
    )
    .get()
  if (!counts) throw new Error('a count always has a row')
  return counts
}

const stagedKeys = `SELECT card.value ->> 'key' FROM pull_person AS staged, json_each(staged.content, '$.cards') AS card
  WHERE card.value ->> 'key' IS NOT NULL`

/** Cards of whoever waits that are not theirs any more. A tombstone says nothing of cards. */
const missingCards = `
  FROM pulled_card JOIN pull_person USING (employee_number)
  WHERE fault IS NULL AND pull_person.content ->> 'isGone' = 0
    AND card_key NOT IN (SELECT card.value ->> 'key' FROM json_each(pull_person.content, '$.cards') AS card
                         WHERE card.value ->> 'key' IS NOT NULL)`

export type NamedCard = Pick<Card, 'systemId' | 'facilityCode' | 'internalNumber' | 'externalNumber'>

type Missing = { employeeNumber: string; card: NamedCard }

/** @param which `all`, or those that nobody else of those who wait has: the service took them without giving them to another. */
export function listMissingCards(db: ReadableDb, which: 'all' | 'nobodys'): Missing[] {
  const beside = which === 'all' ? '' : `AND card_key NOT IN (${stagedKeys})`
  return db
    .prepare<{ employeeNumber: string; content: string }>(
      `SELECT employee_number AS employeeNumber, pulled_card.content ${missingCards} ${beside}`,
    )
    .all()
    .map(({ employeeNumber, content }) => ({ employeeNumber, card: JSON.parse(content) }))
}

export function countHeldCards(db: ReadableDb): number {
  return db.prepare<{ n: number }>('SELECT count(*) AS n FROM card_holding WHERE until_ms IS NULL').get()?.n ?? 0
}

/** Cards that are marked at the service, of whoever waits and can be applied. */
export function listDeadCards(db: ReadableDb): { state: 'lost' | 'revoked'; card: NamedCard }[] {
  return db
    .prepare<{ state: 'lost' | 'revoked'; content: string }>(
      `SELECT card.value ->> 'state' AS state, card.value AS content
       FROM pull_person, json_each(pull_person.content, '$.cards') AS card
       WHERE fault IS NULL AND card.value ->> 'state' <> 'active'`,
    )
    .all()
    .map(({ state, content }) => ({ state, card: JSON.parse(content) }))
}

/** Of whom something cannot be applied: they wait on, with the reason. */
export function setStagedFaults(db: WritableDb, faults: ReadonlyMap<string, string>): void {
  db.prepare('UPDATE pull_person SET fault = NULL WHERE fault IS NOT NULL').run()
  const set = db.prepare('UPDATE pull_person SET fault = @fault WHERE employee_number = @employeeNumber')
  for (const [employeeNumber, fault] of faults) set.run({ employeeNumber, fault })
}

/**
 * Notes which cards the service says that those who wait have. Before they are given them: a station that is killed in between may hear
 * next that they have them no more.
 */
export function noteStagedCards(db: WritableDb): void {
  db.prepare(
    `INSERT INTO pulled_card (employee_number, card_key, content)
     SELECT employee_number, card.value ->> 'key', card.value
     FROM pull_person, json_each(pull_person.content, '$.cards') AS card WHERE card.value ->> 'key' IS NOT NULL
     ON CONFLICT DO NOTHING`,
  ).run()
}

/** Those without a fault are applied: they wait no more. */
export function clearApplied(db: WritableDb): void {
  db.prepare(
    `DELETE FROM pulled_card WHERE (employee_number, card_key) IN (SELECT employee_number, card_key ${missingCards})`,
  ).run()
  db.prepare('DELETE FROM pull_person WHERE fault IS NULL').run()
}

/** A card as the service names it. A dead one is never made to live by a pull. */
export function findNamedCard(db: ReadableDb, card: NamedCard): { cardId: number; isActive: boolean } | null {
  const { systemId, facilityCode, internalNumber, externalNumber } = card
  const row = db
    .prepare<{ cardId: number; state: string }>(
      internalNumber === null
        ? `SELECT id AS cardId, state FROM card WHERE coalesce(system_id, '') = coalesce(@systemId, '')
             AND internal_number IS NULL AND external_number = @externalNumber`
        : `SELECT id AS cardId, state FROM card WHERE coalesce(system_id, '') = coalesce(@systemId, '')
             AND internal_number = @internalNumber AND coalesce(facility_code, -1) = coalesce(@facilityCode, -1)`,
    )
    .get(internalNumber === null ? { systemId, externalNumber } : { systemId, internalNumber, facilityCode })
  return row ? { cardId: row.cardId, isActive: row.state === 'active' } : null
}
