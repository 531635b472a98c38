import type { Migration } from './migrate.ts'
import { first } from './migrations/0010-first.ts'

/** Every step of the station's file, ascending. */
export const stationMigrations: readonly Migration[] = [first]
