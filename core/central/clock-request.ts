/** Reads the request objects and keys of a clock call (Sonoran CMS, “Clock In Out”): checked values or plain words. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { idPattern } from '../contract/text-patterns.ts'
import type { AccountIdentifiers } from './account-store.ts'
import { punchKinds } from './clock-rules.ts'
import type { Punch } from './clock-store.ts'

const text = z.string().min(1).max(256)

/** The page's example has a number; numeric text is taken too (ours). */
const uniqueId = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
])

const identifierFields = {
  apiId: text.optional(),
  username: text.optional(),
  accId: text.optional(),
  discord: text.optional(),
  uniqueId: uniqueId.optional(),
}

const noIdentifier = 'one of apiId, username, accId, discord and uniqueId is needed'

/** “Optional - must have one”. An unknown field is refused (ours): a mistyped `forceClockIn` must not become a toggle. */
export const clockObject = z
  .strictObject({
    ...identifierFields,
    forceClockIn: z.boolean().optional(),
    /** Ours: when it happened, where that is not now. */
    occurredAt: z.string().max(64).optional(),
    /** Ours, all three together: whose event this is, and which; `punch` says what happened, so that nothing is toggled. */
    stationId: z.string().regex(idPattern).optional(),
    sequence: z.int().min(1).optional(),
    punch: z.enum(punchKinds).optional(),
  })
  .refine(
    ({ stationId, sequence, punch }) =>
      new Set([stationId, sequence, punch].map((each) => each === undefined)).size === 1,
    'stationId, sequence and punch come together',
  )
  .refine(hasIdentifier, noIdentifier)

export const identifierObject = z.strictObject(identifierFields).refine(hasIdentifier, noIdentifier)

export type Reading<Value> = { type: 'read'; value: Value } | { type: 'malformed'; text: string }

/** One request object of a clock call. `key` is its Idempotency-Key. */
export function readPunch(given: unknown, key: string | null): Reading<Punch> {
  const parsed = clockObject.safeParse(given)
  if (!parsed.success) return malformed(parsed.error)
  const { forceClockIn, occurredAt, stationId, sequence, punch, ...identifiers } = parsed.data
  const occurredAtMs = occurredAt === undefined ? null : parseInstant(occurredAt)
  if (occurredAt !== undefined && occurredAtMs === null) {
    return { type: 'malformed', text: 'Malformed request object: occurredAt: expected an RFC 3339 date-time' }
  }
  const isForced = forceClockIn ?? false
  const fingerprint = printContent(identifiers, isForced, occurredAtMs)
  const told =
    stationId === undefined || sequence === undefined || punch === undefined ? null : { stationId, sequence, punch }
  return { type: 'read', value: { identifiers, isForced, occurredAtMs, key, fingerprint, told } }
}

/** Who is meant by an object that asks for the current clock in. */
export function readIdentifiers(given: unknown): Reading<AccountIdentifiers> {
  const parsed = identifierObject.safeParse(given)
  return parsed.success ? { type: 'read', value: parsed.data } : malformed(parsed.error)
}

const keyPattern = /^[\x21-\x2b\x2d-\x7e]{1,128}$/

/**
 * The header `Idempotency-Key` (ours): one key per object, comma-separated, in the order of the objects; absent: none
 * has one. A key is up to 128 visible ASCII characters without a comma.
 */
export function readKeys(header: string | undefined, objects: number): Reading<(string | null)[]> {
  if (header === undefined) return { type: 'read', value: Array.from({ length: objects }, () => null) }
  const keys = header.split(',').map((key) => key.trim())
  if (keys.length !== objects) {
    return { type: 'malformed', text: `Idempotency-Key holds ${keys.length} keys for ${objects} objects` }
  }
  if (!keys.every((key) => keyPattern.test(key))) {
    return { type: 'malformed', text: 'Idempotency-Key must hold 1 to 128 visible ASCII characters per object' }
  }
  return { type: 'read', value: keys }
}

/** RFC 3339, section 5.6, which is narrower than what Temporal reads; the years 1970 to 2099 (ours). */
const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/
const latestMs = Date.UTC(2100, 0, 1)

/** Milliseconds since the epoch, finer parts cut off; null: not an instant. */
function parseInstant(given: string): number | null {
  if (!rfc3339.test(given)) return null
  try {
    const atMs = Temporal.Instant.from(given).epochMilliseconds
    return atMs >= 0 && atMs < latestMs ? atMs : null
  } catch {
    return null // A date that no calendar has, such as 02-30.
  }
}

/** The same content has the same print, however its fields were ordered and its instant or number was written. */
function printContent(identifiers: AccountIdentifiers, isForced: boolean, occurredAtMs: number | null): string {
  const { accId, apiId, uniqueId, discord, username } = identifiers
  const content = [accId ?? null, apiId ?? null, uniqueId ?? null, discord ?? null, username ?? null]
  return createHash('sha256')
    .update(JSON.stringify([...content, isForced, occurredAtMs]))
    .digest('base64url')
}

function hasIdentifier(object: AccountIdentifiers): boolean {
  const { accId, apiId, uniqueId, discord, username } = object
  return [accId, apiId, uniqueId, discord, username].some((identifier) => identifier !== undefined)
}

/** Names the field and what was expected; never repeats a value. */
function malformed(error: z.ZodError): { type: 'malformed'; text: string } {
  const issue = error.issues[0]
  const path = issue?.path.join('.')
  const what = `${path ? `${path}: ` : ''}${issue?.message ?? 'unreadable'}`
  return { type: 'malformed', text: `Malformed request object: ${what}`.slice(0, 200) }
}
