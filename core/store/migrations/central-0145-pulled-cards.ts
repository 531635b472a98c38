import type { Migration } from '../migrate.ts'
import { pulledCards } from './0140-pulled-cards.ts'

/** The station's step of the same name. */
export const centralPulledCards: Migration = {
  version: 145,
  name: 'central pulled cards',
  sql: pulledCards.sql,
}
