/**
 * Reading the answers to bulk presence (Maptician, “Set Multiple Maptician Presence Entries (date only)”). The page shows
 * none but `500`, so the shape is ours, with the names that the settings give its members.
 */
import { z } from 'zod'
import type { PresenceSettings } from '../contract/settings.ts'
import { parseJson } from './answer-body.ts'

export type PresenceItem = {
  /** The entry's place in the request, from 0. */
  index: number
  reason: string
  /** The server's own words; the reason where it has none. */
  message: string
}

export type PresenceAnswer =
  /** Some, or all, were created, and these were not. */
  | { type: 'created'; created: number | null; skipped: PresenceItem[] }
  /** Nothing was created, because of these; at least one. */
  | { type: 'cancelled'; errors: PresenceItem[] }
  /** A JSON object that lists nothing. */
  | { type: 'unlisted'; created: number | null }
  /** It does not fit; `created` where at least that could be read. */
  | { type: 'other'; created: number | null }

type Names = PresenceSettings['names']

const items = z.array(z.object({ index: z.int().min(0), reason: z.string(), message: z.string().optional() }))
const count = z.int().min(0).nullish()

/** Reads the answer to `rows` entries; a list that names an entry twice, or one that was not sent, is no list. */
export function readPresenceAnswer(body: string, rows: number, names: Names): PresenceAnswer {
  const given = parseObject(body)
  const created = count.safeParse(given?.[names.created])
  const counted = created.data ?? null
  const other = { type: 'other' as const, created: counted }
  if (!given || !created.success) return other
  const skipped = readItems(given[names.skipped], rows, names)
  const errors = readItems(given[names.errors], rows, names)
  if (skipped === null || errors === null) return other
  if (errors.length > 0) {
    return counted === null || counted === 0 ? { type: 'cancelled', errors } : other
  }
  if (given[names.skipped] === undefined) return { type: 'unlisted', created: counted }
  if (counted !== null && counted + skipped.length !== rows) return other
  return { type: 'created', created: counted, skipped }
}

/** An absent list is empty; null where it does not fit. */
function readItems(given: unknown, rows: number, names: Names): PresenceItem[] | null {
  if (given === undefined) return []
  if (!Array.isArray(given)) return null
  const renamed = given.map((item) =>
    isObject(item) ? { index: item[names.index], reason: item[names.reason], message: item[names.message] } : item,
  )
  const parsed = items.safeParse(renamed)
  if (!parsed.success) return null
  const indexes = new Set(parsed.data.map(({ index }) => index))
  if (indexes.size !== parsed.data.length || parsed.data.some(({ index }) => index >= rows)) return null
  return parsed.data.map(({ index, reason, message }) => ({ index, reason, message: message || reason }))
}

function parseObject(body: string): Record<string, unknown> | null {
  const value = parseJson(body)
  return isObject(value) ? value : null
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
