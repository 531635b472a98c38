/**
 * Reading the clock interface's answers (Sonoran CMS, “Clock In Out”): texts, and the JSON row that real clients see in
 * their place (the vendor's own client libraries), where `completed: true` means clocked out.
 */
import { z } from 'zod'
import { shorten } from './answer-body.ts'

/** How a person stands at the service after it answered. */
export type Stand = 'in' | 'out'

export type ClockAnswer =
  | { type: 'stands'; stand: Stand; words: string; startedAtMs: number | null }
  | { type: 'not-linked'; words: string }
  | { type: 'configuration'; words: string }
  /** The reference service's own sentences about one object (ours). */
  | { type: 'not-understood'; words: string }
  | { type: 'other'; words: string }

const clockRow = z.object({
  id: z.union([z.string(), z.number()]),
  startTime: z.union([z.string(), z.number()]).nullish(),
  endTime: z.union([z.string(), z.number()]).nullish(),
  completed: z.boolean(),
})

const standsByText: Record<string, Stand> = {
  'CLOCKED IN': 'in',
  'FORCE CLOCKED IN': 'in',
  'CLOCKED OUT': 'out',
  // The read-back's text for somebody without an open period.
  'NOT CLOCKED IN': 'out',
}

const configurationFaults = ['INVALID API KEY', 'INVALID COMMUNITY ID']

/** A result as it came: text, JSON text, or a value out of a JSON array. */
export function readClockAnswer(result: unknown): ClockAnswer {
  const value = typeof result === 'string' ? parseText(result) : result
  const row = clockRow.safeParse(value)
  const words = shorten(typeof value === 'string' ? value.trim() : JSON.stringify(value))
  if (row.success) {
    const stand = row.data.completed ? 'out' : 'in'
    return { type: 'stands', stand, words, startedAtMs: readInstant(row.data.startTime) }
  }
  if (typeof value !== 'string') return { type: 'other', words }
  const text = words.toUpperCase()
  const stand = Object.hasOwn(standsByText, text) ? standsByText[text] : undefined
  if (stand !== undefined) return { type: 'stands', stand, words, startedAtMs: null }
  if (configurationFaults.some((fault) => text.startsWith(fault))) return { type: 'configuration', words }
  // The second is the read-back's (“Get Current Clock In”).
  if (text.includes('NOT LINKED') || text.startsWith('NO ACCOUNT FOUND')) return { type: 'not-linked', words }
  if (/^(MALFORMED REQUEST OBJECT: |IDEMPOTENCY-KEY )/.test(text)) return { type: 'not-understood', words }
  return { type: 'other', words }
}

const batchItem = z.object({ index: z.int().min(0), status: z.int(), result: z.unknown() })
export type BatchItem = z.output<typeof batchItem>

/** The answer to several objects (ours): one item per object, in any order. Null when it does not fit. */
export function readClockBatch(body: string, count: number): BatchItem[] | null {
  const parsed = z.array(batchItem).safeParse(parseText(body))
  if (!parsed.success || parsed.data.length !== count) return null
  const items: (BatchItem | undefined)[] = new Array(count).fill(undefined)
  for (const item of parsed.data) {
    if (item.index >= count || items[item.index] !== undefined) return null
    items[item.index] = item
  }
  return items.filter((item) => item !== undefined)
}

/** JSON where it looks like some, else the text itself. */
function parseText(text: string): unknown {
  const trimmed = text.trim()
  if (!/^["[{]/.test(trimmed)) return trimmed
  try {
    return JSON.parse(trimmed)
  } catch {
    return trimmed
  }
}

/** Like `2025-02-22 20:28:40.000 -0800` (“Get Current Clock In”), RFC 3339, or epoch milliseconds; null for anything else. */
function readInstant(value: string | number | null | undefined): number | null {
  if (typeof value === 'number') return value
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d+)?) ?(Z|[+-]\d{2}):?(\d{2})?$/i.exec(value ?? '')
  if (!match) return null
  const [, date, time, hours, minutes] = match
  const atMs = Date.parse(`${date}T${time}${hours}${minutes ? `:${minutes}` : ''}`)
  return Number.isNaN(atMs) ? null : atMs
}
