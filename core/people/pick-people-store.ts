/** A few people for whoever picks one. */
import type { ReadableDb } from '../store/database.ts'

export type PickedPerson = { employeeNumber: string; displayName: string; cards: number }

/** Active people whom every word of `query` fits, whoever has it for their number first. */
export function pickPeople(db: ReadableDb, query: string, limit: number): { total: number; people: PickedPerson[] } {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const where = `WHERE is_active = 1 AND NOT EXISTS (SELECT 1 FROM json_each(@words) AS word
     WHERE NOT instr(lower(employee_number || ' ' || display_name || ' ' || coalesce(email, '')), word.value))`
  const given = { words: JSON.stringify(words), whole: query.trim() }
  const people = db
    .prepare<PickedPerson>(
      `SELECT employee_number AS employeeNumber, display_name AS displayName,
         (SELECT count(*) FROM card_holding WHERE person_id = person.id AND until_ms IS NULL) AS cards
       FROM person ${where} ORDER BY employee_number <> @whole, display_name, employee_number LIMIT @limit`,
    )
    .all({ ...given, limit })
  const total = db.prepare<{ n: number }>(`SELECT count(*) AS n FROM person ${where}`).get(given)?.n ?? 0
  return { total, people }
}
