/** Who is meant, for many people at once: by email, employee number or user id. */
import type { ReadableDb } from '../store/database.ts'
import { foldEmail, isAscii } from './fold-email.ts'

/** Whoever has that identifier, whether active or not: usually one. What nobody has is left out. */
export type PersonIdsByIdentifier = Map<string, number[]>

type Row = { personId: number; identifier: string }

/** `foldedEmails` and the answer's keys are as `foldEmail` makes them. An address may be that of several people. */
export function findPeopleByEmails(db: ReadableDb, foldedEmails: readonly string[]): PersonIdsByIdentifier {
  const isWanted = new Set(foldedEmails)
  const rows = db
    .prepare<Row>(
      // `lower` folds ASCII alone, so it finds every address within ASCII and some of the others.
      `SELECT id AS personId, email AS identifier FROM person
       WHERE email IS NOT NULL AND lower(email) IN (SELECT value FROM json_each(@identifiers))`,
    )
    .all({ identifiers: JSON.stringify(foldedEmails) })
    .filter(({ identifier }) => isAscii(identifier))
  // Of the others there are few, in an index of their own, and an address within ASCII is never one of them.
  if (foldedEmails.some((email) => !isAscii(email))) {
    rows.push(
      ...db
        .prepare<Row>(`SELECT id AS personId, email AS identifier FROM person WHERE email GLOB '*[^ -~]*'`)
        .all()
        .filter(({ identifier }) => !isAscii(identifier)),
    )
  }
  const folded = rows.map(({ personId, identifier }) => ({ personId, identifier: foldEmail(identifier) }))
  return groupRows(folded.filter(({ identifier }) => isWanted.has(identifier)))
}

/** Matched exactly, case included. */
export function findPeopleByEmployeeNumbers(db: ReadableDb, employeeNumbers: readonly string[]): PersonIdsByIdentifier {
  const rows = db
    .prepare<Row>(
      `SELECT id AS personId, employee_number AS identifier FROM person
       WHERE employee_number IN (SELECT value FROM json_each(@identifiers))`,
    )
    .all({ identifiers: JSON.stringify(employeeNumbers) })
  return groupRows(rows)
}

/** Matched exactly, case included. Nothing keeps two people from having the same. */
export function findPeopleByUserIds(db: ReadableDb, userIds: readonly string[]): PersonIdsByIdentifier {
  const rows = db
    .prepare<Row>(
      `SELECT id AS personId, user_id AS identifier FROM person
       WHERE user_id IS NOT NULL AND user_id IN (SELECT value FROM json_each(@identifiers))`,
    )
    .all({ identifiers: JSON.stringify(userIds) })
  return groupRows(rows)
}

function groupRows(rows: readonly Row[]): PersonIdsByIdentifier {
  const grouped: PersonIdsByIdentifier = new Map()
  for (const { personId, identifier } of rows) {
    const known = grouped.get(identifier)
    if (known) known.push(personId)
    else grouped.set(identifier, [personId])
  }
  return grouped
}
