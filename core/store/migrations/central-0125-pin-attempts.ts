import type { Migration } from '../migrate.ts'
import { pinAttempts } from './0120-pin-attempts.ts'

/** The station's step of the same name. */
export const centralPinAttempts: Migration = { version: 125, name: 'central pin attempts', sql: pinAttempts.sql }
