/** The lanes of the upstreams that `station.json` configures and that have a connector. */
import { z } from 'zod'
import type { ClockSettings } from '../contract/settings.ts'
import type { OutboxRow } from '../outbox/outbox-store.ts'
import type { ClockPayload } from '../outbox/tell.ts'
import { readClockIdentities } from '../people/people-store.ts'
import type { ClockIdentity } from '../people/person.ts'
import type { ReadableDb } from '../store/database.ts'
import { type ClockFact, createClockConnector } from '../upstream/clock.ts'
import { createLane, type Lane, type LaneParts, type ReadFacts } from './sync-lane.ts'

/** `upstreams` of the settings, secrets resolved. */
export type UpstreamSettings = { clock?: ClockSettings | undefined }

export type LoadIdentity = (db: ReadableDb, personIds: readonly number[]) => Map<number, ClockIdentity>

export function createLanes(
  settings: UpstreamSettings,
  parts: LaneParts,
  loadIdentity: LoadIdentity = readClockIdentities,
): Lane[] {
  const lanes: Lane[] = []
  if (settings.clock) lanes.push(createLane(createClockConnector(settings.clock), readClockFacts(loadIdentity), parts))
  return lanes
}

const clockPayload = z.object({
  want: z.enum(['in', 'out', 'force-in']),
  occurredAtMs: z.int(),
}) satisfies z.ZodType<ClockPayload>

/** Who a person is at the service is read when a row is sent, so that a corrected roster helps rows that wait. */
function readClockFacts(loadIdentity: LoadIdentity): ReadFacts<ClockFact> {
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
