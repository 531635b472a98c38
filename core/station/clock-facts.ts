/** What a row for the clock says, for its connector. */
import { z } from 'zod'
import { readEventsOf } from '../attendance/supervision-store.ts'
import { say } from '../contract/sentences.ts'
import type { OutboxRow } from '../outbox/outbox-row.ts'
import type { ClockPayload } from '../outbox/tell.ts'
import type { ClockIdentity } from '../people/person.ts'
import type { ReadableDb } from '../store/database.ts'
import type { ClockFact } from '../upstream/clock.ts'
import type { ReadFacts } from './sync-lane.ts'

export type LoadIdentity = (db: ReadableDb, personIds: readonly number[]) => Map<number, ClockIdentity>

/** The years 1970 to 2099, as the reference service takes them (ours). */
const latestMs = Date.UTC(2100, 0, 1) - 1

export const clockPayload = z.object({
  want: z.enum(['in', 'out', 'force-in']),
  occurredAtMs: z.int().min(0).max(latestMs),
}) satisfies z.ZodType<ClockPayload>

/** Who a person is at the service is read when a row is sent, so that a corrected roster helps rows that wait. */
export function readClockFacts(loadIdentity: LoadIdentity): ReadFacts<ClockFact> {
  return (db: ReadableDb, rows: readonly OutboxRow[]) => {
    const personIds = rows.map((row) => row.personId).filter((id) => id !== null)
    const identitiesByPerson = loadIdentity(db, personIds)
    const eventsById = readEventsOf(
      db,
      rows.map(({ key }) => key),
    )
    return rows.map((row) => {
      const payload = clockPayload.safeParse(row.payload)
      if (!payload.success) return { type: 'refused', reason: say('row-no-clock-event') }
      const identity = row.personId === null ? undefined : identitiesByPerson.get(row.personId)
      if (!identity) return { type: 'refused', reason: say('row-person-unknown') }
      const event = eventsById.get(row.key)
      if (!event) return { type: 'fact', fact: { ...payload.data, identity } }
      const { stationId, sequence, kind, act } = event
      // An in is forced where the service still holds an older one; for the other stations it is an in like any other.
      const isPlainIn = kind === 'in' && act !== 'forced' && payload.data.want !== 'out'
      const told = { stationId, sequence, punch: isPlainIn ? 'in' : payload.data.want }
      return { type: 'fact', fact: { ...payload.data, identity, told } }
    })
  }
}
