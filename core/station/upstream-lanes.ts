/** The lanes of the upstreams that `station.json` configures and that have a connector: one line each. */
import type { StationSettings } from '../contract/settings.ts'
import { readClockIdentities } from '../people/people-store.ts'
import { createCardsConnector } from '../upstream/cards.ts'
import { createClockConnector } from '../upstream/clock.ts'
import { createTimeProfilesConnector } from '../upstream/time-profiles.ts'
import { readCardsFacts } from './cards-facts.ts'
import { type LoadIdentity, readClockFacts } from './clock-facts.ts'
import { createLane, type Lane, type LaneParts } from './sync-lane.ts'
import { readTimeProfileFacts } from './time-profile-facts.ts'

/** `upstreams` of the settings, secrets resolved. */
export type UpstreamSettings = StationSettings['upstreams']

export function createLanes(
  settings: UpstreamSettings,
  parts: LaneParts,
  loadIdentity: LoadIdentity = readClockIdentities,
): Lane[] {
  const { clock, timeProfiles, cards } = settings
  return [
    ...(clock ? [createLane(createClockConnector(clock), readClockFacts(loadIdentity), parts)] : []),
    ...(timeProfiles ? [createLane(createTimeProfilesConnector(timeProfiles), readTimeProfileFacts, parts)] : []),
    ...(cards ? [createLane(createCardsConnector(cards), readCardsFacts, parts)] : []),
  ]
}
