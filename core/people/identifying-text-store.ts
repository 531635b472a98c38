/** Every text and number that stands for somebody: what must not leave the station. */
import type { ReadableDb } from '../store/database.ts'

/** Some thousand people or cards at once, from the one after `after` on (0: the first); `last` null: there are no more. */
export type IdentifyingPage = { texts: string[]; last: number | null }

const perPage = 2000

export function readIdentifyingOfPeople(db: ReadableDb, after: number): IdentifyingPage {
  return readPage(
    db,
    `SELECT id, concat_ws(char(10), employee_number, display_name, email, user_id, api_id, username, acc_id, discord,
       unique_id) AS text
     FROM person WHERE id > @after ORDER BY id LIMIT @limit`,
    after,
  )
}

export function readIdentifyingOfCards(db: ReadableDb, after: number): IdentifyingPage {
  return readPage(
    db,
    `SELECT id, concat_ws(char(10), internal_number, external_number) AS text
     FROM card WHERE id > @after ORDER BY id LIMIT @limit`,
    after,
  )
}

function readPage(db: ReadableDb, sql: string, after: number): IdentifyingPage {
  const rows = db.prepare<{ id: number; text: string }>(sql).all({ after, limit: perPage })
  return {
    texts: rows.flatMap(({ text }) => text.split('\n')),
    last: rows.length < perPage ? null : (rows.at(-1)?.id ?? null),
  }
}
