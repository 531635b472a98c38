/** What a row of time profiles says, for its connector. */
import { z } from 'zod'
import { say } from '../contract/sentences.ts'
import type { OutboxRow } from '../outbox/outbox-row.ts'
import type { TimeProfilePayload } from '../outbox/tell-profiles.ts'
import { readLinkIds, readTimeProfileItems } from '../schedule/time-profile.ts'
import type { ReadableDb } from '../store/database.ts'

export const timeProfilePayload = z.discriminatedUnion('type', [
  z.object({ type: z.literal('put'), item: z.unknown() }),
  z.object({ type: z.literal('delete'), linkId: z.unknown() }),
])

/** A row says all there is to say, so nothing else is looked up. */
export function readTimeProfileFacts(
  _db: ReadableDb,
  rows: readonly OutboxRow[],
): ({ type: 'fact'; fact: TimeProfilePayload } | { type: 'refused'; reason: string })[] {
  return rows.map(({ payload }) => {
    const fact = readPayload(payload)
    return fact ? { type: 'fact', fact } : { type: 'refused', reason: say('row-no-time-profile') }
  })
}

function readPayload(payload: unknown): TimeProfilePayload | null {
  const shape = timeProfilePayload.safeParse(payload)
  if (!shape.success) return null
  if (shape.data.type === 'put') {
    const reading = readTimeProfileItems({ list_items: [shape.data.item] })
    const item = reading.type === 'items' ? reading.items[0] : undefined
    return item ? { type: 'put', item } : null
  }
  const reading = readLinkIds({ link_ids: [shape.data.linkId] })
  const linkId = reading.type === 'link-ids' ? reading.linkIds[0] : undefined
  return linkId === undefined ? null : { type: 'delete', linkId }
}
