import type { Migration } from '../migrate.ts'
import { upstreamPauses } from './0130-upstream-pauses.ts'

/** The station's step of the same name; the service tells nobody. */
export const centralUpstreamPauses: Migration = {
  version: 135,
  name: 'central upstream pauses',
  sql: upstreamPauses.sql,
}
