import type { Migration } from '../migrate.ts'
import { pinGuesses } from './0150-pin-guesses.ts'

/** The station's step of the same name. */
export const centralPinGuesses: Migration = { version: 155, name: 'central pin guesses', sql: pinGuesses.sql }
