/** Authentication data that was approved: of each value only a keyed hash. */
import type { ReadableDb, WritableDb } from '../store/database.ts'
import { authKey } from './auth-record.ts'
import type { AuthLookups, KnownAuth } from './judge-auth.ts'
import { parseAuthValues } from './staged-record-store.ts'

type RawAuth = { employeeId: string; employeeStatus: string | null; authValues: string | null }

const authColumns = 'employee_id AS employeeId, employee_status AS employeeStatus, auth_data.auth_values AS authValues'

/** Everything that is stored of these employees and of these tuples, looked up at once. */
export function gatherAuthData(
  db: ReadableDb,
  employeeIds: readonly string[],
  authKeys: readonly string[],
): AuthLookups {
  const byId = new Map<string, KnownAuth>()
  for (const known of readByIds(db, employeeIds)) byId.set(known.employeeId, known)
  const byKey = new Map<string, KnownAuth[]>()
  const rows = db
    .prepare<RawAuth>(
      `SELECT ${authColumns} FROM json_each(@authKeys) AS wanted JOIN auth_data ON auth_data.auth_values = wanted.value
       ORDER BY employee_id`,
    )
    .all({ authKeys: JSON.stringify([...new Set(authKeys)]) })
  for (const row of rows) {
    const key = row.authValues ?? ''
    byKey.set(key, [...(byKey.get(key) ?? []), toKnown(row)])
  }
  return {
    byEmployeeId: (employeeId) => byId.get(employeeId) ?? null,
    byAuthKey: (key) => byKey.get(key) ?? [],
  }
}

/** By employee id; whoever is not known is left out. */
export function readByIds(db: ReadableDb, employeeIds: readonly string[]): KnownAuth[] {
  return db
    .prepare<RawAuth>(
      `SELECT ${authColumns} FROM json_each(@ids) AS wanted JOIN auth_data ON employee_id = wanted.value`,
    )
    .all({ ids: JSON.stringify(employeeIds) })
    .map(toKnown)
}

/** Puts an employee's data; `formerId`, where it differs, is whom it belonged to under another id. */
export function putAuthData(db: WritableDb, after: KnownAuth, formerId: string, atMs: number): void {
  const { employeeId, employeeStatus, authValues } = after
  if (formerId !== employeeId) db.prepare('DELETE FROM auth_data WHERE employee_id = @formerId').run({ formerId })
  db.prepare(
    `INSERT INTO auth_data (employee_id, employee_status, auth_values, changed_at_ms)
     VALUES (@employeeId, @employeeStatus, @authValues, @atMs)
     ON CONFLICT (employee_id) DO UPDATE SET employee_status = @employeeStatus, auth_values = @authValues,
       changed_at_ms = @atMs`,
  ).run({ employeeId, employeeStatus, authValues: authKey(authValues), atMs })
}

/** Null: no value was hashed yet. */
export function readKeyProof(db: ReadableDb): string | null {
  return db.prepare<{ proof: string }>('SELECT proof FROM auth_key').get()?.proof ?? null
}

export function setKeyProof(db: WritableDb, proof: string): void {
  db.prepare('INSERT INTO auth_key (id, proof) VALUES (1, @proof)').run({ proof })
}

function toKnown({ authValues, ...row }: RawAuth): KnownAuth {
  return { ...row, authValues: parseAuthValues(authValues) }
}
