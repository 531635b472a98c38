/** Inserts many rows with few statements. */
import type { WritableDb } from './database.ts'

/**
 * Measured: a row by itself costs twice as much as one of fifty in a statement, and more than fifty save no more. What is
 * left over goes in one by one, so that there are only two statements to be compiled and kept.
 */
const rowsPerStatement = 50

/**
 * Inserts rows in their order. Throws, and leaves the transaction to its caller, where a constraint is broken.
 *
 * @param into Such as `INSERT INTO person`.
 * @param values Those of the first row in the order of `columns`, of the second, and so on: one list, because a list for
 *   each of a hundred thousand rows costs more than it explains.
 */
export function insertRows(
  db: WritableDb,
  into: string,
  columns: readonly string[],
  values: readonly (string | number | null)[],
): void {
  const row = `(${columns.map(() => '?').join(', ')})`
  const one = `${into} (${columns.join(', ')}) VALUES ${row}`
  const many = one + `, ${row}`.repeat(rowsPerStatement - 1)
  const together = columns.length * rowsPerStatement
  let from = 0
  for (; from + together <= values.length; from += together) db.prepare(many).run(values.slice(from, from + together))
  for (; from < values.length; from += columns.length) db.prepare(one).run(values.slice(from, from + columns.length))
}
