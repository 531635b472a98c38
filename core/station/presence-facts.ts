/** What a row for presence says, for its connector. */
import { z } from 'zod'
import { say } from '../contract/sentences.ts'
import type { OutboxRow } from '../outbox/outbox-row.ts'
import type { PresencePayload } from '../outbox/tell.ts'
import { readOccupantIdentities } from '../people/people-store.ts'
import { parseDate } from '../presence/presence-dates.ts'
import type { MatchMethod } from '../presence/presence-request.ts'
import { findEntryEvents } from '../presence/presence-store.ts'
import type { ReadableDb } from '../store/database.ts'
import type { PresenceFact } from '../upstream/presence.ts'
import type { ReadFacts } from './sync-lane.ts'

export const presencePayload = z.object({
  localDate: z.string().refine((text) => parseDate(text, 'iso', 'UTC') !== null, 'expected a date such as 2026-03-02'),
  location: z.string().min(1, 'expected a name'),
  state: z.literal('at_location'),
}) satisfies z.ZodType<PresencePayload>

const identifierWords: Record<MatchMethod, string> = {
  email: 'email address',
  employeeID: 'employee number',
  userID: 'user id',
}

/** Who a person is at the service is read when a row is sent, so that a corrected roster helps rows that wait. */
export function readPresenceFacts(matchBy: MatchMethod): ReadFacts<PresenceFact> {
  return (db, rows) => {
    const personIds = rows.map((row) => row.personId).filter((id) => id !== null)
    const identitiesByPerson = readOccupantIdentities(db, personIds)
    return rows.map((row) => {
      const payload = presencePayload.safeParse(row.payload)
      if (!payload.success) return { type: 'refused', reason: say('row-no-presence-entry') }
      const identity = row.personId === null ? undefined : identitiesByPerson.get(row.personId)
      if (!identity) return { type: 'refused', reason: say('row-person-unknown') }
      const identifier = identity[matchBy]?.trim() ? identity[matchBy] : null
      if (identifier === null) {
        const word = identifierWords[matchBy]
        return { type: 'refused', reason: say('row-no-identifier', { identifier: word }) }
      }
      return { type: 'fact', fact: { ...payload.data, identifier, hasEarlier: hasEarlier(db, row, payload.data) } }
    })
  }
}

/** Asked of rows in doubt alone. Event ids are in the order of time (UUIDv7), and a row's key is its event's. */
function hasEarlier(db: ReadableDb, { key, personId, isUnknown }: OutboxRow, { localDate }: PresencePayload): boolean {
  if (!isUnknown || personId === null) return false
  return findEntryEvents(db, personId, localDate).some((eventId) => eventId < key)
}
