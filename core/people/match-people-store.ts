/** Who is meant, for many people at once: by email, employee number or user id. */
import type { ReadableDb } from '../store/database.ts'
import { foldEmail, isAscii } from './fold-email.ts'

/** Whoever has that identifier, whether active or not: usually one. What nobody has is left out. */
export type PersonIdsByIdentifier = Map<string, number[]>

/** By which of a person's identifiers they are looked up. */
export type PersonIdentifier = 'email' | 'employeeID' | 'userID'

/** Emails come as `foldEmail` makes them, and are answered so; the others are matched exactly. */
export function findPeopleBy(
  db: ReadableDb,
  identifier: PersonIdentifier,
  values: readonly string[],
): PersonIdsByIdentifier {
  switch (identifier) {
    case 'email':
      return findPeopleByEmails(db, values)
    case 'employeeID':
      return findPeopleByEmployeeNumbers(db, values)
    case 'userID':
      return findPeopleByUserIds(db, values)
  }
}

/** `foldedEmails` and the answer's keys are as `foldEmail` makes them. An address may be that of several people. */
export function findPeopleByEmails(db: ReadableDb, foldedEmails: readonly string[]): PersonIdsByIdentifier {
  const isWanted = new Set(foldedEmails)
  // `lower` folds ASCII alone, so it finds every address within ASCII and some of the others.
  const found = readPairs(
    db,
    `SELECT json_group_array(json_array(id, email)) AS pairs FROM person
     WHERE email IS NOT NULL AND lower(email) IN (SELECT value FROM json_each(@values))`,
    foldedEmails,
  ).filter(([, email]) => isAscii(email))
  // Of the others there are few, in an index of their own, and an address within ASCII is never one of them.
  if (foldedEmails.some((email) => !isAscii(email))) {
    const foreign = readPairs(
      db,
      `SELECT json_group_array(json_array(id, email)) AS pairs FROM person WHERE email GLOB '*[^ -~]*'`,
    )
    found.push(...foreign.filter(([, email]) => !isAscii(email)))
  }
  const folded = found.map(([personId, email]): Pair => [personId, foldEmail(email)])
  return groupPairs(folded.filter(([, email]) => isWanted.has(email)))
}

/** Matched exactly, case included. */
export function findPeopleByEmployeeNumbers(db: ReadableDb, employeeNumbers: readonly string[]): PersonIdsByIdentifier {
  const sql = `SELECT json_group_array(json_array(id, employee_number)) AS pairs FROM person
    WHERE employee_number IN (SELECT value FROM json_each(@values))`
  return groupPairs(readPairs(db, sql, employeeNumbers))
}

/** Matched exactly, case included. Nothing keeps two people from having the same. */
export function findPeopleByUserIds(db: ReadableDb, userIds: readonly string[]): PersonIdsByIdentifier {
  const sql = `SELECT json_group_array(json_array(id, user_id)) AS pairs FROM person
    WHERE user_id IS NOT NULL AND user_id IN (SELECT value FROM json_each(@values))`
  return groupPairs(readPairs(db, sql, userIds))
}

type Pair = [personId: number, identifier: string]

/** All of them as one text: thousands of rows that are handed over one by one cost more than to find them. */
function readPairs(db: ReadableDb, sql: string, values?: readonly string[]): Pair[] {
  const row = db.prepare<{ pairs: string }>(sql).get(values && { values: JSON.stringify(values) })
  return JSON.parse(row?.pairs ?? '[]')
}

function groupPairs(pairs: readonly Pair[]): PersonIdsByIdentifier {
  const grouped: PersonIdsByIdentifier = new Map()
  for (const [personId, identifier] of pairs) {
    const known = grouped.get(identifier)
    if (known) known.push(personId)
    else grouped.set(identifier, [personId])
  }
  return grouped
}
