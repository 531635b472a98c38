/** What is told of time profiles that were put or deleted at this station. Pure. */
import type { TimeProfileItem } from '../schedule/time-profile.ts'
import type { NewOutboxRow } from './outbox-row.ts'

/** The payload of a `timeProfiles` row. */
export type TimeProfilePayload = { type: 'put'; item: TimeProfileItem } | { type: 'delete'; linkId: string }

export type ProfileTelling = {
  atMs: number
  /** New for each row. */
  newKey: () => string
}

/** Rows of one profile leave in order. */
export function profileFence(linkId: string): string {
  return `profile:${linkId}`
}

/** The rows that go with a put, to be enqueued in its transaction: of several items with one link id the last is stored. */
export function tellProfilesPut(items: readonly TimeProfileItem[], telling: ProfileTelling): NewOutboxRow[] {
  const itemsByLink = new Map(items.map((item) => [item.link_id, item]))
  return [...itemsByLink].map(([linkId, item]) => rowOf(linkId, { type: 'put', item }, telling))
}

/** The rows that go with a delete, to be enqueued in its transaction. `linkIds`: of the profiles that were there. */
export function tellProfilesDeleted(linkIds: readonly string[], telling: ProfileTelling): NewOutboxRow[] {
  return linkIds.map((linkId) => rowOf(linkId, { type: 'delete', linkId }, telling))
}

function rowOf(linkId: string, payload: TimeProfilePayload, { atMs, newKey }: ProfileTelling): NewOutboxRow {
  return {
    upstream: 'timeProfiles',
    fence: profileFence(linkId),
    key: newKey(),
    personId: null,
    payload,
    enqueuedAtMs: atMs,
    dueAtMs: atMs,
  }
}
