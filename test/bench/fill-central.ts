import { centralMigrations } from '../../core/central/central-store.ts'
import { openDatabase } from '../../core/store/database.ts'
import { migrate } from '../../core/store/migrate.ts'

/** A service's file with so many people, each with so many past dates, generated inside SQLite in seconds. */
export function fillCentral(file: string, { people, pastDates }: { people: number; pastDates: number }): void {
  const database = openDatabase(file, 'write')
  migrate(database, centralMigrations, () => {})
  const { raw } = database
  raw.pragma('synchronous = OFF')
  raw.pragma('foreign_keys = OFF')
  raw.exec(`BEGIN;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${people})
    INSERT INTO person (id, employee_number, display_name, email, user_id, acc_id, is_active, changed_at_ms)
    SELECT i, printf('E%06d', i), printf('Person %06d', i), printf('person%06d@example.org', i), printf('u-%06d', i),
      printf('acc-%06d', i), 1, 0
    FROM n;
    WITH RECURSIVE past (day) AS (SELECT 0 UNION ALL SELECT day + 1 FROM past WHERE day + 1 < ${pastDates})
    INSERT INTO presence_put (person_id, local_date, state, location, from_minute, until_minute)
    SELECT id, date('2026-01-05', day || ' days'), 'at_location', 'HQ', 0, 1440 FROM person, past
    WHERE ${pastDates} > 0 ORDER BY 1, 2;
    COMMIT;`)
  database.close()
}
