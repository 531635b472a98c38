import type { Migration } from '../migrate.ts'
import { cardPastStates } from './0070-card-past-states.ts'

/** The station's step of the same name. */
export const centralCardPastStates: Migration = {
  version: 25,
  name: 'central card past states',
  sql: cardPastStates.sql,
}
