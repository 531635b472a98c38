import type { Answer, Request } from '../../../core/contract/contract.ts'

export type OutboxRow = Answer<'listOutbox'>['rows'][number]
export type RowState = Request<'listOutbox'>['state']
/** What is listed; `upstream` null: all of them. */
export type RowFilter = { upstream: OutboxRow['upstream'] | null; state: RowState }
