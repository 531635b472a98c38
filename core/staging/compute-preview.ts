/** What a judged batch comes to as a whole: its totals, what else comes of it, and the name of exactly that. */
import { createHash } from 'node:crypto'
import type { Batch, Preview } from '../enrolment/batch-store.ts'
import { unpackRosterContent } from '../enrolment/roster-content.ts'
import { iterateApplied, iterateTold, readTotals } from '../enrolment/staged-record-store.ts'
import { type CardRecord, cardKey } from '../people/person.ts'
import { gatherCards, gatherPeople } from '../people/roster-people-store.ts'
import type { ReadableDb } from '../store/database.ts'

/** Hexadecimal digits of a preview's name: too many for two previews of one batch to be taken for each other. */
const digits = 12

/** So many people are looked up at once. */
const peoplePerLook = 500

/**
 * Of the records as they were last judged. The name is a hash of what each comes to, of the values that are replaced, and of
 * the cards that die. A batch's own records never change, they only become more: how many there are stands for them.
 */
export function computePreview(db: ReadableDb, batch: Batch): Preview {
  const { totals, people } = readTotals(db, batch)
  const dying = people.becomeInactive + people.stayInactive > 0 ? findDyingCards(db, batch) : []
  const { becomeInactive, loseTimeProfiles } = people
  const hash = createHash('sha256')
  hash.update(JSON.stringify([batch.id, batch.records, totals, dying]))
  for (const told of iterateTold(db, batch)) hash.update(`\n${told}`)
  const preview = hash.digest('hex').slice(0, digits)
  return { preview, totals, consequences: { becomeInactive, cardsDie: dying.length, loseTimeProfiles } }
}

/**
 * The cards that can be used now and not when the batch was applied, by `cardKey`: those of people who leave, and those that
 * the batch gives to somebody inactive. What it gives to somebody else lives on.
 */
function findDyingCards(db: ReadableDb, batch: Batch): string[] {
  const dying = new Set<string>()
  const leaving = [...iterateApplied(db, batch, true)]
  for (let from = 0; from < leaving.length; from += peoplePerLook) {
    const page = leaving.slice(from, from + peoplePerLook)
    const people = gatherPeople(
      db,
      page.map(({ employeeId }) => employeeId),
    )
    const cards: CardRecord[] = page.flatMap(({ employeeId, content }) => [
      ...(people.get(employeeId)?.cards ?? []),
      ...unpackRosterContent(content, employeeId).cards,
    ])
    const onFile = gatherCards(db, cards)
    for (const card of cards) if (onFile.get(cardKey(card))?.state === 'active') dying.add(cardKey(card))
  }
  if (dying.size === 0) return []
  for (const { employeeId, content } of iterateApplied(db, batch, false)) {
    for (const card of unpackRosterContent(content, employeeId).cards) dying.delete(cardKey(card))
  }
  return [...dying].sort()
}
