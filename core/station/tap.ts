/**
 * One presentation of a badge, from the typed text to a durable decision: gather what is known, decide, and write event,
 * period, presence and outbox rows in one transaction. Nothing is answered before the commit.
 */
import { appendEvent } from '../attendance/attendance-store.ts'
import { sumHours } from '../attendance/hours.ts'
import type { BadgeNumber, BadgeReading } from '../badge/badge-number.ts'
import { readPresented } from '../badge/read-badge.ts'
import type { Decision, TapReason } from '../contract/decision.ts'
import type { ClockingUse, ReaderSettings } from '../contract/reader-settings.ts'
import type { StationSettings } from '../contract/settings.ts'
import { findKnownCards, type KnownCard } from '../people/held-card-store.ts'
import { type PersonRow, readPerson } from '../people/people-store.ts'
import { sayBadgeTime } from '../schedule/say-badge-time.ts'
import type { ReadableDb, WritableDb } from '../store/database.ts'
import type { ClockReading } from './clock.ts'
import { decisionOf, eventOf, type KnownTap, workedPeriods } from './count-tap.ts'
import { type CountedTap, findRefusal, judgeReading } from './decide-tap.ts'
import { countDirected, gatherTap } from './direct-tap.ts'
import { findRepeated, rememberCounted } from './guard-repeat.ts'
import type { DecidedTap, Presentation, TapContext, TapOrigin } from './tap-context.ts'

/** What events name where somebody typed number and PIN; `station.json` may give it a direction like any reader. */
export const pinReader = 'pin'

/**
 * Decides a presentation. When this returns, the decision is durable. Throws only if the database cannot be written, and for a
 * reader that clocks nobody: whoever hears a reader asks `clocksPeople` first.
 */
export function decideTap(context: TapContext, presentation: Presentation): DecidedTap {
  const reader = findReader(context.settings, presentation.reader)
  if (!clocksPeople(reader)) throw new Error(`a tap at the reader "${reader.id}", which clocks nobody`)
  const reading = readPresented(presentation.presented, reader)
  const result = context.store.transact<DecidedTap, DecidedTap>((db) => {
    const verdict = judgeReading(reading, findMeantCards(db, reading, presentation), presentation.clock.atMs)
    if (verdict.type === 'refused') {
      return { ok: true, value: refuse(context, db, presentation, { ...verdict, cardId: null, holder: null }) }
    }
    return decideKnownCard(context, db, presentation, reader, verdict)
  })
  const decided = result.ok ? result.value : result.refusal
  rememberCounted(context, presentation, decided)
  return decided
}

/** A reader that is on the counter but not in `station.json` is taken as it comes: toggling, any format. */
export function findReader(settings: StationSettings, id: string): ReaderSettings {
  const asItComes = { use: 'toggle', format: 'auto', text: 'auto', byteOrder: 'auto', kind: 'auto' } as const
  return settings.readers.find((reader) => reader.id === id) ?? { id, ...asItComes }
}

/** A reader that clocks people in or out, and does not just read their cards. */
export function clocksPeople(reader: ReaderSettings): reader is ReaderSettings & { use: ClockingUse } {
  return reader.use !== 'enrol'
}

/** The known card that a presentation means, without deciding anything; null where it is none or not one. */
export function identifyCard(context: TapContext, presentation: Presentation): KnownCard | null {
  const reading = readPresented(presentation.presented, findReader(context.settings, presentation.reader))
  const verdict = judgeReading(
    reading,
    findMeantCards(context.store.read, reading, presentation),
    presentation.clock.atMs,
  )
  return verdict.type === 'card' ? verdict : null
}

export function findMeantCards(db: ReadableDb, reading: BadgeReading, { clock, cause }: Presentation): KnownCard[] {
  return reading.type === 'unreadable' ? [] : findKnownCards(db, reading.candidates, clock.atMs, cause === 'replay')
}

