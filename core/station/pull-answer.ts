/** The pages that a central service answers to a pull (ours), read with nothing taken on trust. */
import { z } from 'zod'
import { readTimeProfileItems, type TimeProfileItem } from '../schedule/time-profile.ts'

const number = z.string().min(1).max(1024)
const text = z.string().max(1024).nullable()
const whole = z.int().nullable()

const card = z.object({
  systemId: text,
  facilityCode: whole,
  internalNumber: whole,
  externalNumber: text,
  format: text,
  cardType: whole,
  state: z.enum(['active', 'lost', 'revoked']),
})

export const pulledPerson = z.discriminatedUnion('isGone', [
  z.object({ employeeNumber: number, isGone: z.literal(true) }),
  z.object({
    employeeNumber: number,
    isGone: z.literal(false),
    displayName: z.string().min(1).max(1024),
    email: text,
    userId: text,
    apiId: text,
    username: text,
    accId: text,
    discord: text,
    uniqueId: whole,
    isActive: z.boolean(),
    occupancySystemId: text,
    timeProfiles: z.array(z.guid()).max(1000),
    cards: z.array(card).max(1000),
  }),
])
export type PulledPerson = z.output<typeof pulledPerson>

const timeProfile = z.discriminatedUnion('isGone', [
  z.object({ linkId: z.guid(), isGone: z.literal(true) }),
  z.object({ linkId: z.guid(), isGone: z.literal(false), item: z.unknown() }),
])
export type PulledTimeProfile = { linkId: string; item: TimeProfileItem | null }

const punch = z.object({
  eventId: z.string().min(1).max(256),
  stationId: z.string().max(64),
  sequence: z.int().min(0),
  employeeNumber: number,
  kind: z.enum(['in', 'out', 'force-in']),
  occurredAt: z.iso.datetime({ offset: true }),
})

const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item).max(5000), cursor: z.string().min(1).max(200), hasMore: z.boolean() })

export type Page<Item> = { items: Item[]; cursor: string; hasMore: boolean }

export const readPeoplePage = (body: string): Page<PulledPerson> | null => parse(pageOf(pulledPerson), body)

export function readTimeProfilesPage(body: string): Page<PulledTimeProfile> | null {
  const page = parse(pageOf(timeProfile), body)
  if (!page) return null
  const items: PulledTimeProfile[] = []
  for (const each of page.items) {
    if (each.isGone) {
      items.push({ linkId: each.linkId, item: null })
      continue
    }
    const reading = readTimeProfileItems({ list_items: [each.item] })
    const [item] = reading.type === 'refused' ? [] : reading.items
    if (!item) return null
    items.push({ linkId: each.linkId, item })
  }
  return { ...page, items }
}

export function readClockPage(body: string) {
  const page = parse(pageOf(punch), body)
  if (!page) return null
  const items = page.items.map(({ occurredAt, ...rest }) => ({ ...rest, atMs: Date.parse(occurredAt) }))
  return { ...page, items }
}

function parse<Output>(schema: z.ZodType<Output>, body: string): Output | null {
  try {
    const parsed = schema.safeParse(JSON.parse(body))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
