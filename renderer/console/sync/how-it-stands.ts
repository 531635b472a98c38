/** How an upstream stands, in one word; nothing is claimed of a service that has never answered. */
import type { Answer } from '../../../core/contract/contract.ts'

type Sync = Answer<'getSync'>
export type Standing =
  | 'needsOperator'
  | 'heldUp'
  | 'notConfigured'
  | 'needsPerson'
  /** Something was or is being sent, and no answer has come. */
  | 'firstAnswer'
  | 'notAsked'
  | 'well'

type Facts = Pick<Sync['upstreams'][number], 'isConfigured' | 'waiting' | 'refused' | 'heldUp' | 'lastAnswer'>

export function howItStands({ isConfigured, waiting, refused, heldUp, lastAnswer }: Facts): Standing {
  if (heldUp) return heldUp.cause === 'configuration' ? 'needsOperator' : 'heldUp'
  if (!isConfigured) return 'notConfigured'
  if (refused > 0) return 'needsPerson'
  if (lastAnswer === null) return waiting > 0 ? 'firstAnswer' : 'notAsked'
  return 'well'
}

/** That nothing is known to be in the way says little where a service that is set up has not answered yet. */
export function networkOf(sync: Pick<Sync, 'network'> & { upstreams: readonly Facts[] }): Sync['network'] | 'unproven' {
  const isUnproven = sync.upstreams.some(({ isConfigured, lastAnswer }) => isConfigured && lastAnswer === null)
  return sync.network === 'online' && isUnproven ? 'unproven' : sync.network
}
