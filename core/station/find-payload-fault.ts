/** What is wrong with what a corrected row would say, by the shape in which its connector reads it. */
import type { z } from 'zod'
import { profileFence } from '../outbox/tell-profiles.ts'
import { locateItemFault, readLinkIds, readTimeProfileItems } from '../schedule/time-profile.ts'
import type { Upstream } from '../upstream/connector.ts'
import { authDataPayload } from './auth-data-facts.ts'
import { cardPayload } from './cards-facts.ts'
import { clockPayload } from './clock-facts.ts'
import { presencePayload } from './presence-facts.ts'
import { timeProfilePayload } from './time-profile-facts.ts'

const payloads: Record<Upstream, z.ZodType> = {
  clock: clockPayload,
  presence: presencePayload,
  cards: cardPayload,
  authData: authDataPayload,
  timeProfiles: timeProfilePayload,
}

/** The field and what was expected, such as `want: expected one of "in"|"out"`; null: it can be sent. */
export function findPayloadFault(row: { upstream: Upstream; fence: string }, payload: unknown): string | null {
  const read = payloads[row.upstream].safeParse(payload)
  if (read.success) return row.upstream === 'timeProfiles' ? findProfileFault(row.fence, payload) : null
  const [issue] = read.error.issues
  if (!issue) return 'unreadable'
  const field = issue.path.join('.')
  const words = issue.message.replace(/^(Invalid|Too small|Too big)[^:]*: /, '')
  return `${field === '' ? '' : `${field}: `}${words}`
}

/** Rows of one profile leave in order, so a row stays with its profile. */
function findProfileFault(fence: string, payload: unknown): string | null {
  const said = timeProfilePayload.parse(payload)
  let linkId: string | undefined
  if (said.type === 'put') {
    const list = { list_items: [said.item] }
    const reading = readTimeProfileItems(list)
    if (reading.type === 'refused') {
      return `item${locateItemFault(list)
        .replace(/^item 1,? ?/, '.')
        .replace(/\.$/, '')}: ${reading.error}`
    }
    linkId = reading.items[0]?.link_id
  } else {
    const reading = readLinkIds({ link_ids: [said.linkId] })
    if (reading.type === 'refused') return `linkId: ${reading.error}`
    linkId = reading.linkIds[0]
  }
  if (linkId !== undefined && profileFence(linkId) === fence) return null
  return `${said.type === 'put' ? 'item.link_id' : 'linkId'}: expected the same as before; a row stays with its profile`
}
