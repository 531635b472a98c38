/**
 * What a bulk request of presence entries says (Maptician, “Set Multiple Maptician Presence Entries (date only)”): five
 * parameters, each with the page's default, and the entries. The page shows neither the parameters' names nor, but for the
 * three that entries are matched by, the entries' fields: those names are ours.
 */
import { z } from 'zod'
import { dateFormats } from './presence-dates.ts'

/** What becomes of the whole request when an entry cannot be taken: nothing is created, or all the others are. */
export const presencePolicies = ['cancel', 'skip'] as const

/** By which field of an entry its occupant is found; each entry must have the field of that name. */
export const matchMethods = ['email', 'employeeID', 'userID'] as const

const policy = z.enum(presencePolicies).default('cancel')

/** An unknown parameter is refused (ours): a mistyped `onConflict` must not become a cancelled request. */
export const presenceRequest = z.strictObject({
  onInvalid: policy,
  onConflict: policy,
  onNoMatch: policy,
  matchBy: z.enum(matchMethods).default('email'),
  dateFormat: z.enum(dateFormats).default('iso'),
  /** Judged one by one, so that a wrong one is skipped where the request says so. */
  data: z.array(z.unknown()),
})

export type PresenceRequest = z.output<typeof presenceRequest>
export type PresencePolicy = (typeof presencePolicies)[number]
export type MatchMethod = (typeof matchMethods)[number]

export type PresenceRequestReading =
  | { type: 'read'; request: PresenceRequest }
  /** Not one entry was looked at. `message` names the parameter and what was expected, never a value. */
  | { type: 'malformed'; message: string }

/** Reads a request's body. */
export function readPresenceRequest(given: unknown): PresenceRequestReading {
  const parsed = presenceRequest.safeParse(given)
  if (parsed.success) return { type: 'read', request: parsed.data }
  const issue = parsed.error.issues[0]
  const path = issue?.path.join('.')
  const message = `${path ? `${path}: ` : ''}${issue?.message ?? 'unreadable'}`
  return { type: 'malformed', message: message.slice(0, 200) }
}
