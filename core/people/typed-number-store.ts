/** Employee numbers as a person types them: with or without capitals, and with blanks around. */
import type { ReadableDb } from '../store/database.ts'
import { findPersonByEmployeeNumber, type PersonRow, readPerson } from './people-store.ts'

/** The same for every way of typing a number that means the same: small letters for the capitals of ASCII, no blanks around. */
export function foldTypedNumber(typed: string): string {
  return typed.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

/**
 * Whose number was typed: whoever has exactly that, else the one person whose number differs only in capitals. Null where nobody
 * has it, or several do. Everybody's number is looked at in any case, so that nobody learns by the time it takes who is known.
 */
export function findPersonByTypedNumber(db: ReadableDb, typed: string): PersonRow | null {
  const alike = findPeopleWithNumberLike(db, typed)
  const exact = findPersonByEmployeeNumber(db, typed.trim())
  if (exact !== null) return exact
  const [only, ...others] = alike
  return only !== undefined && others.length === 0 ? only : null
}

/** Whoever has this number, however its letters are written; more than two are not of interest. */
export function findPeopleWithNumberLike(db: ReadableDb, typed: string): PersonRow[] {
  return db
    .prepare<{ personId: number }>(
      // Only the number and the id, which the index of the numbers holds: no row of a person is read.
      'SELECT id AS personId FROM person WHERE employee_number COLLATE NOCASE = @typed',
    )
    .all({ typed: typed.trim() })
    .slice(0, 2)
    .flatMap(({ personId }) => readPerson(db, personId) ?? [])
}
