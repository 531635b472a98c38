import { readByIds } from '../../core/enrolment/auth-data-store.ts'
import type { KnownAuth } from '../../core/enrolment/judge-auth.ts'
import type { ReadableDb } from '../../core/store/database.ts'

/** Everybody of whom there is data, by employee id. */
export function listAuthData(db: ReadableDb): KnownAuth[] {
  const rows = db.prepare<{ id: string }>('SELECT employee_id AS id FROM auth_data ORDER BY employee_id').all()
  return rows.flatMap(({ id }) => readByIds(db, [id]))
}
