/**
 * Everybody by what they are found by, kept in memory: a search of SQLite over fifty thousand people takes longer than a
 * picture stays on the screen.
 */
import type { ReadableDb, Store } from '../store/database.ts'
import { type Findable, findPeople, toFindable } from './people-directory.ts'
import type { PersonSummary } from './people-store.ts'

export type FoundPerson = PersonSummary & { email: string | null }

export type PeopleDirectory = {
  /** `offset` and `limit` say which of the `total` are wanted. */
  search: (asked: { query: string; offset: number; limit: number }) => { total: number; people: FoundPerson[] }
}

/**
 * One for as long as the station runs. It is read again after somebody was added or renamed: triggers of this connection
 * alone count that, so nothing is written into the file, and whatever changes people need not know of it. (The owner
 * of the folder changes it through this connection alone.)
 */
export function createPeopleDirectory(store: Pick<Store, 'read' | 'transact'>): PeopleDirectory {
  const { read } = store
  let known: { changes: number; people: Findable[] } | null = null
  /** The pages of one search are of one list. */
  let last: { changes: number; query: string; found: number[] } | null = null

  function refresh(): { changes: number; people: Findable[] } {
    if (known === null) countChanges(store)
    const changes = readChanges(read)
    if (known === null || known.changes !== changes) known = { changes, people: readFindable(read) }
    return known
  }

  return {
    search: ({ query, offset, limit }) => {
      const { changes, people } = refresh()
      if (last === null || last.query !== query || last.changes !== changes) {
        last = { changes, query, found: findPeople(people, query) }
      }
      const { found } = last
      return { total: found.length, people: readFound(read, found.slice(offset, offset + limit)) }
    },
  }
}

function countChanges({ transact }: Pick<Store, 'transact'>): void {
  transact((db) => {
    db.prepare('CREATE TEMP TABLE IF NOT EXISTS people_changes (n INTEGER NOT NULL)').run()
    db.prepare('INSERT INTO temp.people_changes SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM temp.people_changes)').run()
    for (const [name, event] of [
      ['person_is_added', 'INSERT'],
      ['person_is_removed', 'DELETE'],
      ['person_is_renamed', 'UPDATE OF employee_number, display_name, email'],
    ]) {
      db.prepare(
        `CREATE TEMP TRIGGER IF NOT EXISTS ${name} AFTER ${event} ON main.person
         BEGIN UPDATE people_changes SET n = n + 1; END`,
      ).run()
    }
    return { ok: true, value: null }
  })
}

function readChanges(db: ReadableDb): number {
  return db.prepare<{ n: number }>('SELECT n FROM temp.people_changes').get()?.n ?? 0
}

function readFindable(db: ReadableDb): Findable[] {
  return db
    .prepare<{ personId: number; employeeNumber: string; displayName: string; email: string | null }>(
      `SELECT id AS personId, employee_number AS employeeNumber, display_name AS displayName, email
       FROM person ORDER BY employee_number`,
    )
    .all()
    .map(({ personId, ...person }) => toFindable(personId, person))
}

/** In the order of `personIds`. */
function readFound(db: ReadableDb, personIds: readonly number[]): FoundPerson[] {
  return db
    .prepare<Omit<FoundPerson, 'isActive' | 'isIn'> & { isActive: 0 | 1; isIn: 0 | 1 }>(
      `SELECT employee_number AS employeeNumber, display_name AS displayName, email, is_active AS isActive, role,
         (SELECT count(*) FROM card_holding WHERE person_id = person.id AND until_ms IS NULL) AS cards,
         EXISTS (SELECT 1 FROM period WHERE person_id = person.id AND state = 'open') AS isIn
       FROM json_each(@ids) AS wanted JOIN person ON person.id = wanted.value ORDER BY wanted.key`,
    )
    .all({ ids: JSON.stringify(personIds) })
    .map((row) => ({ ...row, isActive: row.isActive === 1, isIn: row.isIn === 1 }))
}
