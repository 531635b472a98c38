/** What a row for the clock says, for its connector. */
import { z } from 'zod'
import type { OutboxRow } from '../outbox/outbox-store.ts'
import type { ClockPayload } from '../outbox/tell.ts'
import type { ClockIdentity } from '../people/person.ts'
import type { ReadableDb } from '../store/database.ts'
import type { ClockFact } from '../upstream/clock.ts'
import type { ReadFacts } from './sync-lane.ts'

export type LoadIdentity = (db: ReadableDb, personIds: readonly number[]) => Map<number, ClockIdentity>

const clockPayload = z.object({
  want: z.enum(['in', 'out', 'force-in']),
  occurredAtMs: z.int(),
}) satisfies z.ZodType<ClockPayload>

/** Who a person is at the service is read when a row is sent, so that a corrected roster helps rows that wait. */
export function readClockFacts(loadIdentity: LoadIdentity): ReadFacts<ClockFact> {
  return (db: ReadableDb, rows: readonly OutboxRow[]) => {
    const personIds = rows.map((row) => row.personId).filter((id) => id !== null)
    const identitiesByPerson = loadIdentity(db, personIds)
    return rows.map((row) => {
      const payload = clockPayload.safeParse(row.payload)
      if (!payload.success) return { type: 'refused', reason: 'the stored row is no clock event' }
      const identity = row.personId === null ? undefined : identitiesByPerson.get(row.personId)
      if (!identity) return { type: 'refused', reason: 'the person is not known here' }
      return { type: 'fact', fact: { ...payload.data, identity } }
    })
  }
}