function decideKnownCard(
  context: TapContext,
  db: WritableDb,
  presentation: Presentation,
  reader: { use: ClockingUse },
  { card, number, holder, hasTimeProfiles }: KnownCard,
): { ok: true; value: DecidedTap } | { ok: false; refusal: DecidedTap } {
  const { atMs } = presentation.clock
  const known = gatherTap({ context, db, presentation, cardId: card.cardId, number, holder })
  const repeated = findRepeated(known)
  // Nothing changes, so nothing is written.
  if (repeated) return { ok: false, refusal: answerRepeat(known, repeated) }

  const isAllowed = holder === null || !hasTimeProfiles || context.schedules.isAllowed(db, holder.personId, atMs)
  const refusal = findRefusal(card, holder, { isAllowed }, atMs)
  if (refusal !== null || holder === null) {
    const detail = refusal === 'outside-schedule' && holder ? sayWhenNext(known, holder) : null
    const refused = { reason: refusal ?? 'unassigned-card', number, detail, cardId: card.cardId, holder }
    return { ok: true, value: refuse(context, db, presentation, refused) }
  }
  return { ok: true, value: countDirected({ ...known, holder }, reader.use) }
}

/**
 * Decides a tap of somebody who is known by number and PIN, as if they had badged. When this returns, the decision is
 * durable.
 */
export function decidePinTap(context: TapContext, { personId }: PersonRow, clock: ClockReading): DecidedTap {
  const presentation: TapOrigin = { reader: pinReader, clock, cause: 'tap' }
  const result = context.store.transact<DecidedTap, DecidedTap>((db) => {
    const holder = readPerson(db, personId)
    if (holder === null) throw new Error('people are never deleted')
    const known = { ...gatherTap({ context, db, presentation, cardId: null, number: null, holder }), holder }
    const repeated = findRepeated(known)
    if (repeated) return { ok: false, refusal: answerRepeat(known, repeated) }
    const isAllowed = context.schedules.isAllowed(db, personId, clock.atMs)
    if (holder.isActive && isAllowed) {
      const reader = findReader(context.settings, pinReader)
      return { ok: true, value: countDirected(known, clocksPeople(reader) ? reader.use : 'toggle') }
    }
    const refused = holder.isActive
      ? { reason: 'outside-schedule' as const, detail: sayWhenNext(known, holder) }
      : { reason: 'inactive-person' as const, detail: null }
    return { ok: true, value: refuse(context, db, presentation, { ...refused, number: null, cardId: null, holder }) }
  })
  const decided = result.ok ? result.value : result.refusal
  rememberCounted(context, presentation, decided)
  return decided
}

function sayWhenNext({ context, db, presentation }: KnownTap, { personId }: PersonRow): string {
  const { atMs } = presentation.clock
  return sayBadgeTime(context.schedules.judge(db, personId, atMs), atMs, context.settings.station.zone)
}

function answerRepeat(known: KnownTap, repeated: CountedTap): DecidedTap {
  const { calendar, presentation, cardId, holder } = known
  const decision: Decision = {
    ...decisionOf(known, 'repeat', null),
    hours: sumHours(workedPeriods(known), calendar, presentation.clock.atMs),
    counted: { atMs: repeated.atMs, outcome: repeated.outcome },
  }
  return { decision, cardId, personId: holder?.personId ?? null }
}

function refuse(
  context: TapContext,
  db: WritableDb,
  presentation: TapOrigin,
  refused: {
    reason: TapReason
    number: BadgeNumber | null
    detail: string | null
    cardId: number | null
    holder: PersonRow | null
  },
): DecidedTap {
  const { reason, number, detail, cardId, holder } = refused
  const eventId = context.newEventId(presentation.clock.atMs)
  const personId = holder?.personId ?? null
  appendEvent(db, {
    ...eventOf(context, presentation, eventId),
    kind: 'refused',
    badge: number,
    cardId,
    personId,
    reason,
    detail,
  })
  const decision = { ...decisionOf({ context, presentation, number, holder }, 'refused', reason), eventId, detail }
  return { decision, cardId, personId }
}
