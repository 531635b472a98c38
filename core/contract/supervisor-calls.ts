/**
 * The calls by which the command line hands a change to the station that owns the folder; where none runs, the command
 * answers the same calls itself. All are the folder owner's alone. A request that is understood and not granted is
 * `refused`, with a sentence for whoever asked. A `file` is an absolute path on this machine.
 */
import { z } from 'zod'

const role = 'owner' as const

const refused = z.object({ type: z.literal('refused'), message: z.string() })

/** One item of the answer to a put or a delete (BAS-IP, “Create/Update multiple Time Profile items by link_id”). */
const profileResult = z.object({ link_id: z.string(), success: z.boolean(), extended_info: z.string() })

const profilesChanged = z.discriminatedUnion('type', [
  z.object({ type: z.literal('changed'), result: z.array(profileResult) }),
  /** Nothing was applied; `error` is one of the page's sentences. */
  z.object({ type: z.literal('not-understood'), error: z.string() }),
  refused,
])

const presenceFault = z.object({
  index: z.int(),
  reason: z.enum(['invalid', 'no-match', 'conflict']),
  message: z.string(),
  /** Where the entry begins in a CSV; null in JSON. */
  line: z.int().nullable(),
})

const presencePolicy = z.enum(['cancel', 'skip']).optional()

export const supervisorCalls = {
  /** `file` holds the vendor's body, `{"list_items": […]}`. */
  putProfiles: {
    role,
    request: z.strictObject({ file: z.string() }),
    answer: profilesChanged,
  },
  deleteProfiles: {
    role,
    request: z.strictObject({ linkIds: z.array(z.string()).max(10_000) }),
    answer: profilesChanged,
  },
  /** A parameter that is absent is the file's own, else the page's default. */
  putPresence: {
    role,
    request: z.strictObject({
      file: z.string(),
      onInvalid: presencePolicy,
      onConflict: presencePolicy,
      onNoMatch: presencePolicy,
      matchBy: z.enum(['email', 'employeeID', 'userID']).optional(),
      dateFormat: z.enum(['iso', 'unixS', 'unixMS', 'us', 'international', 'longForm']).optional(),
    }),
    answer: z.discriminatedUnion('type', [
      z.object({ type: z.literal('created'), created: z.int(), skipped: z.array(presenceFault) }),
      z.object({ type: z.literal('cancelled'), errors: z.array(presenceFault) }),
      refused,
    ]),
  },
} as const
