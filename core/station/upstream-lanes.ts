/** The lanes of the upstreams that `station.json` configures and that have a connector: one line each. */
import type { StationSettings } from '../contract/settings.ts'
import { readClockIdentities } from '../people/people-store.ts'
import { createAuthDataConnector } from '../upstream/auth-data.ts'
import { createCardsConnector } from '../upstream/cards.ts'
import { createClockConnector } from '../upstream/clock.ts'
import { createPresenceConnector } from '../upstream/presence.ts'
import { createTimeProfilesConnector } from '../upstream/time-profiles.ts'
import { readAuthDataFacts } from './auth-data-facts.ts'
import { readCardsFacts } from './cards-facts.ts'
import { type LoadIdentity, readClockFacts } from './clock-facts.ts'
import { readPresenceFacts } from './presence-facts.ts'
import { createLane, type Lane, type LaneParts } from './sync-lane.ts'
import { readTimeProfileFacts } from './time-profile-facts.ts'

/** `upstreams` of the settings, secrets resolved. */
export type UpstreamSettings = StationSettings['upstreams']

/** @param zone the station's, IANA. */
export function createLanes(
  settings: UpstreamSettings,
  parts: LaneParts,
  zone = 'UTC',
  loadIdentity: LoadIdentity = readClockIdentities,
): Lane[] {
  const { clock, presence, authData, timeProfiles, cards } = settings
  return [
    ...(clock ? [createLane(createClockConnector(clock), readClockFacts(loadIdentity), parts)] : []),
    ...(presence
      ? [createLane(createPresenceConnector(presence, zone), readPresenceFacts(presence.matchBy), parts)]
      : []),
    ...(timeProfiles ? [createLane(createTimeProfilesConnector(timeProfiles), readTimeProfileFacts, parts)] : []),
    ...(cards ? [createLane(createCardsConnector(cards), readCardsFacts, parts)] : []),
    ...(authData
      ? [createLane(createAuthDataConnector(authData), readAuthDataFacts(parts.unseal ?? null), parts)]
      : []),
  ]
}
