import type { Migration } from '../migrate.ts'
import { outboxSetAside } from './0080-outbox-set-aside.ts'

/** The station's step of the same name; the table stays empty here. */
export const centralOutboxSetAside: Migration = {
  version: 85,
  name: 'central outbox set aside',
  sql: outboxSetAside.sql,
}
