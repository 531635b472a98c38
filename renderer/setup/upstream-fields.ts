/** What has to be known of each interface before it can be told anything (`core/contract/settings.ts`); the rest has defaults. */
import type { SetupUpstream } from '../../core/contract/setup-upstreams.ts'

export type UpstreamField = { name: string; isSecret: boolean; isNeeded: boolean; isOfStation?: true }

const needed = (name: string): UpstreamField => ({ name, isSecret: false, isNeeded: true })
const secret = (name: string): UpstreamField => ({ name, isSecret: true, isNeeded: true })
const optional = (field: UpstreamField): UpstreamField => ({ ...field, isNeeded: false })

export const upstreamFields: Record<SetupUpstream, readonly UpstreamField[]> = {
  clock: [needed('communityId'), secret('key')],
  presence: [secret('token')],
  // A token, or what asks for one: `findDraftFaults` wants either.
  authData: [optional(needed('username')), optional(secret('password')), optional(secret('token'))],
  timeProfiles: [needed('username'), secret('password')],
  // Not in its block of `station.json`: cards that are handed out belong to it, whoever is told of them.
  cards: [secret('token'), { name: 'cardSystemId', isSecret: false, isNeeded: false, isOfStation: true }],
}

/** Where `station.json` has it. */
export function pathOfField(upstream: SetupUpstream, { name, isOfStation }: UpstreamField): string {
  return isOfStation ? `station.${name}` : `upstreams.${upstream}.${name}`
}
