/** What a row for the card check-in says, for its connector. */
import { z } from 'zod'
import { say } from '../contract/sentences.ts'
import type { OutboxRow } from '../outbox/outbox-row.ts'
import type { CardPayload } from '../outbox/tell-card.ts'
import { readCardIdentities } from '../people/card-check-in-store.ts'
import type { ReadableDb } from '../store/database.ts'
import type { CardCheckInFact } from '../upstream/cards.ts'
import type { ReadFacts } from './sync-lane.ts'

export const cardPayload = z.object({
  NewCardInternalCardNumber: z.int().nullable(),
  NewCardExternalCardNumber: z.string().nullable(),
  NewCardFacilityCode: z.int().nullable(),
  NewCardCardType: z.int().nullable(),
  NewCardCardACSystemId: z.string().nullable(),
  NewCardEnforceOccupancySystem: z.boolean(),
}) satisfies z.ZodType<CardPayload>

/** Whom the service knows the person as is read when a row is sent, so that a corrected roster helps rows that wait. */
export const readCardsFacts: ReadFacts<CardCheckInFact> = (db: ReadableDb, rows: readonly OutboxRow[]) => {
  const identitiesByPerson = readCardIdentities(
    db,
    rows.map((row) => row.personId).filter((id) => id !== null),
  )
  return rows.map((row) => {
    const payload = cardPayload.safeParse(row.payload)
    if (!payload.success) return { type: 'refused', reason: say('row-no-card-check-in') }
    const identity = row.personId === null ? undefined : identitiesByPerson.get(row.personId)
    if (!identity) return { type: 'refused', reason: say('row-person-unknown') }
    return { type: 'fact', fact: { ...payload.data, identity } }
  })
}
