/** The calls by which the command line deals with what an upstream refused; see `supervisor-calls.ts`. */
import { z } from 'zod'
import { refused } from './refused.ts'

const role = 'supervisor' as const

const by = z.string().max(1024).optional()
export const upstreamName = z.enum(['presence', 'clock', 'authData', 'timeProfiles', 'cards'])
const ids = z.array(z.int().min(1)).min(1).max(10_000)

const answer = z.discriminatedUnion('type', [
  /** `rows`: ids of all rows that were changed, those that were refused along with a row included. */
  z.object({ type: z.literal('changed'), rows: z.array(z.int()) }),
  refused,
])

export const outboxCalls = {
  /** Either the rows or all of one upstream's; of the latter what was never to be sent is left as it is. */
  retryRefused: {
    role,
    request: z.strictObject({
      which: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('rows'), ids }),
        z.strictObject({ type: z.literal('all-of'), upstream: upstreamName }),
      ]),
      by,
    }),
    answer,
  },
  /** `payload`: all that the row says from now on, or the fields of it that change; then it is tried again. */
  correctRefused: {
    role,
    request: z.strictObject({
      id: z.int().min(1),
      change: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('replace'), payload: z.json() }),
        z.strictObject({ type: z.literal('fields'), fields: z.record(z.string().max(200), z.json()) }),
      ]),
      by,
    }),
    answer,
  },
  /** What was delivered from `sinceMs` on waits again, in doubt; without approval it is only counted. */
  tellAgain: {
    role,
    request: z.strictObject({
      upstream: upstreamName,
      sinceMs: z.int().min(0),
      reason: z.string().max(1000),
      isApproved: z.boolean(),
      by,
    }),
    answer: z.discriminatedUnion('type', [
      /** `erased`: of authData, whose values were erased when they were delivered. */
      z.object({ type: z.literal('counted'), rows: z.int(), erased: z.int() }),
      z.object({ type: z.literal('told-again'), rows: z.int(), erased: z.int() }),
      refused,
    ]),
  },
  setRefusedAside: {
    role,
    request: z.strictObject({ ids, reason: z.string().max(1000), by }),
    answer,
  },
} as const
