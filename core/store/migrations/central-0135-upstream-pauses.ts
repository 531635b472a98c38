import type { Migration } from '../migrate.ts'
import { upstreamPauses } from './0130-upstream-pauses.ts'

/** As at a station; the service tells nobody. */
export const centralUpstreamPauses: Migration = { version: 135, name: 'upstream pauses', sql: upstreamPauses.sql }
