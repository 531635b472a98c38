/** What an upstream refused and nobody has dealt with, the oldest first. */
import { type ListedRow, listRows } from '../../core/outbox/outbox-report-store.ts'
import type { ReadableDb } from '../../core/store/database.ts'
import type { Upstream } from '../../core/upstream/connector.ts'

export function readRefused(db: ReadableDb, upstream: Upstream): ListedRow[] {
  return [...listRows(db, { upstream, state: 'refused', limit: 1000 })]
}
